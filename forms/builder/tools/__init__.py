"""What the build makes for the tools of this room: see `calculator.builder.tools`."""
