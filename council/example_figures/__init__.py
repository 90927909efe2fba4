"""What the example measures: charters, targets and figures, month by month."""
