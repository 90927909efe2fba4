"""Acts that meet on the same rows wait for each other in a line, and never in a circle."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from commons import subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.subjects import Subject
from council.live import operations as live
from council.questions import operations as questions
from council.reviews.models import Review
from tests.make import make_live_review, make_officer, make_proposal, make_resident
from tests.running import at_once

TIMES = 40
Act = Callable[[int], object]


def repeated(app, act: Act, wrong: list[BaseException]) -> Callable[[], None]:
    """The act many times; what goes wrong with it is noted."""

    def repeat() -> None:
        with app.app_context():
            for number in range(TIMES):
                try:
                    act(number)
                except Exception as error:
                    wrong.append(error)

    return repeat


def faults(app, *acts: Act) -> list[BaseException]:
    """What goes wrong when these acts are done many times, all of them at the same time."""
    wrong: list[BaseException] = []
    at_once(*(repeated(app, each, wrong) for each in acts))
    return wrong


def test_the_clerk_writes_while_residents_ask(app):
    review_id = make_live_review().id
    clerk, *residents = (make_resident().id for _each in range(3))

    def say(number: int) -> None:
        live.say(
            actor=db.session.get_one(Actor, clerk),
            review=db.session.get_one(Review, review_id),
            words=f"Word {number}",
            by="Imani Roe",
        )

    def ask(resident: int, number: int) -> None:
        questions.ask(
            actor=db.session.get_one(Actor, resident),
            review=db.session.get_one(Review, review_id),
            words=f"Why is bus {number} late?",
            once=f"{resident}-{number}",
        )

    assert faults(app, say, *(partial(ask, each) for each in residents)) == []


@operation
def count_anew(subject_id: int) -> None:
    """What the worker does when supports have changed: the page and the lists show it."""
    subjects.touch(subject_id)
    subjects.touch_site()


def test_a_moderator_decides_while_supports_are_counted(app):
    subject_id = make_proposal("Count the boats that are late").subject_id
    moderator = make_officer("moderator").id

    def hide_and_show(_number: int) -> None:
        subject = db.session.get_one(Subject, subject_id)
        actor = db.session.get_one(Actor, moderator)
        moderation.hide(actor=actor, subject=subject, rule=Rule.PERSON, reason="Names a person.")
        moderation.restore(actor=actor, subject=subject, reason="It does not.")

    assert faults(app, hide_and_show, lambda _number: count_anew(subject_id)) == []
