"""A published case carried through all seven steps, and the pages of the docs made from it."""
