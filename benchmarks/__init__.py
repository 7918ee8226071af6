"""How right the answers are on published cases, and how fast they come."""
