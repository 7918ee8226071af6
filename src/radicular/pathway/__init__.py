"""The course of a case: an episode in seven steps, its gates, and what comes of it."""
