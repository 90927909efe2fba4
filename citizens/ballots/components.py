"""Ballots on other pages, and the words for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from citizens.ballots import bp
from citizens.ballots.models import Ballot
from citizens.ballots.queries import BallotPage, ShownOption
from citizens.ballots.rules import BallotState
from commons import clock
from commons.formats import day, hour, number, weekday
from commons.i18n import _, ngettext

MIDNIGHT = time(0)


@bp.app_template_filter("ballot_state")
def ballot_state(ballot: Ballot) -> str:
    """Where a ballot stands, in a word or two."""
    words = {
        BallotState.DRAFT: _("Draft"),
        BallotState.OPEN: _("Open"),
        BallotState.CLOSED: _("Being counted"),
        BallotState.PUBLISHED: _("Counted"),
    }
    return words[ballot.state]


@bp.app_template_filter("ballot_link")
def ballot_link(ballot: Ballot) -> Markup:
    """The question of a ballot, leading to its page."""
    anchor = Markup('<a href="{}">{}</a>')
    return anchor.format(request.script_root + ballot.subject.path, ballot.question)


@bp.app_template_filter("ballot_desk_link")
def ballot_desk_link(ballot: Ballot) -> Markup:
    """The question of a ballot, leading to its page at the desk."""
    url = url_for("citizens.ballots.draft_page", code=ballot.subject.public_id)
    return Markup('<a href="{}">{}</a>').format(url, ballot.question)


@bp.app_template_filter("ballot_line")
def ballot_line(ballot: Ballot) -> str:
    """The second line of a ballot in a list."""
    options = ngettext("%(num)d option", "%(num)d options", len(ballot.options))
    parts = [ballot.addressee.title if ballot.addressee else "", options]
    if ballot.state is BallotState.OPEN:
        parts.append(_("open until %(moment)s", moment=moment(ballot)))
    elif ballot.result:
        cast = ngettext("%(num)d vote", "%(num)d votes", ballot.result["papers"])
        parts.append(cast)
    return " · ".join(part for part in parts if part)


@bp.app_template_filter("last_day")
def last_day(ballot: Ballot) -> date:
    """The last day of voting: a ballot that closes at midnight closes with the day before."""
    return clock.to_site(ballot.closes_at - timedelta(microseconds=1)).date()


@bp.app_template_filter("closing_moment")
def moment(ballot: Ballot) -> str:
    """When a ballot closes, as the site's wall clock shows it."""
    local = clock.to_site(ballot.closes_at)
    if local.time() == MIDNIGHT:
        return _("the end of %(day)s", day=weekday(local.date() - timedelta(days=1)))
    return _("%(day)s, %(hour)s", day=weekday(local), hour=hour(ballot.closes_at, zone=True))


@bp.app_template_filter("time_left")
def time_left(page: BallotPage) -> str:
    """How much time is left, in the largest unit that says something."""
    if page.days_left:
        return ngettext("%(num)d day left", "%(num)d days left", page.days_left)
    hours = page.minutes_left // 60
    if hours:
        return ngettext("%(num)d hour left", "%(num)d hours left", hours)
    return ngettext("%(num)d minute left", "%(num)d minutes left", page.minutes_left)


@bp.app_template_filter("ballot_facts")
def ballot_facts(page: BallotPage) -> list[dict[str, Any]]:
    """Who may vote, until when, and what the council must do with the result."""
    ballot = page.ballot
    is_open = ballot.state is BallotState.OPEN
    return [
        {
            "question": _("Who may vote"),
            "answer": _("Residents, once each"),
            "reason": _("A vote can be changed or withdrawn until the close."),
        },
        {
            "question": _("How long"),
            "answer": time_left(page) if is_open else _("Closed"),
            "reason": " ".join((_("Until %(moment)s.", moment=moment(ballot)), _turnout(page))),
        },
        {
            "question": _("How it is counted"),
            "answer": ngettext("The most ticks", "The %(num)d with most ticks", ballot.places),
            "reason": _("Tick as many as you could live with; each tick counts one.")
            if ballot.most_ticks > 1
            else _("Each tick counts one."),
        },
        {
            "question": _("What the council must do"),
            "answer": _("Follow it, or say why not"),
            "reason": _(
                "This is advice to the council, not an election. By %(day)s it decides; if it "
                "departs from the result, it says so in its first sentence.",
                day=day(ballot.answer_due_on),
            ),
        },
    ]


def _turnout(page: BallotPage) -> str:
    if page.ballot.state is not BallotState.OPEN:
        return ""
    if not page.turnout:
        return _("Fewer than ten people have voted so far.")
    return _("At least %(number)s people have voted so far.", number=number(page.turnout))


@bp.app_template_filter("result_rows")
def result_rows(ballot: Ballot, options: Sequence[ShownOption]) -> list[Any]:
    """The options by their ticks, for a table."""
    result: dict[str, Any] = ballot.result or {}
    by_position = {option.position: option for option in options}
    rows = []
    for row in result.get("options", []):
        option = by_position[row["position"]]
        cells: list[Any] = [_option_link(option.title, option.about.path if option.about else None)]
        cells.append(number(row["approvals"]))
        cells += [number(n) for n in (row["by_level"] or {}).values()]
        cells.append(_outcome(row))
        rows.append(cells)
    return rows


def _option_link(title: str, path: str | None) -> str | Markup:
    if not path:
        return title
    return Markup('<a href="{}">{}</a>').format(request.script_root + path, title)


def _outcome(row: dict[str, Any]) -> str:
    said = _("chosen") if row["wins"] else _("not chosen")
    return _("%(said)s, by the order of ties", said=said) if row["tied"] else said


@bp.app_template_filter("result_head")
def result_head(ballot: Ballot) -> list[Any]:
    """The head of the table of results."""
    levels = {"2": _("Residents"), "3": _("Checked residents")}
    by_level = (ballot.result or {}).get("papers_by_level") or {}
    return [
        _("Option"),
        {"label": _("Votes"), "number": True},
        *({"label": levels.get(level, level), "number": True} for level in by_level),
        _("Result"),
    ]


@bp.app_template_filter("result_sentence")
def result_sentence(ballot: Ballot, options: Sequence[ShownOption]) -> str:
    """The result in a sentence: what was chosen, by how many of how many."""
    result: dict[str, Any] = ballot.result or {}
    titles = {option.position: option.title for option in options}
    chosen = [row for row in result.get("options", []) if row["wins"]]
    if not chosen:
        return _("Nobody voted, so nothing is chosen.")
    names = "; ".join(
        _(
            "“%(title)s” with %(votes)s of %(papers)s",
            title=titles[row["position"]],
            votes=number(row["approvals"]),
            papers=number(result["papers"]),
        )
        for row in chosen
    )
    return _("Chosen: %(names)s", names=names)


@bp.app_template_filter("result_note")
def result_note(ballot: Ballot) -> str:
    """Turn-out, changes and withdrawals of a published ballot."""
    result: dict[str, Any] = ballot.result or {}
    parts = [
        ngettext("%(num)d person voted.", "%(num)d people voted.", result.get("papers", 0)),
        ngettext("%(num)d changed the vote.", "%(num)d changed the vote.", result["changed"]),
        ngettext("%(num)d withdrew it.", "%(num)d withdrew it.", result["withdrawn"]),
        _("Published %(day)s.", day=day(ballot.published_at)),
    ]
    return " ".join(parts)
