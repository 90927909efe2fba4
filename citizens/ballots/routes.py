"""Ballots in public: the list, one ballot, one's own paper."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from citizens.ballots import bp, operations, queries
from citizens.ballots.forms import PaperForm
from commons import cache, limits, subjects
from commons.actors import current, current_actor
from commons.errors import Invalid, NotFound
from commons.i18n import _
from commons.paging import whole_number
from commons.permits import audience


@bp.get("/ballots")
@audience("public")
def index() -> str:
    """All ballots, open ones first."""
    cache.keep(subjects.site_id())
    return render_template("citizens/ballots/index.html", ballots=queries.ballots())


@bp.get("/ballots/<code>")
@audience("public")
def show(code: str) -> str:
    """One ballot: what is asked, who may vote, days left, the paper or the result."""
    return _page(code)


def _page(code: str, form: PaperForm | None = None, error: str = "") -> str:
    page = queries.ballot_page(code, current())
    if form is None and page.bar is not None and page.paper is None:
        cache.keep(subjects.site_id(), page.ballot.subject_id)
    ticked = set(_ticks()) if form else set(page.paper.positions if page.paper else ())
    return render_template(
        "citizens/ballots/show.html",
        page=page,
        form=form or PaperForm(),
        error=error,
        ticked=ticked,
    )


def _ticks() -> list[int]:
    """The positions that were ticked; what is no number is no option."""
    return [whole_number(each) or 0 for each in request.form.getlist("choice")]


@bp.post("/ballots/<code>/paper")
@audience("resident")
def cast(code: str) -> ResponseReturnValue:
    """Keeps my ticks, instead of those I made before."""
    form = PaperForm()
    if not form.validate_on_submit():
        return _page(code, form), 422
    try:
        actor, level = current_actor(), int(current().level)
        with limits.counting("post", limits.key("ballot", actor.id)):
            operations.cast(actor=actor, level=level, code=code, positions=_ticks())
    except Invalid as invalid:
        if "choice" not in invalid.messages:
            raise  # there is no paper to tick any more: the page says so
        return _page(code, form, invalid.messages["choice"]), 422
    return redirect(url_for(".paper", code=code), 303)


@bp.get("/ballots/<code>/paper")
@audience("resident")
def paper(code: str) -> str:
    """What I ticked, and until when I can change it."""
    page = queries.ballot_page(code, current())
    if page.paper is None:
        raise NotFound(_("You have not voted in this ballot."))
    return render_template("citizens/ballots/paper.html", page=page)


@bp.post("/ballots/<code>/paper/withdrawal")
@audience("resident")
def withdraw(code: str) -> ResponseReturnValue:
    """My paper no longer counts."""
    operations.withdraw(actor=current_actor(), code=code)
    flash(_("Your vote is withdrawn. You can vote again until the close."))
    return redirect(url_for(".show", code=code), 303)
