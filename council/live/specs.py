"""What the clerk's forms offer and begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from citizens.accounts.models import Account
from citizens.supports.models import Support
from commons.actors import Actor
from commons.db import db
from commons.forms import BodyField, LineField, offered
from commons.i18n import _
from council.live.queries import Room, claim
from council.live.rules import mark
from council.reviews.models import AgendaItem, Review
from council.reviews.rules import ON_NOW, ReviewState
from council.strategies import queries as strategies
from council.strategies.rules import StrategyState
from metrics.catalogue.models import Agency
from metrics.charters.models import Measure

ALWAYS = {"start", "attendance"}  # the forms that do not need a review that is on


def agency(slug: str | None) -> Agency | None:
    """The agency of this address, if there is one."""
    return db.session.scalar(select(Agency).where(Agency.slug == (slug or "")))


def measure(measure_id: int) -> Measure | None:
    """The measure of a row."""
    return db.session.get(Measure, measure_id)


def with_choices(form: Any, review: Review) -> Any:
    """The form, its choices being those of the review's council."""
    if "agency" in form:
        form.agency.choices = offered({"": _("No agency"), **dict(_agencies(review))})
    if "strategy" in form:
        movable = strategies.movable(review.council_id)
        form.strategy.choices = offered({each.subject.public_id: each.title for each in movable})
        states = [each for each in StrategyState if each is not StrategyState.PROPOSED]
        form.state.choices = offered({each.value: strategies.state_word(each) for each in states})
    return form


def fill(forms: Mapping[str, Any], room: Room, seen: AgendaItem | None, *, taken: set[str]) -> None:
    """What stands of the item is in the forms; where two clerks met, what was typed stays."""
    if seen is None:
        return
    for name, form in forms.items():
        if "item" in form and name not in taken:
            form["item"].data = str(seen.position)
    if "presenter" not in taken:
        forms["presenter"].presenter.data = seen.presenter
    if "finding" not in taken:
        forms["finding"].finding.data = seen.finding
        forms["finding"].claim.data = claim(room.lines, seen)
    if "note" not in taken:
        forms["note"].note.data = seen.note
    # Who was refused for another reason still has not seen what a colleague wrote meanwhile.
    shared = {"finding", "note"}
    for name in shared - {each for each in taken & shared if not forms[each].form_errors}:
        forms[name].version.data = mark(str(getattr(seen, name)))


def given_back(given: Mapping[str, Any], forms: Mapping[str, Any], review: Review) -> list[str]:
    """The words of those forms that the review's screen shows no more, to be copied."""
    drawn = set(forms)
    if review.state not in ON_NOW:
        has_notes = not review.is_rehearsal and review.state is not ReviewState.PUBLISHED
        drawn = ALWAYS | ({"note"} if has_notes else set())
    return [words for name in given if name not in drawn for words in typed_in(given[name])]


def typed_in(form: Any) -> list[str]:
    """The words of a form, longest first, to be given back where it is shown no more."""
    found = [f.data for f in form if isinstance(f, LineField | BodyField) and f.data]
    return sorted(found, key=len, reverse=True)


def _agencies(review: Review) -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(Agency.slug, Agency.name)
        .where(Agency.is_example == review.council.is_example)
        .order_by(Agency.sort_key)
    )
    return [(row.slug, row.name) for row in rows]


def actor_named(name: str) -> Actor | None:
    """The actor of this public name, for the people of an example."""
    return db.session.scalar(select(Actor).where(Actor.name == name).order_by(Actor.id).limit(1))


def next_supporter(subject_id: int, author_id: int) -> Actor | None:
    """An example person who has not supported this yet."""
    supporting = select(Support.actor_id).where(Support.subject_id == subject_id)
    return db.session.scalar(
        select(Actor)
        .join(Account, Account.actor_id == Actor.id)
        .where(Account.is_example, Actor.id != author_id, Actor.id.not_in(supporting))
        .order_by(Actor.id.desc())
        .limit(1)
    )
