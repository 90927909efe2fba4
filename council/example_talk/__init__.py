"""What residents of the example say: proposals, comments, supports, ballots."""
