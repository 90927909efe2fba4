"""What the example council does: reviews, strategies, promises, records."""
