"""The workbench, through its forms, its addresses and a browser."""
