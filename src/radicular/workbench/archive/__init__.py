"""Everything a workbench holds in one file, and back."""
