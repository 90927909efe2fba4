"""Command of the demonstration."""

from __future__ import annotations

import sys

import click
from flask import current_app

from council.archive import queries as archive
from council.demonstration import operations


@click.group("demo")
def commands() -> None:
    """The demonstration: the archive of Washington, and an invented council."""


@commands.command("load")
def load() -> None:
    """Load what is missing of it into this site."""
    if current_app.config["PRODUCTION"]:
        click.echo("A site in production takes no demonstration.", err=True)
        sys.exit(1)
    operations.load()
    for each in archive.not_read():
        lines = ", ".join(str(line) for line in each.lines)
        noun = "lines" if len(each.lines) > 1 else "line"
        what = "period" if each.is_period else "day of the target"
        click.echo(f"Not read: {what} “{each.text}”, {each.title} ({noun} {lines}).")
