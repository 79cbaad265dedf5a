"""What measures speed and weight: `build.py bench`."""
