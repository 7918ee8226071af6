"""Where in the lumbosacral nervous system a lesion sits, and what it would show.

One map of roots, plexus, nerves, muscles, skin and reflexes answers two questions: which findings
a lesion gives, and which lesion best explains the findings of a case.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
