"""Slow and readable versions of what the project computes fast."""
