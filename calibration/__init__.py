"""The links from lost function to recorded signs, fitted to published sign rates."""
