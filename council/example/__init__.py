"""The example council: its days, its files, and the stage on which its past is played."""
