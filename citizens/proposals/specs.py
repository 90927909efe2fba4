"""One proposal as a document that anyone can read by machine."""

from __future__ import annotations

from typing import Any

from citizens.proposals import queries
from citizens.proposals.queries import ProposalPage
from commons.formats import iso


def document(page: ProposalPage) -> dict[str, Any]:
    """The proposal with its steps, its ballots and its answer; keys are only ever added."""
    proposal = page.proposal
    supports = queries.supports(proposal.subject_id)
    return {
        "code": proposal.subject.public_id,
        "title": proposal.title,
        "body": proposal.body,
        "how_noticed": proposal.how_noticed,
        "kind": proposal.kind,
        "state": proposal.state,
        "author": proposal.actor.name,
        "addressee": proposal.addressee.title if proposal.addressee else None,
        "threshold": proposal.threshold,
        "supports": supports.standing,
        "residents": supports.residents,
        "answer_due_on": iso(proposal.answer_due_on),
        "days_late": page.days_late,
        "steps": [{"step": s.key, "state": s.state, "on": iso(s.on) or None} for s in page.steps],
        "ballots": [ballot.code for ballot in page.ballots],
        "answer": _answer(page),
        "path": proposal.subject.path,
    }


def _answer(page: ProposalPage) -> dict[str, Any] | None:
    proposal = page.proposal
    if proposal.answer_kind is None:
        return None
    return {
        "kind": proposal.answer_kind,
        "words": proposal.answer,
        "by": proposal.answered_by,
        "at": iso(proposal.answered_at),
        "result": proposal.result.public_id if proposal.result else None,
    }
