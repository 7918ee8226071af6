"""The map: structures, paths and end organs of the lumbosacral nervous system."""
