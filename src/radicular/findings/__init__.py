"""What can be observed, and how lost function shows in it."""
