"""Motoneurons and interneurons, and the network that they form."""
