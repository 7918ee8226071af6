"""Measurements of the workbench on a real server on loopback."""
