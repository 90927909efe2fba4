"""The example council's files: whole, joined up, and dated so that they can be played."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.council.demonstration.content import (
    ROOT,
    Row,
    files,
    measures,
    offset,
    people,
    read,
    residents,
    reviews,
    slugs,
    walk,
)

DAY_KEYS = re.compile(
    r"/(at|set|opened|closes|closed|published|decide_by|adopted|proposed|formed|joined|ended|asked|"
    r"noticed|questions_open|figures_due|starts|first|threshold|last|answer_due|written_due|"
    r"appeal_until|to_be_set_on|first_figure_due|now|was)$"
)
CALENDAR = re.compile(
    r"\b(January|February|March|April|June(?! A\.)|July|August|September|October|November|December|"
    r"spring|summer|autumn|winter|20[123]\d)\b"
)


def proposals() -> list[Row]:
    rows: list[Row] = read("proposals")["proposals"]
    return rows


def comments() -> list[Row]:
    rows: list[Row] = read("comments")["comments"]
    return rows


def promises() -> list[Row]:
    rows: list[Row] = read("promises")["promises"]
    return rows


def strategies() -> list[Row]:
    rows: list[Row] = read("strategies")["strategies"]
    return rows


def ballots() -> list[Row]:
    rows: list[Row] = read("ballots")["ballots"]
    return rows


def voices() -> set[str]:
    """All who may be named as an author."""
    return slugs([*people(), *residents(), *read("residents")["organisations"]])


def known() -> dict[str, set[str]]:
    """What each key of a reference may name."""
    council = read("council")
    who, agencies = voices(), slugs(council["agencies"])
    review_slugs = slugs([row["review"] for row in reviews()])
    return {
        "by": who,
        "author": who,
        "owner": who,
        "contact": who,
        "reporter": who,
        "person": who,
        "accepted_by": who,
        "to_be_set_by": who,
        "vouched_by": who,
        "deputy_of": who,
        "successor": who,
        "presenter": who,
        "presenters": who,
        "present": who,
        "also": who,
        "against": who,
        "abstain": who,
        "agency": agencies | {"none"},
        "agencies": agencies,
        "lead": agencies,
        "data_owner": agencies,
        "to": agencies | {"council"},
        "county": slugs(council["counties"]),
        "measure": slugs(measures()),
        "measures": slugs(measures()),
        "objective": slugs(read("objectives")["objectives"]),
        "strategy": slugs(strategies()),
        "promise": slugs(promises()),
        "proposal": slugs(proposals()),
        "ballot": slugs(ballots()),
        "comment": slugs(comments()),
        "review": review_slugs,
        "made_in": review_slugs,
    }


def references() -> Iterator[tuple[str, str, object]]:
    """File, key and value of each leaf that names something."""
    names = set(known())
    for path in files():
        for where, value in walk(read(str(path.relative_to(ROOT).with_suffix("")))):
            key = where.rsplit("/", 1)[-1]
            if key in names and not isinstance(value, int):
                yield f"{path.name}{where}", key, value


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_each_file_has_at_most_four_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_what_is_named_anywhere_exists() -> None:
    allowed, found = known(), list(references())
    wrong = [(where, value) for where, key, value in found if value not in allowed[key]]
    assert len(found) > 500
    assert wrong == []


def test_no_key_was_left_without_a_value() -> None:
    for path in files():
        for where, value in walk(read(str(path.relative_to(ROOT).with_suffix("")))):
            assert value is not None or where.endswith(("values", "numerators", "denominators")), (
                path.name,
                where,
            )


def test_every_day_is_an_offset_and_what_was_done_lies_in_the_past() -> None:
    done = ("/at", "/set", "/opened", "/adopted", "/asked", "/last", "/joined", "/published")
    for path in files():
        for where, value in walk(read(str(path.relative_to(ROOT).with_suffix("")))):
            if not DAY_KEYS.search(where) or not re.match(r"[+-]?\d+d", str(value)):
                continue
            assert isinstance(value, str), (path.name, where, value)
            if where.endswith(done):
                assert offset(value) < 0, (path.name, where, value)


def test_no_words_depend_on_the_season_or_the_year() -> None:
    for path in files():
        for where, value in walk(read(str(path.relative_to(ROOT).with_suffix("")))):
            assert not CALENDAR.search(str(value)), (path.name, where, value)


def test_supports_come_from_other_residents_and_after_the_thing_supported() -> None:
    crowd = len(residents()) - 1
    rows: list[tuple[str, str, Row]] = [
        (p["slug"], p["opened"], p["supports"]) for p in proposals()
    ]
    rows += [(c["slug"], c["at"], c["supports"]) for c in comments() if "supports" in c]
    rows += [(q["slug"], q["asked"], q["supports"]) for r in reviews() for q in r["questions"]]
    for slug, begun, supports in rows:
        assert supports["count"] <= crowd, slug
        if supports["count"]:
            order = [begun, *(supports[k] for k in ("first", "threshold", "last") if k in supports)]
            assert [offset(day) for day in order] == sorted(offset(day) for day in order), slug


@pytest.mark.parametrize("proposal", proposals(), ids=lambda p: str(p["slug"]))
def test_a_proposal_is_answered_by_the_rule_of_its_supports(proposal: Row) -> None:
    supports = proposal["supports"]
    assert (supports["count"] >= 25) == ("threshold" in supports)
    if "answer_due" in proposal:
        reached = supports.get("threshold")
        due = int(offset(reached)) - 1 + 31 if reached else int(offset(proposal["opened"])) - 1 + 91
        assert abs(offset(proposal["answer_due"]) - due) < 2
    answered = proposal["state"] in ("answered", "carried_out")
    assert answered == ("answer" in proposal)
    if answered and "threshold" in supports:
        assert offset(supports["last"]) < offset(proposal["answer"]["at"])
    if proposal["state"] == "open":
        assert "threshold" not in supports


def test_proposals_show_every_end_and_one_answer_is_thirteen_days_late() -> None:
    decisions = {p["answer"]["decision"] for p in proposals() if "answer" in p}
    late = [p for p in proposals() if "answer" not in p and offset(p.get("answer_due", "+1d")) < 0]
    assert decisions == {"adopted", "adopted_changed", "declined"}
    assert [p["answer_due"] for p in late] == ["-13d"]


def test_talk_runs_forward_and_a_hidden_comment_has_its_place_rule_and_reason() -> None:
    begun = {comment["slug"]: offset(comment["at"]) for comment in comments()}
    for comment in comments():
        for row in [*comment.get("replies", []), comment.get("answer", {"at": "-0d"})]:
            assert offset(row["at"]) > begun[comment["slug"]], comment["slug"]
    log = read("moderation")
    for row in log["hidings"]:
        acts = [row[k] for k in ("reported", "hidden", "appealed", "restored") if k in row]
        days = [begun[row["comment"]], *(offset(act["at"]) for act in acts)]
        assert days == sorted(days), row["comment"]
        assert row["hidden"]["rule"]
        assert row["hidden"]["reason"]
    still = [row["comment"] for row in log["hidings"] if "restored" not in row]
    assert still == ["the-driver-of-the-815"]
    assert len(log["reports"]) == 1


def votes() -> Iterator[tuple[str, Row]]:
    """Each vote of the members, with the day on which it was cast."""
    for proposal in proposals():
        if "vote" in proposal.get("answer", {}):
            yield proposal["answer"]["at"], proposal["answer"]["vote"]
    for measure in measures():
        for target in measure["targets"]:
            if "vote" in target:
                yield target["set"], target["vote"]
    for review in reviews():
        for decision in review["decisions"]:
            yield review["review"]["starts"], decision["vote"]


def test_members_vote_only_in_their_term_and_once() -> None:
    terms = {
        m["slug"]: (offset(m["joined"]), offset(m.get("ended", "+9999d")))
        for m in read("people")["members"]
    }
    for day, vote in votes():
        cast = [*vote["for"], *vote["against"], *vote.get("abstain", [])]
        assert len(cast) == len(set(cast))
        sitting = {slug for slug, (start, end) in terms.items() if start < offset(day) < end}
        assert set(cast) == sitting, day


def test_ballots_are_cast_by_residents_while_open_for_options_that_exist() -> None:
    may = {row["slug"] for row in residents() if row["level"] == 2}
    for ballot in ballots():
        options = slugs(ballot["options"])
        for vote in ballot["votes"]:
            assert vote["by"] in may
            assert set(vote["approve"]) <= options
            assert vote["approve"]
            assert offset(ballot["opened"]) <= offset(vote["at"]) <= offset(ballot["closes"])
    standing = {p["slug"]: p.get("ballot") for p in proposals() if p["state"] == "on_ballot"}
    assert set(standing) == slugs(ballots()[0]["options"])


def test_the_published_ballot_has_the_result_that_its_votes_give() -> None:
    closed = next(ballot for ballot in ballots() if "result" in ballot)
    last = {vote["by"]: vote["approve"] for vote in closed["votes"]}
    count = {o["slug"]: sum(o["slug"] in v for v in last.values()) for o in closed["options"]}
    assert closed["result"] == [max(count, key=count.__getitem__)]


@pytest.mark.parametrize("review", reviews(), ids=lambda r: str(r["review"]["slug"]))
def test_a_review_runs_without_holes_and_all_happens_within_its_items(review: Row) -> None:
    spans = {item["slug"]: (item["from"], item["to"]) for item in review["agenda"]}
    ends = list(spans.values())
    assert ends[0][0] == 0
    assert ends[-1][1] == review["review"]["minutes"]
    assert all(a[1] == b[0] for a, b in pairwise(ends))
    for row in [*review["notes"], *review["decisions"]]:
        start, end = spans[row["item"]]
        assert start <= row["minute"] <= end, row
    for question in review["questions"]:
        live = question.get("answer", {})
        assert live.get("how") != "live" or 0 < live["minute"] < review["review"]["minutes"]


def moves() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for strategy in strategies():
        for move in strategy["moves"]:
            if "review" in move:
                yield move["review"], strategy["slug"], move


def test_strategies_and_reviews_tell_the_same_moves_to_the_minute() -> None:
    told = {
        (review["review"]["slug"], row["strategy"], row["state"], row["minute"])
        for review in reviews()
        for row in review["strategies"]
    }
    starts = {row["review"]["slug"]: offset(row["review"]["starts"]) for row in reviews()}
    kept = {
        (where, slug, move["state"], round((offset(move["at"]) - starts[where]) * 1440))
        for where, slug, move in moves()
    }
    assert told == kept


def test_promises_and_reviews_name_each_other_and_every_end_is_seen() -> None:
    told = {(r["review"]["slug"], slug) for r in reviews() for slug in r["promises"]}
    assert told == {(promise["made_in"], promise["slug"]) for promise in promises()}
    assert {p["state"] for p in promises()} == {"open", "kept", "kept_late", "changed", "broken"}
    late = [
        p["slug"]
        for p in promises()
        if p["state"] == "open"
        and offset([p["due"], *(s["now"] for s in p.get("slips", []))][-1]) < 0
    ]
    assert late == ["what-each-route-costs"]


def runs() -> Iterator[tuple[Row, Row]]:
    for measure in measures():
        for run in [*measure["figures"], *measure.get("group_figures", [])]:
            yield measure, run


def test_figures_end_at_the_latest_period_and_agree_with_their_counts() -> None:
    for measure, run in runs():
        where = (measure["slug"], run["series"])
        assert len({len(run[k]) for k in ("values", "numerators", "denominators") if k in run}) == 1
        if measure["intended"] != "stale" and run is measure["figures"][-1]:
            assert run["from"] + len(run["values"]) == 1, where
        for value, part, whole in zip(
            run["values"], run.get("numerators", []), run.get("denominators", []), strict=False
        ):
            assert (
                value is None
                or abs(value - 100 * part / whole) <= 0.51 * 10 ** -measure["decimals"]
            ), (where, value, part, whole)


def test_a_gap_is_explained_and_a_correction_replaces_what_stood_there() -> None:
    for measure in measures():
        for run in measure["figures"]:
            empty = {run["from"] + n for n, v in enumerate(run["values"]) if v is None}
            assert empty == {gap["period"] for gap in run.get("gaps", [])}
            for row in run.get("corrections", []):
                assert run["values"][row["period"] - run["from"]] == row["was"]


def test_objectives_and_measures_name_each_other_with_one_lead() -> None:
    tracked = {
        slug: (row["slug"], row["lead"])
        for row in read("objectives")["objectives"]
        for slug in row["measures"]
    }
    assert tracked == {m["slug"]: (m["objective"], m["lead"]) for m in measures()}
    assert sum(m["kind"] == "outcome" for m in measures()) <= 12


def test_the_rehearsal_plays_in_order_and_asks_before_it_answers() -> None:
    script = read("rehearsal")
    asked = slugs(script["questions"])
    seconds = [event["second"] for event in script["events"]]
    assert seconds == sorted(seconds)
    assert seconds[-1] == script["rehearsal"]["seconds"]
    for event in script["events"]:
        if event["kind"] == "question":
            asked.add(event["slug"])
        if event["kind"] in ("answer", "supports", "merge"):
            assert event["question"] in asked, event
        if event["kind"] == "on_air":
            assert event["item"] in slugs(script["agenda"]), event
