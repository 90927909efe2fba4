"""Letters to those who asked a question or support it: one for each person and event."""

from __future__ import annotations

from commons import mail, subjects
from commons.events import Event
from commons.i18n import force_locale
from commons.web import public_url
from council.questions import queries
from council.questions.models import Question
from council.reviews import queries as reviews

FOLDER = "council/questions/mail"


def answered(event: Event) -> None:
    """They get the answer, with who gave it: in the review or in writing."""
    _send(event, "answered")


def declined(event: Event) -> None:
    """They read why the question will not be answered."""
    _send(event, "declined")


def merged(event: Event) -> None:
    """They hear together with which other question theirs is answered."""
    question = queries.by_subject(event.subject_id)
    _send(event, "merged", queries.by_number(question.merged_into_id) if question else None)


def _send(event: Event, name: str, into: Question | None = None) -> None:
    question = queries.by_subject(event.subject_id)
    if question is None:
        return
    review = reviews.review_of(question.review_id)
    if review.is_rehearsal or (name == "merged" and into is None):
        return
    shown = into or question
    called = subjects.names([question.subject, shown.subject])
    url = public_url("council.questions.index", code=review.subject.public_id)
    for reader in queries.readers(question):
        if reader.actor_id == event.actor_id:
            continue
        with force_locale(reader.language):
            mail.queue(
                to=reader.email,
                template=f"{FOLDER}/{name}",
                once=f"{event.kind}:{event.id}:{reader.actor_id}",
                title=called[question.subject_id],
                other=called[shown.subject_id],
                question=question,
                review=review,
                url=f"{url}#{shown.subject.public_id}",
            )
