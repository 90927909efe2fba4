"""Objectives: adopted with one lead, revised with a reason, followed by measures."""

from __future__ import annotations

from typing import Any

import pytest

from commons import actors, search
from commons.errors import Invalid, NotFound, Refused
from council.objectives import operations, queries
from council.objectives.models import Objective
from council.objectives.rules import ObjectiveState
from tests.make import make_agency, make_council, make_measure


def adopted(**fields: Any) -> Objective:
    """An objective of a council of its own."""
    usual = {"title": "Crossings people can plan a day around", "contributors": []}
    return operations.adopt(
        actor=actors.system(), council=fields.pop("council", None) or make_council(),
        lead_agency=make_agency(), **{**usual, **fields},
    )  # fmt: skip


def test_without_contributors_it_says_none(app: Any) -> None:
    assert adopted().no_contributor
    assert not adopted(contributors=[(make_agency(), "ships")]).no_contributor


def test_an_objective_needs_its_sentence(app: Any) -> None:
    with pytest.raises(Invalid) as wrong:
        adopted(title="")
    assert set(wrong.value.messages) == {"title"}


def test_a_revision_keeps_the_old_words_and_the_reason(app: Any) -> None:
    objective = adopted(words="Every day.")
    operations.revise(
        actor=actors.system(), objective=objective, title="Crossings on time", words="Each hour.",
        reason="Days are too coarse.",
    )  # fmt: skip
    page = queries.objective(objective.subject.public_id)
    assert page.words == "Each hour."
    assert [version.number for version in page.versions] == [2, 1]
    assert page.versions[0].reason == "Days are too coarse."
    assert page.versions[1].title == "Crossings people can plan a day around"
    assert page.objective.state is ObjectiveState.REVISED
    assert [found.title for found in search.find("crossings time")] == ["Crossings on time"]


def test_a_revision_needs_a_reason_and_an_objective_that_goes_on(app: Any, db: Any) -> None:
    objective = adopted()
    with pytest.raises(Invalid):
        operations.revise(
            actor=actors.system(), objective=objective, title="B", words="", reason=""
        )
    objective.state = ObjectiveState.ENDED
    with pytest.raises(Refused):
        operations.revise(
            actor=actors.system(), objective=objective, title="B", words="", reason="Why not."
        )


def test_a_measure_is_tracked_once_and_in_order(app: Any) -> None:
    first, second = make_measure(), make_measure()
    objective = adopted(measures=[first, second])
    operations.track(actor=actors.system(), objective=objective, measure=first)
    assert queries.trackings([objective.id]) == {objective.id: [first.id, second.id]}
    assert [each.id for each in queries.of_measure(second.id)] == [objective.id]


def test_an_unknown_objective_is_not_found(app: Any) -> None:
    with pytest.raises(NotFound):
        queries.objective("O-1999-001")
