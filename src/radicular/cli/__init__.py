"""The commands of radicular, one file each."""
