"""The map: structures, paths and end organs of the lumbosacral nervous system."""

from radicular.anatomy.atlas import Atlas, Pathway, ReflexArc, load_atlas

__all__ = ["Atlas", "Pathway", "ReflexArc", "load_atlas"]
