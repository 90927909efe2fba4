"""Commands for figures: load them, read what they say."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from commons.actors import system
from commons.errors import GoalpostError
from commons.hashing import sha256
from metrics.charters.queries import by_slug
from metrics.loading import operations, queries, rules, specs


@click.group("metrics")
def commands() -> None:
    """Figures and what they say."""


@commands.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--measure", help="The measure's slug; a column `measure` may name it instead.")
@click.option("--note", default="", help="Published with the figures.")
@click.option("--sure", is_flag=True, help="Figures that are far from the last ones are right.")
def load(file: Path, measure: str | None, note: str, sure: bool) -> None:  # noqa: FBT001  a flag
    """Publish the figures of FILE, a CSV table, or say by line and column what is wrong."""
    data = file.read_bytes()
    try:
        checked = queries.checked_rows(data, measure)
        _refuse(checked, sure=sure)
        release = operations.publish(
            actor=system(),
            measure=by_slug(checked.measure),
            rows=queries.figure_rows(checked),
            note=note,
            file_name=file.name,
            file_sha256=sha256(data),
        )
    except GoalpostError as error:
        named = measure or rules.check(data).measure
        click.echo(error.reason or f"There is no measure {named}.", err=True)
        sys.exit(1)
    published = release.published_at.isoformat() if release.published_at else None
    told = {"measure": checked.measure, "rows": len(checked.rows), "published_at": published}
    click.echo(json.dumps(told))


def _refuse(checked: rules.Checked, *, sure: bool) -> None:
    """Ends with what is wrong, or with what is asked about unless its sender is sure."""
    for error in checked.errors:
        click.echo(specs.error_words(error), err=True)
    doubts = [] if sure else queries.doubts_of(checked)
    for doubt in doubts:
        click.echo(doubt, err=True)
    if doubts:
        click.echo("Nothing was loaded. If these figures are right, say --sure.", err=True)
    if checked.errors or doubts:
        sys.exit(1)
