"""The course of a case on pages: seven steps, gates, documents, curves and exchange."""
