"""Commands: catalogue goal, agency, county. What a new site begins with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from commons.actors import system
from commons.errors import GoalpostError
from metrics.catalogue import operations
from metrics.catalogue.rules import Part


@click.group("catalogue")
def commands() -> None:
    """Goals, agencies and counties of a site."""


@commands.command("goal")
@click.argument("title")
@click.option("--summary", default="", help="What is wanted, in a sentence or two.")
def goal(title: str, summary: str) -> None:
    """Add a goal, and say its address."""
    _add(operations.add_goal, title=title, summary=summary, part=Part.RUNNING)


@commands.command("agency")
@click.argument("name")
@click.option("--remit", default="", help="What the agency is there for.")
def agency(name: str, remit: str) -> None:
    """Add an agency, and say its address."""
    _add(operations.add_agency, name=name, remit=remit)


@commands.command("county")
@click.argument("name")
def county(name: str) -> None:
    """Add a county, and say its address."""
    _add(operations.add_area, name=name)


def _add(add: Callable[..., Any], **fields: Any) -> None:
    if not all(str(fields[each]).strip() for each in ("title", "name") if each in fields):
        raise click.ClickException("A name has at least one letter.")
    try:
        made = add(actor=system(), **fields)
    except GoalpostError as error:
        raise click.ClickException(error.reason or str(error)) from error
    click.echo(made.slug)
