"""An answer as text and as a page."""
