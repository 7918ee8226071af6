"""What a lesion would show beside the record, its H-reflex, and the way of a finding."""
