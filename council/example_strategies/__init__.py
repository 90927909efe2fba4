"""What the example council does about it: strategies and promises, with their later lives."""
