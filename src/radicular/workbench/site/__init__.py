"""What all pages of the workbench share: settings, addresses, the frame of a page."""
