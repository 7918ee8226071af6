"""Starting the workbench on this machine."""
