"""Fibers of the map: how long their ways are, how fast they conduct, what a lesion does."""
