"""The studies of a laboratory, one file each."""
