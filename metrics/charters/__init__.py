"""What a measure means, and the targets it was ever given."""
