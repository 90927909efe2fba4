"""Drafting a ballot, opening it, and saying what the council does with the result."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from citizens.ballots import bp, operations, queries
from citizens.ballots.forms import AnswerForm, BallotForm
from citizens.ballots.models import Ballot
from citizens.proposals import tables as proposals
from citizens.proposals.queries import councils
from citizens.proposals.rules import Act, after
from commons import clock, subjects
from commons.actors import current_actor
from commons.errors import Invalid
from commons.i18n import _
from commons.permits import audience, is_admitted_for, require
from commons.subjects import Subject

CLERKS = ("facilitator", "clerk", "chair", "director")


@bp.get("/desk/ballots")
@audience(*CLERKS)
def desk() -> str:
    """Ballots that wait for something."""
    return render_template(
        "citizens/ballots/desk.html",
        drafts=[b for b in queries.drafts() if is_admitted_for(b.addressee_id)],
        running=queries.open_ballots(50),
        unanswered=[b for b in queries.unanswered() if is_admitted_for(b.addressee_id)],
        councils=[c for c in councils() if is_admitted_for(c.id)],
    )


@bp.get("/desk/ballots/new")
@audience(*CLERKS)
def new() -> str:
    """The form of a new ballot over proposals of a council."""
    council = _council()
    return render_template(
        "citizens/ballots/new.html", form=BallotForm(_choosable(council)), council=council
    )


@bp.post("/desk/ballots/new")
@audience(*CLERKS)
def draft() -> ResponseReturnValue:
    """Keeps the ballot as a draft, and shows it."""
    council = _council()
    rows = _choosable(council)
    form = BallotForm(rows)
    if form.validate_on_submit():
        try:
            ballot = _draft(form, council, rows)
            return redirect(url_for(".draft_page", code=ballot.subject.public_id), 303)
        except Invalid as invalid:
            form.take_errors(_at_fields(invalid))
    return render_template("citizens/ballots/new.html", form=form, council=council), 422


def _draft(form: BallotForm, council: Subject, rows: list[proposals.Row]) -> Ballot:
    chosen = [row for row in rows if row.code in (form.proposals.data or ())]
    return operations.draft(
        actor=current_actor(),
        addressee_id=council.id,
        title=form.title.data or "",
        question=form.question.data or "",
        explanation=form.explanation.data or "",
        options=[(row.title, "", row.subject_id) for row in chosen],
        places=form.places.data or 1,
        most_ticks=form.most_ticks.data,
        closes_at=form.closes_at() or clock.now(),
    )


def _at_fields(invalid: Invalid) -> Invalid:
    names = {"options": "proposals", "closes_at": "closes_on"}
    return Invalid({names.get(n, n): words for n, words in invalid.messages.items()})


@bp.get("/desk/ballots/<code>")
@audience(*CLERKS)
def draft_page(code: str) -> str:
    """A ballot at the desk: a draft to be opened, or a result to be answered."""
    return _at_desk(_own(code), AnswerForm())


def _at_desk(ballot: Ballot, form: AnswerForm) -> str:
    options = queries.shown_options(ballot)
    return render_template(
        "citizens/ballots/draft_page.html", ballot=ballot, options=options, form=form
    )


@bp.post("/desk/ballots/<code>/opening")
@audience(*CLERKS)
def open_(code: str) -> ResponseReturnValue:
    """Freezes the options; residents can vote."""
    operations.open_(actor=current_actor(), ballot=_own(code))
    flash(_("The ballot is open."))
    return redirect(url_for(".show", code=code), 303)


@bp.post("/desk/ballots/<code>/removal")
@audience(*CLERKS)
def throw_away(code: str) -> ResponseReturnValue:
    """The draft is gone."""
    operations.throw_away(actor=current_actor(), ballot=_own(code))
    flash(_("The draft is thrown away."))
    return redirect(url_for(".desk"), 303)


@bp.post("/desk/ballots/<code>/answer")
@audience(*CLERKS)
def answer(code: str) -> ResponseReturnValue:
    """Says what the council does with the result."""
    ballot, form = _own(code), AnswerForm()
    if not form.validate_on_submit():
        return _at_desk(ballot, form), 422
    who = current_actor()
    council = ballot.addressee.title if ballot.addressee else ""
    operations.answer(
        actor=who,
        ballot=ballot,
        words=form.words.data or "",
        answered_by=_("%(name)s for %(council)s", name=who.name, council=council),
    )
    return redirect(url_for(".show", code=code), 303)


def _council() -> Subject:
    """The council that is asked for, or the first that this person works for."""
    asked = request.args.get("council")
    mine = [each for each in councils() if is_admitted_for(each.id)]
    require(bool(mine), _("You work for no council that can ask residents."))
    if asked is None:
        return mine[0]
    council = subjects.by_public_id(asked, "council")
    require(is_admitted_for(council.id), _("This council is not yours."))
    return council


def _own(code: str) -> Ballot:
    ballot = queries.by_code(code)
    require(is_admitted_for(ballot.addressee_id), _("This ballot belongs to another council."))
    return ballot


def _choosable(council: Subject) -> list[proposals.Row]:
    """What residents can vote on: of this council, in sight, and its answer not late."""
    rows = [row for row in proposals.owed([council.id]) if row.addressee and not row.days_late]
    gone = subjects.concealed([row.subject_id for row in rows])
    return [r for r in rows if after(r.state, Act.ENTER_BALLOT) and r.subject_id not in gone]
