"""Command: accounts roll."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from citizens.residency import operations, queries
from citizens.residency.rules import is_code
from metrics.catalogue.models import Area


@click.group("accounts")
def commands() -> None:
    """Accounts, offices and the roll."""


@commands.command("roll")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def roll(file: Path) -> None:
    """Load codes of residents from a CSV with the columns code and county; all or nothing."""
    named = {key: c for c in queries.counties() for key in (c.slug, c.name.casefold())}
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            rows, faults = _read(csv.DictReader(lines), named)
    except (OSError, UnicodeDecodeError, csv.Error):
        rows, faults = [], ["The file is no CSV in UTF-8."]
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo(f"{len(rows)} codes read, {operations.load_roll(rows=rows)} new.")


def _read(
    lines: csv.DictReader[str], named: dict[str, Area]
) -> tuple[list[tuple[str, Area]], list[str]]:
    if not {"code", "county"} <= set(lines.fieldnames or ()):
        return [], ["The file needs the columns code and county."]
    rows: list[tuple[str, Area]] = []
    faults: list[str] = []
    for number, line in enumerate(lines, start=2):
        code, county = line["code"] or "", (line["county"] or "").strip().casefold()
        if not is_code(code):
            faults.append(f"Line {number}: the code is too short.")
        elif county not in named:
            faults.append(f"Line {number}: there is no county “{line['county']}”.")
        else:
            rows.append((code, named[county]))
    return rows, faults
