"""Numbers as they were known."""
