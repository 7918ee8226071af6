"""The commands of radicular, one file each."""

from radicular.cli.contents import main

__all__ = ["main"]
