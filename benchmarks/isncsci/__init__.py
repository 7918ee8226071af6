"""The classification of ISNCSCI examinations beside the reference implementation."""
