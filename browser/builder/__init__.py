"""What installs, packs and checks what a page loads: run by the build alone, never by a page."""
