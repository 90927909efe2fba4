"""Common ground: mechanism without nouns."""
