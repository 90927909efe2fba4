"""What the councils do when news comes from citizens or from figures."""

from __future__ import annotations

from commons.events import Event, on
from council.decisions import operations as decisions


@on("proposal.opened")
def take_proposal_in(event: Event) -> None:
    """The addressed council's threshold holds for a new proposal."""
    decisions.receive(subject_id=event.subject_id)
