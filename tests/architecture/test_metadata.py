"""No arrow points up in the database either: foreign keys and relationships follow the layers."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from commons.db import Base
from tests.architecture.schema import metadata

ROOT = Path(__file__).resolve().parents[2]


@cache
def heights() -> dict[str, tuple[int, int]]:
    """How high a feature stands, read from the import contracts."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    packages, found = ["commons", "metrics", "citizens", "council"], {"commons": (0, 0)}
    for contract in tool["contracts"]:
        package = contract.get("containers", ["-"])[0]
        if package in packages[1:]:
            for depth, feature in enumerate(reversed(contract["layers"])):
                found[f"{package}.{feature.strip('()')}"] = (packages.index(package), depth)
    return found


def owners() -> dict[str, str]:
    """The feature that each table belongs to, `commons` for all of common ground."""
    metadata()

    found = {}
    for mapper in Base.registry.mappers:
        parts = mapper.class_.__module__.split(".")
        owner = "commons" if parts[0] == "commons" else ".".join(parts[:2])
        for table in mapper.tables:
            found[table.name] = owner
    return found


def upward_keys(tables: MetaData, owner_of: dict[str, str]) -> list[str]:
    """Foreign keys that point to a table of a higher feature."""
    return [
        f"{table.name}.{key.parent.name} points up to {key.column.table.name}"
        for table in tables.sorted_tables
        for key in table.foreign_keys
        if is_above(owner_of.get(key.column.table.name), owner_of.get(table.name))
    ]


def is_above(one: str | None, other: str | None) -> bool:
    """Whether `one` stands higher than `other`; what no class owns is looked at by its parts."""
    if one is None or other is None or one == other:
        return False
    return heights()[one] > heights()[other]


def test_no_foreign_key_points_up() -> None:
    assert upward_keys(metadata(), owners()) == []


def test_no_relationship_points_up() -> None:
    owner_of = owners()
    found = [
        f"{mapper.class_.__name__}.{relation.key}"
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if is_above(owner_of[str(relation.mapper.local_table)], owner_of[str(mapper.local_table)])
    ]
    assert found == []


def test_every_table_has_an_owner_and_named_constraints() -> None:
    owner_of = owners()
    for table in metadata().sorted_tables:
        assert table.name in owner_of, f"{table.name} belongs to nobody"
        unnamed = [each for each in table.constraints if not each.name]
        assert not unnamed, f"{table.name} has constraints without a name"


def test_no_row_takes_others_with_it() -> None:
    for table in metadata().sorted_tables:
        for key in table.foreign_keys:
            assert (key.ondelete or "").upper() != "CASCADE", f"{table.name}.{key.parent.name}"


def test_a_planted_key_upward_is_found() -> None:
    planted = MetaData()
    Table("low", planted, Column("high_id", Integer, ForeignKey("high.id")))
    Table("high", planted, Column("id", Integer, primary_key=True))
    owner_of = {"low": "metrics.charters", "high": "citizens.comments"}
    assert upward_keys(planted, owner_of) == ["low.high_id points up to high"]
    assert upward_keys(planted, {"low": "council.live", "high": "citizens.comments"}) == []
