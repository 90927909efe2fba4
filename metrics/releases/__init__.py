"""When figures are due and when they were published."""
