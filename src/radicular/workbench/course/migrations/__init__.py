"""Tables of episodes and their entries."""
