"""What an answer must hold, and the measure that it creates."""

from __future__ import annotations

from typing import Any

from citizens.proposals.models import Proposal
from citizens.proposals.rules import UNANSWERED, AnswerKind, ProposalKind
from commons.errors import Invalid, NotNow
from commons.i18n import _
from council.decisions import rules
from council.decisions.models import Answer
from metrics.catalogue.models import Agency
from metrics.charters.rules import (
    CharterFields,
    Direction,
    Frequency,
    MeasureKind,
    UnitKind,
    charter_faults,
)

ENUMS = {
    "kind": MeasureKind,
    "direction": Direction,
    "unit_kind": UnitKind,
    "frequency": Frequency,
}


def check(
    proposal: Proposal,
    kind: AnswerKind,
    reason: str,
    lead_agency: Agency | None,
    charter: CharterFields | None,
) -> None:
    """Passes what an answer must hold, or names what is missing at its field."""
    if proposal.state not in UNANSWERED:
        raise NotNow(_("This proposal has been answered or withdrawn."))
    wrong: dict[str, str] = {}
    if not reason:
        wrong["reason"] = _("An answer needs its reason.")
    elif len(reason) > rules.REASON_LENGTH:
        wrong["reason"] = _("Please use at most %(max)d characters.", max=rules.REASON_LENGTH)
    if kind in rules.ADOPTIONS:
        if lead_agency is None:
            wrong["lead_agency"] = _("Please choose the agency that leads.")
        if makes_measure(proposal, kind):
            faults = charter_faults(charter or CharterFields(title=""), is_inherited=False)
            wrong |= dict.fromkeys(faults, _("Please fill this in, or put it right."))
    if wrong:
        raise Invalid(wrong)


def makes_measure(proposal: Proposal, kind: AnswerKind) -> bool:
    """Whether this answer, once published, creates a measure."""
    return proposal.kind is ProposalKind.MEASURE and kind in rules.ADOPTIONS


def charter_of(answer: Answer) -> CharterFields:
    """The charter as it was drafted."""
    fields: dict[str, Any] = dict(answer.charter)
    for name, kind in ENUMS.items():
        fields[name] = kind(fields[name])
    return CharterFields(**fields)
