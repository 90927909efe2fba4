"""Proposals in public: the list, the three steps to a new one, one with its tracker."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from citizens.proposals import bp, operations, queries, rules, tables
from citizens.proposals.forms import AmendmentForm, NewForm, WithdrawalForm
from citizens.proposals.models import Proposal
from citizens.proposals.rules import ProposalState
from citizens.proposals.tables import Filter
from commons import cache, limits, subjects
from commons.actors import current, current_actor
from commons.errors import Invalid, NotFound
from commons.i18n import _
from commons.paging import whole_number
from commons.permits import audience
from commons.text import clean


@bp.get("/proposals")
@audience("public")
def index() -> str:
    """What residents proposed, and where each proposal is."""
    kept, words = _asked()
    cache.keep(subjects.site_id())
    return render_template(
        "citizens/proposals/index.html",
        page=tables.proposals(kept, words=words, after=whole_number(request.args.get("after"))),
        counts=tables.counts(),
        asked=kept,
        words=words,
    )


def _asked() -> tuple[Filter, str]:
    name = request.args.get("show", "")
    kept = Filter(name) if name in set(Filter) else Filter.ALL
    return kept, clean(request.args.get("q"), lines=False)[:200]


@bp.get("/proposals/new")
@audience("public")
def new() -> ResponseReturnValue:
    """Step 1: one box, three examples, what happens next."""
    title = _title()
    if title:
        return redirect(url_for(".similar", title=title), 303)
    return _first_step("", _nothing() if "title" in request.args else "")


@bp.get("/proposals/new/similar")
@audience("public")
def similar() -> ResponseReturnValue:
    """Step 2: what others have proposed already."""
    title = _title()
    if not title:
        return _first_step("", _nothing()), 422
    if len(title) > rules.TITLE_LENGTH:
        most, now = rules.TITLE_LENGTH, len(title)
        wrong = _("Please use at most %(most)s characters; it has %(now)s.", most=most, now=now)
        return _first_step(title, wrong), 422
    found = queries.similar(title)
    return render_template(
        "citizens/proposals/similar.html", title=title, found=found, most=rules.TITLE_LENGTH
    )


@bp.get("/proposals/new/words")
@audience("member")
def write() -> str:
    """Step 3: the words."""
    form = NewForm(data={"title": _title()})
    return render_template("citizens/proposals/write.html", form=form)


def _title() -> str:
    return clean(request.args.get("title"), lines=False)


def _first_step(title: str, wrong: str) -> str:
    return render_template(
        "citizens/proposals/new.html", title=title, wrong=wrong, most=rules.TITLE_LENGTH
    )


def _nothing() -> str:
    return _("Please say in one sentence what you want to be measured.")


@bp.post("/proposals/new/words")
@audience("member")
def save() -> ResponseReturnValue:
    """Keeps the words as a draft, and shows how they would look."""
    form = NewForm()
    if form.validate_on_submit():
        try:
            with limits.counting("post", limits.key(current_actor().id)):
                proposal = operations.draft(actor=current_actor(), **_new_words(form))
            return redirect(url_for(".preview", code=proposal.subject.public_id), 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return render_template("citizens/proposals/write.html", form=form), 422


def _new_words(form: NewForm) -> dict[str, Any]:
    chosen = form.addressee.data
    return {
        "title": form.title.data,
        "body": form.body.data,
        "how_noticed": form.how_noticed.data or "",
        "addressee_id": subjects.by_public_id(chosen, "council").id if chosen else None,
        # Bound to the person, so that nobody can take the key of somebody else's form.
        "once": limits.key("once", current_actor().id, form.once.data or token_hex()),
    }


@bp.get("/proposals/<code>/draft")
@audience("member")
def preview(code: str) -> ResponseReturnValue:
    """The draft as everybody would see it; only for its author."""
    proposal = _own(code)
    if proposal.state is not ProposalState.DRAFT:
        return redirect(url_for(".show", code=code), 303)
    return render_template("citizens/proposals/preview.html", proposal=proposal)


@bp.post("/proposals/<code>/opening")
@audience("member")
def open_(code: str) -> ResponseReturnValue:
    """Makes the draft public."""
    proposal = _own(code)
    operations.open_(actor=current_actor(), proposal=proposal)
    flash(_("Your proposal is public. Show it to people who want the same."))
    return redirect(url_for(".show", code=code), 303)


@bp.get("/proposals/<code>")
@audience("public")
def show(code: str) -> str:
    """One proposal: its words, where it is, who supports it, its answer."""
    viewer = current().actor
    page = queries.proposal_page(code, viewer.id if viewer else None)
    cache.keep(page.site, page.proposal.subject)
    is_own = viewer is not None and viewer.id == page.proposal.actor_id
    return render_template("citizens/proposals/show.html", page=page, is_own=is_own)


@bp.get("/proposals/<code>/similar")
@audience("public")
def near(code: str) -> str:
    """Proposals that say much the same."""
    page = queries.proposal_page(code, None)
    proposal = page.proposal
    found = queries.similar(proposal.title, but=proposal.subject_id)
    cache.keep(subjects.site_id(), proposal.subject_id)
    return render_template("citizens/proposals/near.html", page=page, found=found)


@bp.get("/proposals/<code>/amendments")
@audience("public")
def amendments(code: str) -> str:
    """The words that were changed after somebody had supported them."""
    page = queries.proposal_page(code, None)
    if page.hiding:
        raise NotFound(_("The moderators hide this proposal."))
    cache.keep(page.site, page.proposal.subject)
    old = queries.old_words(page.proposal.id)
    return render_template("citizens/proposals/amendments.html", page=page, old=old)


@bp.get("/proposals/<code>/amendments/new")
@audience("member")
def change(code: str) -> str:
    """The form with which the author changes the words."""
    return _change_page(_own(code))


@bp.post("/proposals/<code>/amendments/new")
@audience("member")
def amend(code: str) -> ResponseReturnValue:
    """Changes the words; supporters hear of it."""
    proposal, form = _own(code), AmendmentForm()
    if form.validate_on_submit():
        try:
            _amend(proposal, form)
            return redirect(url_for(".preview", code=code), 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return _change_page(proposal, form), 422


def _amend(proposal: Proposal, form: AmendmentForm) -> None:
    # Everybody who supports it gets a letter each time: those are few, and counted by proposal.
    if queries.is_frozen(proposal.subject_id):
        limit = limits.counting("amend", limits.key("amend", proposal.id))
    else:
        limit = limits.counting("post", limits.key(current_actor().id))
    with limit:
        operations.amend(
            actor=current_actor(),
            proposal=proposal,
            title=form.title.data or "",
            body=form.body.data or "",
            how_noticed=form.how_noticed.data or "",
            reason=form.reason.data or "",
        )


def _change_page(proposal: Proposal, form: AmendmentForm | None = None) -> str:
    return render_template(
        "citizens/proposals/change.html",
        proposal=proposal,
        form=form or AmendmentForm(obj=proposal),
        is_frozen=queries.is_frozen(proposal.subject_id),
    )


@bp.get("/proposals/<code>/withdrawal")
@audience("member")
def take_back(code: str) -> str:
    """Asks the author whether to take the proposal back."""
    form = WithdrawalForm()
    return render_template("citizens/proposals/take_back.html", proposal=_own(code), form=form)


@bp.post("/proposals/<code>/withdrawal")
@audience("member")
def withdraw(code: str) -> ResponseReturnValue:
    """Takes the proposal back."""
    proposal, form = _own(code), WithdrawalForm()
    if not form.validate_on_submit():
        page = render_template("citizens/proposals/take_back.html", proposal=proposal, form=form)
        return page, 422
    operations.withdraw(actor=current_actor(), proposal=proposal, reason=form.reason.data or "")
    if proposal.opened_at is None:
        flash(_("The draft is gone for good."))
        return redirect(url_for("citizens.accounts.show"), 303)
    flash(_("You have taken the proposal back."))
    return redirect(url_for(".show", code=code), 303)


def _own(code: str) -> Proposal:
    proposal = queries.by_code(code)
    actor_id = current_actor().id
    if proposal.actor_id != actor_id or not queries.is_visible(proposal, actor_id):
        raise NotFound
    return proposal
