"""Answers on their way: drafted, voted on, decided, taken on by the lead, published."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from citizens.proposals.queries import councils
from citizens.proposals.rules import AnswerKind
from commons import subjects
from commons.actors import current, current_actor
from commons.errors import Conflict, Invalid
from commons.i18n import _
from commons.paging import whole_number
from commons.permits import audience, is_admitted_for, require
from council.councils.queries import council_of_subject
from council.decisions import bp, operations, queries
from council.decisions.forms import AnswerForm, VoteForm, answer_form
from council.decisions.models import Answer
from council.decisions.queries import AnswerPage
from council.decisions.rules import ADOPTIONS, Vote

STAFF = ("clerk", "director", "chair")


@bp.get("/desk/proposals")
@audience(*STAFF, *queries.ONLOOKERS)
def desk() -> str:
    """Proposals that wait for an answer, overdue first."""
    rows = queries.owed(current())
    return render_template("council/decisions/desk.html", rows=rows, councils=councils())


@bp.post("/desk/proposals/<code>/assignment")
@audience("clerk", "chair")
def assignment(code: str) -> ResponseReturnValue:
    """Says which council a proposal is for."""
    proposal = queries.opened(code)
    require(is_admitted_for(proposal.addressee_id), _("This proposal is for another council."))
    subject = subjects.by_public_id(request.form.get("council", ""), "council")
    council = council_of_subject(subject.id)
    operations.send(
        actor=current_actor(),
        proposal=proposal,
        council=council,
        seen=request.form.get("seen", ""),
    )
    flash(_("The proposal is with %(council)s.", council=council.name))
    return redirect(url_for(".desk"), 303)


@bp.get("/desk/proposals/<code>/answer")
@audience(*STAFF, *queries.ONLOOKERS)
def answer(code: str) -> ResponseReturnValue:
    """The draft of an answer, the votes on it, and what comes next."""
    if queries.opened(code).addressee_id is None:
        return redirect(url_for(".desk"), 303)
    page = queries.answer_page(code, current())
    return _page(page, answer_form(page.council.id, page.proposal, page.answer))


def _page(page: AnswerPage, form: AnswerForm) -> str:
    vote_form = VoteForm(None, data={"version": str(page.answer.version if page.answer else 0)})
    return render_template(
        "council/decisions/answer.html", page=page, form=form, vote_form=vote_form
    )


@bp.post("/desk/proposals/<code>/answer")
@audience(*STAFF)
def draft(code: str) -> ResponseReturnValue:
    """Keeps the draft; when somebody else was faster, both are shown."""
    page = queries.answer_page(code, current())
    require(queries.works_for(current(), page.council), _("This is for the council itself."))
    form = AnswerForm(page.council.id, page.proposal.kind)
    if not form.validate_on_submit():
        return _page(page, form), 422
    try:
        _draft(page, form)
    except Invalid as invalid:
        form.take_errors(invalid)
        return _page(page, form), 422
    except Conflict as conflict:
        return _conflict(code, form, conflict), 409
    flash(_("The draft is kept."))
    return redirect(url_for(".answer", code=code), 303)


def _draft(page: AnswerPage, form: AnswerForm) -> None:
    kind = AnswerKind(form.answer_kind.data)
    operations.draft_answer(
        actor=current_actor(),
        proposal=page.proposal,
        council=page.council,
        kind=kind,
        reason=form.reason.data or "",
        lead_agency=form.agencies.get(form.lead_agency.data),
        objective=form.objectives.get(form.objective.data),
        charter=form.charter() if kind in ADOPTIONS else None,
        version=whole_number(form.version.data, least=0) or 0,
    )


def _conflict(code: str, form: AnswerForm, conflict: Conflict) -> str:
    """What stands now, and what this person typed, side by side; nothing is lost."""
    page = queries.answer_page(code, current())
    form.version.data = str(page.answer.version if page.answer else 0)
    form.version.raw_data = None
    form.form_errors.append(conflict.reason)
    return _page(page, form)


@bp.post("/desk/proposals/<code>/votes")
@audience("director", "chair")
def vote(code: str) -> ResponseReturnValue:
    """My vote on the drafted answer."""
    form = VoteForm()
    if not form.validate_on_submit():
        return _stands(code, _("Please choose yes, no, or that you abstain.")), 422
    act = partial(operations.vote, vote=Vote(form.vote.data))
    return _act(code, act, _("Your vote is kept."), url_for(".answer", code=code))


@bp.post("/desk/proposals/<code>/decision")
@audience(*STAFF)
def decide(code: str) -> ResponseReturnValue:
    """The council has decided: by its members' votes, or by its chair in writing."""
    is_chair = request.form.get("mode") == "chair"
    act = operations.decide_by_chair if is_chair else operations.decide_by_votes
    return _act(code, act, _("The decision is written down."), url_for(".answer", code=code))


@bp.post("/desk/proposals/<code>/acceptance")
@audience("director", "chair")
def accept(code: str) -> ResponseReturnValue:
    """The lead agency takes it on."""
    done = _("Your agency leads this.")
    return _act(code, operations.accept, done, url_for(".answer", code=code))


@bp.post("/desk/proposals/<code>/publication")
@audience(*STAFF)
def publish(code: str) -> ResponseReturnValue:
    """The answer is public, and what was adopted exists."""
    done = _("The answer is public. Its supporters are being told.")
    return _act(
        code, operations.publish_answer, done, url_for("citizens.proposals.show", code=code)
    )


def _act(code: str, act: Callable[..., Any], done: str, goes_to: str) -> ResponseReturnValue:
    """Does it to the draft that was read, or shows the one that stands now."""
    version = whole_number(request.form.get("version"), least=0) or 0
    try:
        act(actor=current_actor(), answer=_mine(code), version=version)
    except Conflict as conflict:
        return _stands(code, conflict.reason), 409
    flash(done)
    return redirect(goes_to, 303)


def _stands(code: str, reason: str) -> str:
    """The page as it is now, with why nothing was done on top."""
    page = queries.answer_page(code, current())
    shown = answer_form(page.council.id, page.proposal, page.answer)
    if page.answer:  # what was sent is another form's
        shown.version.data, shown.version.raw_data = str(page.answer.version), None
    shown.form_errors.append(reason)
    return _page(page, shown)


def _mine(code: str) -> Answer:
    found = queries.answer_by_code(code)
    council = queries.council_by_id(found.council_id)
    require(is_admitted_for(council.subject_id), _("This proposal is for another council."))
    return found
