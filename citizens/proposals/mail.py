"""Letters to those who support a proposal: one for each person and event."""

from __future__ import annotations

from citizens.moderation.queries import is_hidden
from citizens.proposals import queries
from citizens.proposals.models import Proposal
from citizens.supports.queries import Reader
from commons import mail
from commons.events import Event
from commons.i18n import force_locale
from commons.web import public_url

FOLDER = "citizens/proposals/mail"


def supported(event: Event) -> None:
    """The author hears that the council must now decide."""
    _send(event, "supported", to_author_only=True)


def answered(event: Event) -> None:
    """The author and all supporters get the answer."""
    _send(event, "answered")


def amended(event: Event) -> None:
    """Supporters hear that the words have changed."""
    _send(event, "amended")


def _send(event: Event, name: str, *, to_author_only: bool = False) -> None:
    proposal = queries.by_subject(event.subject_id)
    if proposal is None or is_hidden(proposal.subject_id):
        return
    for reader in queries.readers(proposal):
        is_author = reader.actor_id == proposal.actor_id
        if reader.actor_id == event.actor_id or (to_author_only and not is_author):
            continue
        _queue(event, name, proposal, reader)


def _queue(event: Event, name: str, proposal: Proposal, reader: Reader) -> None:
    with force_locale(reader.language):
        mail.queue(
            to=reader.email,
            template=f"{FOLDER}/{name}",
            once=f"{event.kind}:{event.id}:{reader.actor_id}",
            proposal=proposal,
            data=event.data,
            url=public_url("citizens.proposals.show", code=proposal.subject.public_id),
        )
