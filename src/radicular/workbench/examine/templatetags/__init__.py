"""What the templates of the examination page tell."""
