"""Strategies at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from secrets import token_hex

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from commons import limits
from commons.actors import current_actor
from commons.errors import Invalid, Refused
from commons.forms import offered
from commons.i18n import _
from commons.permits import audience, is_admitted_for
from council.councils import queries as councils
from council.councils.models import Council
from council.strategies import bp, operations, queries
from council.strategies.forms import MoveForm, StrategyForm
from council.strategies.models import Strategy
from council.strategies.rules import StrategyState

WHO = ("clerk", "director", "chair")


@bp.get("/desk/strategies")
@audience(*WHO)
def desk_index() -> ResponseReturnValue:
    """The strategies of one's councils."""
    names = {each.name for each in _mine()}
    rows = [row for row in queries.strategies() if row.council in names]
    return render_template("council/strategies/desk_index.html", rows=rows)


@bp.get("/desk/strategies/new")
@audience(*WHO)
def new() -> ResponseReturnValue:
    """The form for a strategy to be put forward."""
    return render_template("council/strategies/new.html", form=_form())


@bp.post("/desk/strategies/new")
@audience(*WHO)
def propose() -> ResponseReturnValue:
    """Puts a strategy forward."""
    form = _form()
    if form.validate_on_submit():
        try:
            return redirect(request.script_root + _propose(form).subject.path, 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return render_template("council/strategies/new.html", form=form), 422


def _propose(form: StrategyForm) -> Strategy:
    council = next(each for each in _mine() if each.slug == form.council.data)
    measure = queries.measure_of(council.goal_id, form.measure.data)
    if form.measure.data and measure is None:
        raise Invalid({"measure": _("This measure belongs to another council’s goal.")})
    return operations.propose(
        actor=current_actor(),
        council=council,
        measure=measure,
        title=form.title.data or "",
        hypothesis=form.hypothesis.data or "",
        expected_effect=form.expected_effect.data or "",
        expected_by=form.expected_by.data,
        owner=form.owner.data or "",
        once=_once(form.once.data),
    )


@bp.get("/desk/strategies/<code>")
@audience(*WHO)
def desk_show(code: str) -> ResponseReturnValue:
    """A strategy, and where it may go."""
    return _page(code, MoveForm())


@bp.post("/desk/strategies/<code>/move")
@audience(*WHO)
def move(code: str) -> ResponseReturnValue:
    """Moves a strategy between two reviews."""
    _require_mine(code)
    form = MoveForm()
    form.state.choices = _choices(StrategyState)  # a second press asks for where it is by now
    if form.validate_on_submit():
        try:
            _move(code, form)
            return redirect(f"{request.script_root}/strategies/{code}", 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return _page(code, form), 422


def _move(code: str, form: MoveForm) -> None:
    operations.move(
        actor=current_actor(),
        strategy=queries.strategy(code),
        state=StrategyState(form.state.data),
        reason=form.reason.data or "",
        result=form.result.data or "",
        once=_once(form.once.data, code),
    )


def _page(code: str, form: MoveForm) -> str:
    _require_mine(code)
    page = queries.strategy_page(code)
    form.state.choices = offered({"": _("Choose one")}) + _choices(page.next_states)
    return render_template("council/strategies/desk_show.html", page=page, form=form)


def _choices(states: Iterable[StrategyState]) -> list[SelectChoice]:
    return offered({each.value: queries.state_word(each) for each in states})


def _once(given: str | None, code: str = "") -> str:
    # Bound to the person and the strategy: nobody can take the key of another form.
    return limits.key("once", "strategy", code, current_actor().id, given or token_hex())


def _require_mine(code: str) -> None:
    if queries.strategy(code).council_id not in {each.id for each in _mine()}:
        raise Refused(_("This strategy is another council’s."))


def _form() -> StrategyForm:
    form = StrategyForm()
    mine = _mine()
    form.council.choices = offered({each.slug: each.name for each in mine})
    measures = queries.measures_of([each.goal_id for each in mine])
    form.measure.choices = offered({"": _("No single measure"), **dict(measures)})
    return form


def _mine() -> list[Council]:
    return [each for each in councils.councils() if is_admitted_for(each.subject_id)]
