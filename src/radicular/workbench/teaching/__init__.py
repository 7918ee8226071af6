"""Virtual patients whose lesion is hidden: examine, name the place, see what was missed."""
