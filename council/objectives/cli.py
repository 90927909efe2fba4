"""Command: councils objective."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from commons.actors import system
from commons.errors import GoalpostError, NotFound
from council.councils.queries import council as council_of
from council.objectives import operations
from metrics.catalogue.queries import agency as agency_of
from metrics.charters.queries import by_slug

T = TypeVar("T")


@click.group("councils")
def commands() -> None:
    """Goal councils and what they want."""


@commands.command("objective")
@click.argument("council")
@click.argument("title")
@click.option("--words", default="", help="The objective in some sentences.")
@click.option("--lead", required=True, help="The agency that leads.")
@click.option("--part", multiple=True, help="An agency and its part: roads=Mends the ramps.")
@click.option("--measure", multiple=True, help="A measure by which it is followed.")
def objective(
    council: str, title: str, words: str, lead: str, part: tuple[str, ...], measure: tuple[str, ...]
) -> None:
    """Adopt an objective of COUNCIL; all are named by the last parts of their addresses."""
    parts = [each.partition("=") for each in part]
    try:
        made = operations.adopt(
            actor=system(),
            council=_named("council", council_of, council),
            title=title,
            words=words,
            lead_agency=_named("agency", agency_of, lead),
            contributors=[(_named("agency", agency_of, a), does) for a, _is, does in parts],
            measures=[_named("measure", by_slug, each) for each in measure],
        )
    except GoalpostError as error:
        raise click.ClickException(error.reason or str(error)) from error
    click.echo(made.subject.public_id)


def _named(kind: str, find: Callable[[str], T], slug: str) -> T:
    try:
        return find(slug)
    except NotFound:
        raise click.ClickException(f"There is no {kind} {slug}.") from None
