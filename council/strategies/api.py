"""Strategies as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from commons import cache, subjects
from commons.api import answer
from commons.formats import iso
from commons.permits import audience
from council.strategies import bp, queries
from council.strategies.queries import StrategyRow


@bp.get("/strategies.json")
@audience("public")
def index_json() -> Response:
    """All strategies."""
    cache.keep(subjects.site_id())
    return answer({"strategies": [as_data(row) for row in queries.strategies()]})


@bp.get("/strategies/<code>.json")
@audience("public")
def show_json(code: str) -> Response:
    """One strategy with its moves."""
    page = queries.strategy_page(code)
    cache.keep(subjects.site_id(), page.strategy.subject_id)
    moves = [asdict(move) | {"at": iso(move.at)} for move in page.moves]
    return answer(as_data(page.row) | {"moves": moves})


def as_data(row: StrategyRow) -> dict[str, Any]:
    """A strategy as plain values."""
    dates = {"expected_by": iso(row.expected_by), "adopted_at": iso(row.adopted_at)}
    return asdict(row) | dates
