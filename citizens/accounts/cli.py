"""Commands: accounts create, grant."""

from __future__ import annotations

import sys

import click

from citizens.accounts import operations
from commons.errors import GoalpostError
from commons.roles import ALL_ROLES
from commons.web import public_url


@click.group("accounts")
def commands() -> None:
    """Accounts, offices and the roll."""


@commands.command("create")
@click.argument("email")
@click.argument("name")
def create(email: str, name: str) -> None:
    """Make an account, and print the link with which its holder sets a password."""
    try:
        _account, token = operations.create(email=email, name=name)
    except GoalpostError as error:
        _fail(error)
    click.echo(public_url("citizens.accounts.reset", token=token))


@commands.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(ALL_ROLES))
@click.option("--reason", default="given at the command line", show_default=True)
def grant(email: str, role: str, reason: str) -> None:
    """Give an office to the holder of an account."""
    try:
        actor = operations.grant(email=email, role=role, reason=reason)
    except GoalpostError as error:
        _fail(error)
    click.echo(f"{actor.name} is {role}.")


def _fail(error: GoalpostError) -> None:
    click.echo(error.reason or type(error).__name__, err=True)
    sys.exit(1)
