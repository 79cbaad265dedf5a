"""What checks the pages before they are built."""
