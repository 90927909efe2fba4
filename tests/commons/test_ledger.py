"""The ledger: numbered without gaps, canonical, and any change is found and named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from commons import append_only, ledger, subjects
from commons.db import Base, db, operation
from commons.hashing import canonical, leaf_hash, tree_root
from commons.ledger import Leaf

# The leaves and roots that implementations of Certificate Transparency share as test vectors.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
OTHERS = "(SELECT content FROM ledger_leaf WHERE number = 3)"
ROOT_OF_5 = "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"
ROOT_OF_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@operation(durable=True)
def _append(name: str) -> Leaf:
    return ledger.append("thing", subject_id=subjects.site_id(), document={"name": name})


def test_roots_equal_the_published_vectors():
    hashes = [leaf_hash(bytes.fromhex(each)) for each in LEAVES]
    assert tree_root(hashes[:5]).hex() == ROOT_OF_5
    assert tree_root(hashes).hex() == ROOT_OF_8
    assert tree_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_canonical_bytes_do_not_depend_on_the_order_of_keys_and_hold_no_floats():
    assert canonical({"b": 1, "a": ["x"]}) == b'{"a":["x"],"b":1}'
    with pytest.raises(TypeError, match="as text"):
        canonical({"value": [0.5]})


def test_many_hands_at_once_leave_no_gap(app):
    def one(number: int) -> int:
        with app.app_context():
            return _append(str(number)).number

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(24))) == list(range(24))
    assert ledger.verify().bad is None


def test_an_entry_outside_a_durable_operation_is_refused(app):
    @operation
    def careless() -> None:
        ledger.append("thing", subject_id=subjects.site_id(), document={})

    with pytest.raises(RuntimeError, match="durable"):
        careless()


@pytest.mark.parametrize(
    ("forgery", "reason"),
    [
        ("UPDATE ledger_leaf SET content = :bytes WHERE number = 2", "changed"),
        ("UPDATE ledger_leaf SET leaf_hash = :bytes WHERE number = 2", "changed"),
        (f"UPDATE ledger_leaf SET content = {OTHERS} WHERE number = 2", "changed"),
        ("UPDATE ledger_leaf SET number = 9 WHERE number = 2", "missing"),
        ("DELETE FROM ledger_leaf WHERE number = 2", "missing"),
    ],
)
def test_a_forged_row_is_named(app, forgery, reason):
    for name in ("a", "b", "c", "d"):
        _append(name)
    with db.engine.begin() as connection:
        # Only somebody who may alter tables can do this: the triggers go first.
        for act in ("update", "delete"):
            on = " ON ledger_leaf" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER ledger_leaf_no_{act}{on}"))
        connection.execute(text(forgery), {"bytes": b"forged"} if ":bytes" in forgery else {})
        append_only.protect(connection, append_only.tables(Base.metadata))
    found = ledger.verify()
    assert (found.bad, found.reason) == (2, reason)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("content", "'words'", "changed"),
        ("content", "7", "changed"),
        ("content", "CAST(content AS TEXT)", "changed"),
        ("leaf_hash", "'words'", "changed"),
        ("leaf_hash", "hex(leaf_hash)", "changed"),
    ],
)
def test_what_is_not_bytes_is_named_and_no_command_breaks(app, column, value, reason):
    for name in ("a", "b", "c"):
        _append(name)
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_leaf_no_update"))
        connection.execute(text(f"UPDATE ledger_leaf SET {column} = {value} WHERE number = 1"))
        append_only.protect(connection, append_only.tables(Base.metadata))
    result = app.test_cli_runner().invoke(args=["ledger", "verify"])
    assert result.exit_code == 1
    assert f"Row 1 of ledger_leaf was {reason}." in result.stderr


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["content", "leaf_hash"])
def test_an_emptied_column_is_named(app, column):
    for name in ("a", "b", "c"):
        _append(name)
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_leaf_no_update"))
        _let_be_empty(connection, column)
        connection.execute(text(f"UPDATE ledger_leaf SET {column} = NULL WHERE number = 1"))
    result = app.test_cli_runner().invoke(args=["ledger", "verify"])
    assert result.exit_code == 1
    assert "Row 1 of ledger_leaf was changed." in result.stderr


def _let_be_empty(connection, column: str) -> None:
    """As somebody would who may change the schema."""
    connection.execute(text("PRAGMA writable_schema=ON"))
    connection.execute(
        text("UPDATE sqlite_master SET sql = replace(sql, :a, :b) WHERE name = 'ledger_leaf'"),
        {"a": f"{column} BLOB NOT NULL", "b": f"{column} BLOB"},
    )
    connection.execute(text("PRAGMA writable_schema=RESET"))


def test_the_verify_command_exits_0_when_sound_and_1_when_not(app):
    _append("a")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["ledger", "verify"]).exit_code == 0
    db.session.remove()
    with db.engine.begin() as connection:
        on = " ON ledger_leaf" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER ledger_leaf_no_update{on}"))
        connection.execute(text("UPDATE ledger_leaf SET content = :bytes"), {"bytes": b"forged"})
        append_only.protect(connection, append_only.tables(Base.metadata))
    result = runner.invoke(args=["ledger", "verify"])
    assert result.exit_code == 1
    assert "Row 0" in result.stderr


def test_the_head_equals_what_a_full_check_finds(app):
    for name in ("a", "b", "c"):
        _append(name)
    assert ledger.head() == ledger.verify()
    assert db.session.scalar(select(Leaf.leaf_hash).where(Leaf.number == 0)) == leaf_hash(
        b'{"name":"a"}'
    )
