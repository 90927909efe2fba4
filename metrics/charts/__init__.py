"""How the numbers look."""
