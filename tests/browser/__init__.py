"""Tests of the browser room, and the drivers that other tests of pages use."""
