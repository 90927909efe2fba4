"""Proposals on other pages, and the words for their states and steps."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from citizens.proposals import bp, queries
from citizens.proposals.models import Proposal
from citizens.proposals.queries import Ballot, Origin, ProposalPage, Similar
from citizens.proposals.rules import AnswerKind, Holder, ProposalState, Step, StepState
from citizens.proposals.tables import Filter, Row
from commons import search
from commons.actors import current
from commons.components import component
from commons.formats import day
from commons.i18n import _, ngettext
from commons.text import excerpt, to_html, to_plain
from metrics.catalogue.models import Area

NEAR = 5


@component
def proposals_near(area: Area) -> Markup:
    """What residents propose that names a county or a region."""
    found = search.find(area.name.removesuffix(" County"), kinds=("proposal",), limit=NEAR)
    return _rendered("citizens/proposals/_near.html", rows=found, area=area)


@component
def my_proposals() -> Markup:
    """What I proposed, drafts included."""
    actor = current().actor
    rows = queries.authored(actor.id, 20) if actor else []
    return _rendered("citizens/proposals/_mine.html", rows=rows)


def _rendered(name: str, **context: Any) -> Markup:
    return Markup(render_template(name, **context))  # noqa: S704  escaped in the template


bp.add_app_template_filter(to_html, "user_html")
bp.add_app_template_filter(to_plain, "user_plain")
bp.add_app_template_filter(excerpt)


@bp.app_template_filter("proposal_state")
def proposal_state(row: Row | Proposal | Similar) -> str:
    """Where a proposal is, in a word or two."""
    if row.answer_kind is not None and row.state is ProposalState.ANSWERED:
        return answer_kind(row.answer_kind)
    words = {
        ProposalState.DRAFT: _("Draft"),
        ProposalState.OPEN: _("Open for support"),
        ProposalState.SUPPORTED: _("With the council"),
        ProposalState.IN_WORKSHOP: _("In a workshop"),
        ProposalState.ON_BALLOT: _("On a ballot"),
        ProposalState.ANSWERED: _("Answered"),
        ProposalState.CARRIED_OUT: _("Carried out"),
        ProposalState.WITHDRAWN: _("Withdrawn"),
    }
    return words[row.state]


@bp.app_template_filter("answer_kind")
def answer_kind(kind: AnswerKind) -> str:
    """How a proposal was answered."""
    words = {
        AnswerKind.ADOPTED: _("Adopted"),
        AnswerKind.ADOPTED_CHANGED: _("Adopted with changes"),
        AnswerKind.DECLINED: _("Declined"),
    }
    return words[kind]


@bp.app_template_filter("proposal_line")
def proposal_line(row: Row) -> str:
    """The second line of a proposal in a list: supports, addressee, when an answer is due."""
    parts = [
        ngettext("%(num)d support", "%(num)d supports", row.supports),
        row.addressee or _("no council yet"),
    ]
    if row.answered_at:
        parts.append(_("answered %(day)s", day=day(row.answered_at)))
    elif row.days_late:
        late = ngettext("answer %(num)d day late", "answer %(num)d days late", row.days_late)
        parts.append(late)
    elif row.answer_due_on:
        parts.append(_("answer due %(day)s", day=day(row.answer_due_on)))
    return " · ".join(parts)


@bp.app_template_filter("proposal_link")
def proposal_link(row: Row) -> Markup:
    """The title of a proposal, leading to its page."""
    anchor = Markup('<a href="{}">{}</a>')
    return anchor.format(request.script_root + row.path, row.title)


@bp.app_template_filter("proposal_tabs")
def proposal_tabs(counts: dict[Filter, int], kept: Filter, words: str) -> list[dict[str, Any]]:
    """The filters of the list with their counts."""
    names = {
        Filter.ALL: _("All %(number)d", number=counts[Filter.ALL]),
        Filter.OPEN: _("Open for support %(number)d", number=counts[Filter.OPEN]),
        Filter.WAITING: _("Waiting for an answer %(number)d", number=counts[Filter.WAITING]),
        Filter.ANSWERED: _("Answered %(number)d", number=counts[Filter.ANSWERED]),
        Filter.LATE: _("Answer late %(number)d", number=counts[Filter.LATE]),
    }
    return [
        {
            "text": text,
            "url": url_for("citizens.proposals.index", show=each, q=words or None),
            "current": each is kept,
        }
        for each, text in names.items()
    ]


@bp.app_template_filter("similar_line")
def similar_line(each: Similar) -> str:
    """Where a similar proposal is, how many support it, and its code."""
    supports = ngettext("%(num)d support", "%(num)d supports", each.supports)
    return f"{each.code} · {proposal_state(each)} · {supports}"


@bp.app_template_filter("ballot_links")
def ballot_links(ballots: tuple[Ballot, ...]) -> list[tuple[str, str]]:
    """Links to the ballots that a proposal is or was on."""
    return [(each.title, request.script_root + each.path) for each in ballots]


@bp.app_template_filter("byline")
def byline(page: ProposalPage) -> str:
    """Who proposed it, and when."""
    proposal = page.proposal
    if proposal.opened_at is None:
        return _("A draft by %(name)s", name=proposal.actor.name)
    return _("Proposed by %(name)s, %(day)s", name=proposal.actor.name, day=day(proposal.opened_at))


@bp.app_template_filter("answer_headline")
def answer_headline(proposal: Proposal) -> str:
    """The answer in a sentence."""
    if proposal.answer_kind is None:
        return ""
    words = {
        AnswerKind.ADOPTED: _("The council adopts this"),
        AnswerKind.ADOPTED_CHANGED: _("The council adopts this, with changes"),
        AnswerKind.DECLINED: _("The council declines this"),
    }
    return words[proposal.answer_kind]


@bp.app_template_filter("origin_words")
def origin_words(origin: Origin) -> str:
    """Who asked for it, with how many supports, and when it was adopted."""
    supports = ngettext("%(num)d support", "%(num)d supports", origin.supports)
    if origin.answered_at is None:
        return _("Proposed by residents, with %(supports)s.", supports=supports)
    return _(
        "Proposed by residents, with %(supports)s; adopted %(day)s.",
        supports=supports,
        day=day(origin.answered_at),
    )


@bp.app_template_filter("whose_turn")
def whose_turn(page: ProposalPage) -> str:
    """Who has the proposal now, and when the answer is due."""
    proposal = page.proposal
    council = proposal.addressee.title if proposal.addressee else _("the clerk")
    due = day(proposal.answer_due_on)
    if proposal.state is ProposalState.CARRIED_OUT:
        return _("What was promised is done.")
    if page.holder is Holder.NOBODY:
        return _("Nobody has to do anything any more.")
    if proposal.answer_kind is AnswerKind.DECLINED:
        return _("Answered, and with that at its end.")
    if proposal.state is ProposalState.ANSWERED:
        return _("Answered; %(council)s carries it out.", council=council)
    if page.days_late:
        return ngettext(
            "With %(council)s; the answer was due %(due)s and is %(num)d day late.",
            "With %(council)s; the answer was due %(due)s and is %(num)d days late.",
            page.days_late,
            council=council,
            due=due,
        )
    if page.holder is Holder.RESIDENTS:
        return _(
            "With residents: %(residents)d of the %(threshold)d who bring it before the council "
            "support it. An answer is due by %(due)s anyway.",
            residents=page.residents,
            threshold=proposal.threshold,
            due=due,
        )
    return _("With %(council)s; the answer is due by %(due)s.", council=council, due=due)


@bp.app_template_filter("tracker_steps")
def tracker_steps(page: ProposalPage) -> list[dict[str, Any]]:
    """The six steps of a page's proposal, as a timeline."""
    return step_lines(page.steps, page.proposal, late=bool(page.days_late))


def step_lines(steps: tuple[Step, ...], proposal: Proposal, *, late: bool) -> list[dict[str, Any]]:
    """The six steps in words, for a timeline."""
    return [
        {
            "name": _step_name(step, proposal),
            "line": _step_line(step, proposal),
            "state": "coming" if step.state is StepState.SKIPPED else step.state.value,
            "late": late and step.key is ProposalState.ANSWERED,
        }
        for step in steps
        if not _is_idle(step, proposal)
    ]


def _is_idle(step: Step, proposal: Proposal) -> bool:
    """What was declined is not carried out."""
    is_last = step.key is ProposalState.CARRIED_OUT
    return is_last and proposal.answer_kind is AnswerKind.DECLINED


def _step_name(step: Step, proposal: Proposal) -> str:
    if step.key is ProposalState.ANSWERED and proposal.answer_kind is not None:
        return answer_kind(proposal.answer_kind)
    words = {
        ProposalState.OPEN: _("Proposed"),
        ProposalState.SUPPORTED: _("Supported by %(number)d residents", number=proposal.threshold),
        ProposalState.IN_WORKSHOP: _("Shaped in a workshop"),
        ProposalState.ON_BALLOT: _("On a ballot"),
        ProposalState.ANSWERED: _("Answered by the council"),
        ProposalState.CARRIED_OUT: _("Carried out"),
    }
    return words[step.key]


def _step_line(step: Step, proposal: Proposal) -> str:
    if step.on is not None:
        return day(step.on)
    if step.state is StepState.SKIPPED:
        return _("not needed")
    if step.key is ProposalState.ANSWERED and proposal.answer_due_on:
        return _("due by %(day)s", day=day(proposal.answer_due_on))
    return ""
