"""Loads, checks and remakes the calculator’s data, and makes its forms: what no page runs."""
