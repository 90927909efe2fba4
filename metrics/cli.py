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
from metrics.loading import operations, queries, rules


@click.group("metrics")
def commands() -> None:
    """Figures and what they say."""


@commands.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--measure", help="The measure's slug; a column `measure` may name it instead.")
@click.option("--note", default="", help="Published with the figures.")
def load(file: Path, measure: str | None, note: str) -> None:
    """Publish the figures of FILE, a CSV table, or say by line and column what is wrong."""
    data = file.read_bytes()
    checked = rules.check(data, measure)
    if not checked.accepted:
        for error in checked.errors:
            click.echo(queries.error_words(error), err=True)
        sys.exit(1)
    try:
        release = operations.publish(
            actor=system(),
            measure=by_slug(checked.measure),
            rows=queries.figure_rows(checked),
            note=note,
            file_name=file.name,
            file_sha256=sha256(data),
        )
    except GoalpostError as error:
        click.echo(error.reason or f"There is no measure {checked.measure}.", err=True)
        sys.exit(1)
    published = release.published_at.isoformat() if release.published_at else None
    told = {"measure": checked.measure, "rows": len(checked.rows), "published_at": published}
    click.echo(json.dumps(told))
