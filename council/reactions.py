"""What the councils do when news comes from citizens or from figures."""

from __future__ import annotations

from commons.events import Event, on
from council.decisions import operations as decisions
from council.questions import mail as question_mail


@on("proposal.opened")
def take_proposal_in(event: Event) -> None:
    """The addressed council's threshold holds for a new proposal."""
    decisions.receive(subject_id=event.subject_id)


@on("question.answered")
def tell_askers_of_answer(event: Event) -> None:
    """Whoever asked a question or supports it gets the answer."""
    question_mail.answered(event)


@on("question.declined")
def tell_askers_of_refusal(event: Event) -> None:
    """Whoever asked a question or supports it reads why it will not be answered."""
    question_mail.declined(event)


@on("question.merged")
def tell_askers_of_merger(event: Event) -> None:
    """Whoever asked a question or supports it hears with which other one it is answered."""
    question_mail.merged(event)
