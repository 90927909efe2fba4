"""Measurements: never part of the tests, always ratios of one run."""
