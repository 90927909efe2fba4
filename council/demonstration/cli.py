"""Command of the demonstration."""

from __future__ import annotations

import click

from council.demonstration import operations


@click.group("demo")
def commands() -> None:
    """The demonstration: the archive of Washington, and an invented council."""


@commands.command("load")
def load() -> None:
    """Load what is missing of it into this site."""
    operations.load()
