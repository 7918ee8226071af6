"""An answer, a prediction or a part of the map as text and as a page."""
