"""Loads form definitions and makes Word templates ready: what no page runs."""
