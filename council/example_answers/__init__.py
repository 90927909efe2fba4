"""What the example council answers: proposals, ballots, the lines that are overdue."""
