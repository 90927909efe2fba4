"""The words of the change feed: a label and a sentence for each kind of event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from citizens.moderation.queries import RULE_WORDS
from commons.i18n import _, lazy, ngettext
from council.councils.tables import role_word
from metrics.signals import tables as signals
from metrics.signals.rules import Status
from metrics.signals.tables import by_words, period_words

Data = dict[str, Any]
Sentence = Callable[[str, Data], str]


_LABELS = {
    "target.moved": lazy("Goalpost moved"),
    "target.set": lazy("Target set"),
    "verdict.changed": lazy("Verdict"),
    "measure.stale": lazy("Gone stale"),
    "figures.published": lazy("Figure"),
    "figure.corrected": lazy("Correction"),
    "figure.withdrawn": lazy("Withdrawn"),
    "measure.adopted": lazy("Measure adopted"),
    "measure.retired": lazy("Measure retired"),
    "charter.revised": lazy("Definition"),
    "objective.adopted": lazy("Objective"),
    "objective.revised": lazy("Objective"),
    "promise.made": lazy("Promise made"),
    "promise.slipped": lazy("Promise slipped"),
    "promise.ended": lazy("Promise"),
    "promise.late": lazy("Promise late"),
    "strategy.moved": lazy("Strategy"),
    "proposal.opened": lazy("Proposal"),
    "proposal.supported": lazy("Proposal"),
    "proposal.on_ballot": lazy("Proposal"),
    "proposal.answered": lazy("Answer"),
    "proposal.amended": lazy("Proposal"),
    "proposal.withdrawn": lazy("Proposal"),
    "proposal.carried_out": lazy("Carried out"),
    "answer.late": lazy("Answer late"),
    "question.answered": lazy("Answer"),
    "ballot.opened": lazy("Ballot"),
    "ballot.closed": lazy("Ballot"),
    "ballot.published": lazy("Ballot"),
    "ballot.answered": lazy("Ballot"),
    "review.noticed": lazy("Review"),
    "agenda.added": lazy("Agenda"),
    "agenda.moved": lazy("Agenda"),
    "agenda.removed": lazy("Agenda"),
    "review.postponed": lazy("Review"),
    "review.cancelled": lazy("Review"),
    "review.live": lazy("Review"),
    "review.ended": lazy("Review"),
    "decision.taken": lazy("Decision"),
    "record.published": lazy("Record"),
    "office.appointed": lazy("Office"),
    "office.ended": lazy("Office"),
    "council.formed": lazy("Council"),
    "content.hidden": lazy("Moderation"),
    "content.restored": lazy("Moderation"),
    "setting.changed": lazy("Rule"),
}


def label(kind: str) -> str:
    """One or two words for the kind of change."""
    return str(_LABELS.get(kind, kind))


def sentence(kind: str, title: str, data: Data) -> str:
    """What happened, in one sentence without its actor."""
    made = _SENTENCES.get(kind)
    said = {name: value for name, value in data.items() if value is not None}
    return made(title.removesuffix("."), said) if made else title


def status_word(key: str) -> str:
    """The word for a status, as it stands in a sentence."""
    return signals.status_word(key).lower() if key in list(Status) else key


def due_words(text: Any) -> str:
    """A day of an event as it is read: `31 December 2028`, `December 2028`, or its own words."""
    try:
        return by_words(date.fromisoformat(str(text or "")))
    except ValueError:
        return str(text or "")


def goal_words(value: Any, due: Any) -> str:
    """What a target asks for, and until when; that there is none, when there is none."""
    said, day = str(value or ""), signals.until_text(str(due or ""))
    if not said:
        return _("no target")
    return f"{said} {day}" if day else said


def label_words(text: Any) -> str:
    """Of which period, perhaps after the name of a group: `Lantern Bay, October 2026`."""
    group, _space, period = str(text or "").rpartition(" ")
    if group and period_words(period) != period:
        return f"{group}, {period_words(period)}"
    return period_words(str(text or ""))


def _unless_same(due: Any, later: Any) -> Any:
    """The old day, when it is another than the new one, which is said anyway."""
    return None if due == later else due


def _target_set(title: str, data: Data) -> str:
    if data.get("new"):
        new = goal_words(data["new"], data.get("due"))
        return _("%(title)s: target %(new)s", title=title, new=new)
    until = signals.until_text(str(data.get("due") or ""))
    if not until:
        return _("%(title)s: no target yet", title=title)
    return _("%(title)s: no target yet; it is to be set %(until)s", title=title, until=until)


def _verdict(title: str, data: Data) -> str:
    new = status_word(str(data.get("new", "")))
    if not data.get("old"):
        return _("%(title)s: first verdict, %(new)s", title=title, new=new)
    said = {"title": title, "old": status_word(str(data["old"])), "new": new}
    if data.get("cause") == "target":
        return _(
            "%(title)s: %(old)s to %(new)s, because the target moved; the figure did not", **said
        )
    return _("%(title)s: %(old)s to %(new)s", **said)


def _figures(title: str, data: Data) -> str:
    count = int(data.get("count") or 1)
    if count > 1 or not data.get("value"):
        return ngettext(
            "%(title)s: %(num)d figure published",
            "%(title)s: %(num)d figures published",
            count,
            title=title,
        )
    return _(
        "%(title)s, %(label)s: %(value)s",
        title=title,
        label=label_words(data.get("label")),
        value=data["value"],
    )


def _corrected(title: str, data: Data) -> str:
    return _(
        "%(title)s, %(label)s: %(new)s, not %(old)s",
        title=title,
        label=label_words(data.get("label")),
        new=data.get("new") or _("no figure"),
        old=data.get("old") or _("no figure"),
    )


def _promise_made(title: str, data: Data) -> str:
    return _(
        "%(owner)s promised %(until)s: %(title)s",
        title=title,
        owner=data.get("owner") or _("The council"),
        until=signals.until_text(str(data.get("due") or "")),
    )


def _promise_slipped(title: str, data: Data) -> str:
    return _(
        "%(title)s: from %(old)s to %(new)s",
        title=title,
        old=due_words(data.get("old_due")),
        new=due_words(data.get("new_due")),
    )


def _promise_ended(title: str, data: Data) -> str:
    words = {
        "kept": _("Kept: %(title)s", title=title),
        "kept_late": _("Kept late: %(title)s", title=title),
        "changed": _("Changed: %(title)s", title=title),
        "broken": _("Broken: %(title)s", title=title),
    }
    return words.get(str(data.get("state")), title)


def _strategy(title: str, data: Data) -> str:
    states = {
        "proposed": _("%(title)s: proposed", title=title),
        "under_way": _("%(title)s: under way", title=title),
        "scaled": _("%(title)s: scaled up", title=title),
        "changed": _("%(title)s: changed", title=title),
        "stopped": _("%(title)s: stopped", title=title),
        "done": _("%(title)s: done", title=title),
    }
    return states.get(str(data.get("new")), title)


def _answered(title: str, data: Data) -> str:
    kinds = {
        "adopted": _("Adopted: “%(title)s”", title=title),
        "adopted_changed": _("Adopted with changes: “%(title)s”", title=title),
        "declined": _("Declined: “%(title)s”", title=title),
    }
    told = kinds.get(str(data.get("kind")), title)
    return _("%(told)s. It departs from the vote", told=told) if data.get("departs") else told


def _on_ballot(title: str, data: Data) -> str:
    """That it is voted on, and that its answer is due on another day than before, if it is."""
    was, due = due_words(_unless_same(data.get("was"), data.get("due"))), due_words(data.get("due"))
    if not was:
        return _("Residents vote on “%(title)s”", title=title)
    return _(
        "Residents vote on “%(title)s”: its answer was due %(was)s, and is due %(due)s now",
        title=title,
        was=was,
        due=due,
    )


def _late(title: str, data: Data) -> str:
    """What stays true: how late it was grew from day to day, and ended with the answer."""
    if not data.get("due"):
        return _("No answer to “%(title)s” in time", title=title)
    due = due_words(data["due"])
    return _("No answer to “%(title)s”: it was due %(due)s", title=title, due=due)


def _off(told: str, data: Data) -> str:
    """A meeting that is off, with the reason given."""
    return f"{told}. {data['reason']}" if data.get("reason") else told


def _rule(data: Data) -> str:
    return str(next((w for rule, w in RULE_WORDS.items() if rule.value == data.get("rule")), ""))


_MEASURES: dict[str, Sentence] = {
    "target.moved": lambda t, d: _(
        "%(title)s: %(old)s became %(new)s",
        title=t,
        old=goal_words(d.get("old"), _unless_same(d.get("old_due"), d.get("new_due"))),
        new=goal_words(d.get("new"), d.get("new_due")),
    ),
    "target.set": _target_set,
    "verdict.changed": _verdict,
    "measure.stale": lambda t, d: _(
        "%(title)s: last figure %(label)s", title=t, label=label_words(d.get("label"))
    ),
    "figures.published": _figures,
    "figure.corrected": _corrected,
    "figure.withdrawn": lambda t, d: _(
        "%(title)s, %(label)s: withdrawn", title=t, label=label_words(d.get("label"))
    ),
    "measure.adopted": lambda t, _d: _("%(title)s is measured from now on", title=t),
    "measure.retired": lambda t, _d: _("%(title)s is measured no more", title=t),
    "charter.revised": lambda t, d: _(
        "%(title)s: charter %(number)s", title=t, number=d.get("number", "")
    ),
    "objective.adopted": lambda t, _d: _("The council wants: %(title)s", title=t),
    "objective.revised": lambda t, d: _(
        "“%(old)s” became “%(new)s”", old=d.get("old", ""), new=d.get("new") or t
    ),
}

_TALK: dict[str, Sentence] = {
    "proposal.opened": lambda t, _d: _("Proposed: “%(title)s”", title=t),
    "proposal.supported": lambda t, _d: _(
        "“%(title)s” has the support that it needs: the council must decide", title=t
    ),
    "proposal.on_ballot": _on_ballot,
    "proposal.amended": lambda t, _d: _("Amended by its author: “%(title)s”", title=t),
    "proposal.withdrawn": lambda t, _d: _("Withdrawn by its author: “%(title)s”", title=t),
    "proposal.answered": _answered,
    "proposal.carried_out": lambda t, _d: _("Carried out: “%(title)s”", title=t),
    "answer.late": _late,
    "question.answered": lambda t, _d: _("Answered: “%(title)s”", title=t),
    "ballot.opened": lambda t, _d: _("A vote is open: %(title)s", title=t),
    "ballot.closed": lambda t, _d: _("The vote has closed: %(title)s", title=t),
    "ballot.published": lambda t, _d: _("The count is published: %(title)s", title=t),
    "ballot.answered": lambda t, _d: _("The council answered the vote: %(title)s", title=t),
    "content.hidden": lambda _t, d: _(
        "One contribution hidden under the rule “%(rule)s”", rule=_rule(d)
    ),
    "content.restored": lambda _t, _d: _("One contribution restored"),
}

_COUNCILS: dict[str, Sentence] = {
    "promise.made": _promise_made,
    "promise.slipped": _promise_slipped,
    "promise.ended": _promise_ended,
    "promise.late": lambda t, d: _(
        "%(title)s: it was due %(due)s", title=t, due=due_words(d.get("due"))
    ),
    "strategy.moved": _strategy,
    "review.noticed": lambda t, _d: _("Announced: %(title)s", title=t),
    "agenda.added": lambda t, d: _(
        "%(title)s: “%(what)s” added to the agenda after the notice",
        title=t,
        what=d.get("what", ""),
    ),
    "agenda.moved": lambda t, d: _(
        "%(title)s: “%(what)s” moved on the agenda after the notice",
        title=t,
        what=d.get("what", ""),
    ),
    "agenda.removed": lambda t, d: _(
        "%(title)s: “%(what)s” taken off the agenda after the notice",
        title=t,
        what=d.get("what", ""),
    ),
    "review.postponed": lambda t, d: _off(_("Postponed: %(title)s", title=t), d),
    "review.cancelled": lambda t, d: _off(_("Cancelled: %(title)s", title=t), d),
    "review.live": lambda t, _d: _("Opened live: %(title)s", title=t),
    "review.ended": lambda t, _d: _("Ended: %(title)s", title=t),
    "decision.taken": lambda t, d: str(d.get("words") or t),
    "record.published": lambda t, d: _(
        "%(title)s, version %(number)s", title=t, number=d.get("number", "")
    ),
    "council.formed": lambda t, _d: _("%(title)s was formed", title=t),
    "office.appointed": lambda _t, d: _(
        "%(name)s appointed: %(role)s", name=d.get("name", ""), role=role_word(d.get("role", ""))
    ),
    "office.ended": lambda _t, d: _(
        "%(name)s left office: %(role)s", name=d.get("name", ""), role=role_word(d.get("role", ""))
    ),
    "setting.changed": lambda t, d: _(
        "%(name)s: %(old)s became %(new)s",
        name=d.get("name") or t,
        old=d.get("old", ""),
        new=d.get("new", ""),
    ),
}

_SENTENCES = _MEASURES | _TALK | _COUNCILS
