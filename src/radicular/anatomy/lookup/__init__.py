"""Looking things up on the map: a typed name in, a description with sources out."""

from radicular.anatomy.lookup.answer import describe
from radicular.anatomy.lookup.description import Description, Fact, Section
from radicular.anatomy.lookup.names import Entity, find

__all__ = ["Description", "Entity", "Fact", "Section", "describe", "find"]
