"""The body map: sensation patch by patch, and the pain drawing."""
