"""Commands of common ground: release, jobs, ledger, backup, map."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask, current_app

from commons import backup, jobs, ledger, maps
from commons import chores as chores
from commons.errors import Refused
from commons.features import PACKAGES
from commons.release import release
from commons.restore import restore


@click.command("release")
def release_command() -> None:
    """Migrate, and load the demonstration on its first start."""
    release(current_app._get_current_object())  # type: ignore[attr-defined]


@click.group("jobs")
def jobs_group() -> None:
    """The worker's work."""


@jobs_group.command("run")
def jobs_run() -> None:
    """Run all jobs until told to end."""
    jobs.run_worker(current_app._get_current_object())  # type: ignore[attr-defined]


@jobs_group.command("once")
@click.argument("name")
def jobs_once(name: str) -> None:
    """Do the work of one job now."""
    known = [each.name for each in jobs.all_jobs()]
    if name not in known:
        click.echo(f"There is no job {name}. There are {', '.join(known)}.", err=True)
        sys.exit(1)
    click.echo(jobs.run_once(name))


@click.group("ledger")
def ledger_group() -> None:
    """The append-only log of records."""


@ledger_group.command("verify")
def ledger_verify() -> None:
    """Recompute every leaf and the root; exit 1 and name the row that is unsound."""
    found = ledger.verify()
    click.echo(
        json.dumps(
            {"size": found.size, "root": found.root, "bad": found.bad, "reason": found.reason}
        )
    )
    if found.bad is not None:
        click.echo(f"Row {found.bad} of ledger_leaf was {found.reason}.", err=True)
        sys.exit(1)


@click.group("backup")
def backup_group() -> None:
    """Backups of all rows, for either database."""


@backup_group.command("make")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_make(file: Path) -> None:
    """Write all rows, as they stand at this moment, into FILE; the site may go on meanwhile."""
    _say_proof(backup.make, file)


@backup_group.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def backup_restore(file: Path) -> None:
    """Fill an empty database from FILE, count the rows and verify the ledger."""
    _say_proof(restore, file)


def _say_proof(act: Callable[[Path], backup.Proof], file: Path) -> None:
    try:
        click.echo(json.dumps(asdict(act(file))))
    except (Refused, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@click.command("map")
@click.option("--routes", is_flag=True, help="As tests/architecture/routes.txt holds them.")
@click.option("--markdown", is_flag=True, help="As docs/map.md holds them.")
@click.option("--events", is_flag=True, help="Every kind of event, as docs/events.md holds them.")
def map_command(routes: bool, markdown: bool, events: bool) -> None:  # noqa: FBT001  click passes flags so
    """Print every URL with its endpoint, audience and template, or every kind of event."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if events:
        click.echo(maps.event_table(PACKAGES), nl=False)
    elif markdown:
        click.echo(maps.route_table(app), nl=False)
    else:
        click.echo("\n".join(sorted(maps.route_lines(app))))
        if not routes:
            click.echo(f"{len(app.view_functions)} endpoints", err=True)


def init_cli(app: Flask) -> None:
    """The commands exist."""
    for command in (release_command, jobs_group, ledger_group, backup_group, map_command):
        app.cli.add_command(command)
