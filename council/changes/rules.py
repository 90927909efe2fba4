"""How the change feed is sorted into kinds that a reader can filter by."""

from __future__ import annotations

from enum import StrEnum


class Group(StrEnum):
    """The kinds of changes, in the order in which they matter."""

    TARGETS = "targets"
    VERDICTS = "verdicts"
    STALE = "stale"
    FIGURES = "figures"
    DEFINITIONS = "definitions"
    PROMISES = "promises"
    STRATEGIES = "strategies"
    ANSWERS = "answers"
    BALLOTS = "ballots"
    REVIEWS = "reviews"
    OFFICES = "offices"
    MODERATION = "moderation"
    RULES = "rules"


_KINDS: dict[Group, tuple[str, ...]] = {
    Group.TARGETS: ("target.moved", "target.set"),
    Group.VERDICTS: ("verdict.changed",),
    Group.STALE: ("measure.stale",),
    Group.FIGURES: ("figures.published", "figure.corrected", "figure.withdrawn"),
    Group.DEFINITIONS: (
        "measure.adopted",
        "measure.retired",
        "charter.revised",
        "objective.adopted",
        "objective.revised",
    ),
    Group.PROMISES: ("promise.made", "promise.slipped", "promise.ended", "promise.late"),
    Group.STRATEGIES: ("strategy.moved",),
    Group.ANSWERS: (
        "proposal.opened",
        "proposal.supported",
        "proposal.on_ballot",
        "proposal.answered",
        "proposal.amended",
        "proposal.withdrawn",
        "proposal.carried_out",
        "answer.late",
        "question.answered",
    ),
    Group.BALLOTS: ("ballot.opened", "ballot.closed", "ballot.published", "ballot.answered"),
    Group.REVIEWS: (
        "review.noticed",
        "agenda.added",
        "agenda.moved",
        "agenda.removed",
        "review.postponed",
        "review.cancelled",
        "review.live",
        "review.ended",
        "decision.taken",
        "record.published",
    ),
    Group.OFFICES: ("office.appointed", "office.ended", "council.formed"),
    Group.MODERATION: ("content.hidden", "content.restored"),
    Group.RULES: ("setting.changed",),
}
_GROUP_OF = {kind: group for group, kinds in _KINDS.items() for kind in kinds}


def group_of(kind: str) -> Group | None:
    """The group of an event's kind; None when the feed does not show it."""
    return _GROUP_OF.get(kind)


def kinds_of(group: Group | None) -> tuple[str, ...]:
    """The kinds of events in a group, or all that the feed shows."""
    return _KINDS[group] if group else tuple(_GROUP_OF)


def month_bounds(year: int, month: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The month before and the month after, each as year and month."""
    before = (year - 1, 12) if month == 1 else (year, month - 1)
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return before, after
