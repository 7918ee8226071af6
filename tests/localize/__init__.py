"""What holds for every answer of the localizer."""
