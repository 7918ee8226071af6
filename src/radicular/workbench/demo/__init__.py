"""Invented patients that show what the workbench does."""
