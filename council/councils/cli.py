"""Command: councils form."""

from __future__ import annotations

import click

from commons.actors import system
from commons.errors import GoalpostError, NotFound
from council.councils import operations, queries
from council.councils.rules import DEFAULT_THRESHOLD
from metrics.catalogue.queries import goal as goal_of


@click.group("councils")
def commands() -> None:
    """Goal councils and what they want."""


@commands.command("form")
@click.argument("goal")
@click.argument("name")
@click.option("--summary", default="", help="What the council is there for.")
@click.option(
    "--threshold",
    default=DEFAULT_THRESHOLD,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="How many residents bring a proposal before it.",
)
def form(goal: str, name: str, summary: str, threshold: int) -> None:
    """Form the council of GOAL (the last part of its address), and say its own address."""
    try:
        found = goal_of(goal)
    except NotFound:
        raise click.ClickException(f"There is no goal {goal}.") from None
    if queries.council_of_goal(found.id):
        raise click.ClickException(f"{found.title} has a council already.")
    try:
        made = operations.form(
            actor=system(), goal=found, name=name, summary=summary, threshold=threshold
        )
    except GoalpostError as error:
        raise click.ClickException(error.reason or str(error)) from error
    click.echo(made.slug)
