"""The demonstration fills an empty site: the archive, and the example council."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from commons import clock, events, jobs
from commons.db import db, operation
from commons.events import Event, Outgoing
from commons.mail import Letter
from commons.release import on_first_start
from council.archive import operations as archive
from council.councils.queries import councils
from council.demonstration import queries
from council.example import operations as example
from council.example.operations import Act, Stage
from council.example.tables import Calendar
from council.example_answers import operations as answers
from council.example_figures import operations as figures
from council.example_people import operations as people
from council.example_reviews import operations as reviews
from council.example_strategies import operations as strategies
from council.example_talk import operations as talk

PARTS = (people, figures, talk, answers, reviews, strategies)
NIGHTLY = (
    "count_supports",
    "proposals.reached_threshold",
    "signals.mark_stale",
    "proposals.late",
    "promises.tell_late",
)
LETTERS_KEPT = timedelta(days=14)


@on_first_start
def load() -> None:
    """Both parts of the demonstration stand; what stood before is left as it is.

    The example comes in one act, then the archive goal by goal (while the past is played, nothing
    may stand that is not there yet): after a crash, what is missing is made.
    """
    if not any(council.is_example for council in councils()):
        load_example()
        post_letters()
    archive.load()


@operation(durable=True)
def load_example() -> int:
    """The example council stands with its past, up to this moment; how many acts that took."""
    calendar = Calendar(clock.today())
    played = example.play(acts=acts(calendar), stage=Stage(calendar))
    for name in NIGHTLY:
        jobs.run_once(name)
    _forget_old_news()
    return played


def acts(calendar: Calendar) -> list[Act]:
    """All that happened in the example, as its files tell it."""
    return [act for part in PARTS for act in part.acts(calendar)]


def _forget_old_news() -> None:
    """What was news long ago is in the change feed; nobody is written to about it now."""
    old = select(Event.id).where(Event.at < clock.now() - LETTERS_KEPT)
    db.session.execute(delete(Outgoing).where(Outgoing.event_id.in_(old)))


def post_letters() -> None:
    """The letters of the last days lie in the outbox, on their own days, as sent: none leaves."""
    while (event := queries.next_news()) is not None:
        with clock.at(event.at):
            if not events.relay(limit=1):
                break
    _call_sent()


@operation
def _call_sent() -> None:
    db.session.execute(
        update(Letter)
        .where(Letter.sent_at.is_(None))
        .values(sent_at=Letter.queued_at, next_try_at=None)
    )
