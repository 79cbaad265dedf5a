"""The tools of this room: see `calculator.tools`."""
