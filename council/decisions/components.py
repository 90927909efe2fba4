"""Decisions on other pages, and the words of the desk."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from citizens.proposals.components import proposal_line, proposal_state
from commons.components import component
from commons.formats import day
from commons.i18n import _, ngettext
from council.councils.models import Council
from council.decisions import bp, queries, tables
from council.decisions.queries import AnswerPage, Owed, Said
from council.decisions.rules import Act, AnswerState, Bar, DecisionMode, Vote
from council.decisions.tables import Taken


@component
def decisions_of(council: Council) -> Markup:
    """What the council decided, the newest first."""
    return _list(tables.decisions(council.id))


def _list(rows: list[Taken]) -> Markup:
    return Markup(render_template("council/decisions/_decisions.html", rows=rows))  # noqa: S704  escaped in the template


@bp.app_template_filter("decision_words")
def decision_words(row: Taken) -> str | Markup:
    """What was decided, leading to what it is about."""
    if not row.path:
        return row.words
    return Markup('<a href="{}">{}</a>').format(request.script_root + row.path, row.words)


@bp.app_template_filter("decision_line")
def decision_line(row: Taken) -> str:
    """Who decided, and how."""
    if row.votes_for is None:
        how = _("in writing") if row.mode is DecisionMode.CHAIR else ""
    else:
        how = _(
            "%(yes)d for, %(no)d against, %(abstained)d abstained",
            yes=row.votes_for,
            no=row.votes_against or 0,
            abstained=row.abstained or 0,
        )
    return ": ".join(part for part in (row.decided_by, how) if part)


@bp.app_template_filter("owed_link")
def owed_link(owed: Owed) -> Markup:
    """The title of a proposal, leading to its answer at the desk."""
    url = url_for("council.decisions.answer", code=owed.row.code)
    if not owed.row.addressee:
        url = url_for("citizens.proposals.show", code=owed.row.code)
    return Markup('<a href="{}">{}</a>').format(url, owed.row.title)


@bp.app_template_filter("owed_line")
def owed_line(owed: Owed) -> str:
    """Where the proposal is, and how far its answer."""
    words = {
        AnswerState.DRAFTED: _("answer drafted"),
        AnswerState.DECIDED: _("decided"),
        AnswerState.ACCEPTED: _("ready to be published"),
    }
    parts = [proposal_state(owed.row), proposal_line(owed.row)]
    if owed.state in words:
        parts.append(words[owed.state])
    return " · ".join(parts)


@bp.app_template_filter("said_words")
def said_words(said: Said) -> str:
    """What a member said."""
    words = {Vote.YES: _("yes"), Vote.NO: _("no"), Vote.ABSTAIN: _("abstains")}
    vote = words[said.vote] if said.vote else _("has not voted")
    return _("%(name)s: %(vote)s", name=said.name, vote=vote)


@bp.app_template_filter("answer_steps")
def answer_steps(page: AnswerPage) -> list[dict[str, Any]]:
    """The steps of an answer to the public, as a timeline."""
    answer = page.answer
    order = [AnswerState.DRAFTED, AnswerState.DECIDED, AnswerState.ACCEPTED, AnswerState.PUBLISHED]
    names = {
        AnswerState.DRAFTED: _("Drafted"),
        AnswerState.DECIDED: _("Decided by the council"),
        AnswerState.ACCEPTED: _("Taken on by the lead agency"),
        AnswerState.PUBLISHED: _("Published"),
    }
    reached = order.index(answer.state) if answer else -1
    dates = _dates(page)
    return [
        {
            "name": names[state],
            "line": dates.get(state, ""),
            "state": "done" if place < reached else "now" if place == reached else "coming",
        }
        for place, state in enumerate(order)
    ]


def _dates(page: AnswerPage) -> dict[AnswerState, str]:
    answer = page.answer
    if answer is None:
        return {}
    decision = answer.decision
    return {
        AnswerState.DRAFTED: day(answer.drafted_at),
        AnswerState.DECIDED: f"{day(decision.decided_on)}, {decision.decided_by}"
        if decision
        else "",
        AnswerState.ACCEPTED: day(answer.accepted_at),
        AnswerState.PUBLISHED: day(answer.published_at),
    }


@bp.app_template_filter("answer_due_words")
def answer_due_words(page: AnswerPage) -> str:
    """How many days are left for the answer, or by how many it is late."""
    left = page.days_left
    if left is None:
        return ""
    if left < 0:
        return ngettext(
            "The answer is %(num)d day late.", "The answer is %(num)d days late.", -left
        )
    return ngettext("%(num)d day is left.", "%(num)d days are left.", left)


@bp.app_template_filter("answer_waits")
def answer_waits(page: AnswerPage) -> str:
    """What the answer waits for before the council or its clerk can go on; mostly nothing."""
    if page.running is not None:
        return queries.ballot_words(page.running)
    found = page.bars.get(Act.PUBLISH)
    if found not in (Bar.ASKED, Bar.EARLY):
        return ""
    due_on = page.proposal.answer_due_on
    return queries.bar_words(found, running=None, due_on=due_on)


@bp.app_template_filter("votes_voided")
def votes_voided(page: AnswerPage) -> str:
    """How many votes the last change of the draft has set aside."""
    if not page.voided:
        return ""
    return ngettext(
        "The draft was changed after %(num)d vote, which no longer counts: its words are others.",
        "The draft was changed after %(num)d votes, which no longer count: its words are others.",
        page.voided,
    )


@bp.app_template_filter("votes_at_stake")
def votes_at_stake(page: AnswerPage) -> str:
    """The decision or the votes that a change of the draft would set aside."""
    if page.answer and page.answer.decision:
        return _("The council has decided this. If you change the words, it decides anew.")
    if not page.count.cast:
        return ""
    return ngettext(
        "%(num)d member has voted on these words. If you change them, that vote no longer counts.",
        "%(num)d members have voted on these words. If you change them, their votes no longer "
        "count.",
        page.count.cast,
    )


@bp.app_template_filter("ballot_said")
def ballot_said(page: AnswerPage) -> str:
    """What residents voted about this proposal; empty when they did not."""
    found = page.ballot
    if found is None:
        return ""
    numbers = {"code": found.code, "approvals": found.approvals, "papers": found.papers}
    if found.outcome.value == "won":
        return _(
            "Ballot %(code)s chose this proposal: %(approvals)d of %(papers)d approved.", **numbers
        )
    return _(
        "Ballot %(code)s did not choose this proposal: %(approvals)d of %(papers)d approved.",
        **numbers,
    )
