"""The examination page: enter findings and watch the location move."""
