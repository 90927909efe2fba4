"""The servers that tests bring along leave the machine as they found it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import psycopg
import pytest

from tests import postgresql, running


def test_postgresql_is_real_and_speaks_unicode() -> None:
    with psycopg.connect(postgresql.postgresql_url()) as server:
        row = server.execute("SELECT version(), lower('ÉÑ')").fetchone()
    assert row is not None
    assert row[0].startswith("PostgreSQL")
    assert row[1] == "éñ"


def test_no_folder_of_anybody_changes_its_permissions(tmp_path: Path) -> None:
    programs = postgresql.find_binaries()
    watched = [programs, *programs.parents, *tmp_path.parents, Path.home()]
    before = [stat.S_IMODE(folder.stat().st_mode) for folder in watched]
    run = tmp_path / "run"
    run.mkdir()
    placed = postgresql.place_binaries(programs, run)
    assert (placed / "postgres").exists()
    postgresql.postgresql_url()
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in watched] == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_programs_out_of_reach_are_copied_and_not_opened_up(tmp_path: Path) -> None:
    home = tmp_path / "home"
    programs = home / "package" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").write_text("#!/bin/sh\n")
    (programs / "postgres").chmod(0o700)
    home.chmod(0o700)
    run = tmp_path / "run"
    run.mkdir()
    placed = postgresql.place_binaries(programs, run)
    assert placed.is_relative_to(run)
    assert stat.S_IMODE((placed / "postgres").stat().st_mode) == 0o755
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((programs / "postgres").stat().st_mode) == 0o700


def test_a_run_that_was_killed_is_cleared_away_by_the_next() -> None:
    left = running.run_folder().with_name(f"{running.PREFIX}left")
    left.mkdir()
    (left / "owner").write_text("999999999")
    running.clear_left_over()
    assert not left.exists()
    assert running.run_folder().exists()
