"""Figures loaded by command: all or none, with lines and columns named."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result
from flask import Flask

from metrics.observations.queries import lines
from tests.make import make_measure


def load(app: Flask, folder: Path, table: str, *more: str) -> Result:
    """What `flask metrics load` answers to this table."""
    path = folder / "figures.csv"
    path.write_text(table, encoding="utf-8")
    return app.test_cli_runner().invoke(args=["metrics", "load", str(path), *more])


def test_table_is_loaded_whole_and_told_in_one_document(app: Flask, tmp_path: Path) -> None:
    measure = make_measure(values=())
    table = "period,value,group\n2026-09,88.1,\n2026-10,84.1,\n2026-10,71.3,Islands\n"
    result = load(app, tmp_path, table, "--measure", measure.slug)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["rows"] == 3
    total, islands = lines(measure.id)
    assert [figure.cell.text for figure in total.figures] == ["88.1", "84.1"]
    assert islands.label == "Islands"


def test_one_bad_cell_keeps_all_rows_out(app: Flask, tmp_path: Path) -> None:
    measure = make_measure(values=())
    table = "period,value\n2026-09,88.1\n2026-10,lots\n"
    result = load(app, tmp_path, table, "--measure", measure.slug)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Line 3, column value" in result.stderr
    assert lines(measure.id) == []


def test_period_that_is_not_over_keeps_all_rows_out(
    app: Flask, clock: object, tmp_path: Path
) -> None:
    measure = make_measure(values=())
    table = "period,value\n2026-10,88.1\n2026-11,84.1\n"
    result = load(app, tmp_path, table, "--measure", measure.slug)
    assert result.exit_code == 1
    assert "Line 3, column period: “2026-11” is not over yet." in result.stderr
    assert lines(measure.id) == []


def test_figure_far_from_the_last_one_is_loaded_only_when_its_sender_is_sure(
    app: Flask, clock: object, tmp_path: Path
) -> None:
    measure = make_measure(values=())
    table = "period,value\n2026-09,85\n2026-10,850\n"
    result = load(app, tmp_path, table, "--measure", measure.slug)
    assert result.exit_code == 1
    assert "Line 3: 850% is 10 times the last figure, 85%. Is it right?" in result.stderr
    assert "--sure" in result.stderr
    assert lines(measure.id) == []
    assert load(app, tmp_path, table, "--measure", measure.slug, "--sure").exit_code == 0
    assert len(lines(measure.id)[0].figures) == 2


def test_unknown_county_keeps_all_rows_out(app: Flask, clock: object, tmp_path: Path) -> None:
    measure = make_measure(values=())
    table = "period,value,county\n2026-10,70,Atlantis\n"
    result = load(app, tmp_path, table, "--measure", measure.slug)
    assert result.exit_code == 1
    assert "Line 2, column county: we know no place of this kind called “Atlantis”." in (
        result.stderr
    )
    assert lines(measure.id) == []


def test_unknown_measure_is_refused_in_words(app: Flask, tmp_path: Path) -> None:
    result = load(app, tmp_path, "period,value\n2026-09,88.1\n", "--measure", "none-such")
    assert result.exit_code == 1
    assert "none-such" in result.stderr


def test_without_a_file_it_is_a_wrong_use(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["metrics", "load"]).exit_code == 2
