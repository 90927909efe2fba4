"""The words of the change feed: a label and a sentence for each kind of event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commons.i18n import _, lazy, ngettext

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
    "proposal.answered": lazy("Answer"),
    "proposal.amended": lazy("Proposal"),
    "proposal.withdrawn": lazy("Proposal"),
    "answer.late": lazy("Answer late"),
    "question.answered": lazy("Answer"),
    "ballot.opened": lazy("Ballot"),
    "ballot.closed": lazy("Ballot"),
    "ballot.published": lazy("Ballot"),
    "ballot.answered": lazy("Ballot"),
    "review.noticed": lazy("Review"),
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
    return made(title, data) if made else title


def status_word(key: str) -> str:
    """The word for a status, as it stands in a sentence."""
    words: dict[str, str] = {
        "achieved": _("achieved"),
        "ahead": _("ahead"),
        "on_track": _("on track"),
        "behind": _("behind"),
        "off_track": _("off track"),
        "stale": _("stale"),
        "no_data": _("no data"),
        "suppressed": _("suppressed"),
        "baseline_only": _("baseline only"),
        "broken_series": _("broken series"),
        "target_date_passed": _("target date passed"),
    }
    return words.get(key, key)


def _verdict(title: str, data: Data) -> str:
    old, new = status_word(str(data.get("old", ""))), status_word(str(data.get("new", "")))
    if not data.get("old"):
        return _("%(title)s: first verdict, %(new)s", title=title, new=new)
    if data.get("cause") == "target":
        text = _("%(title)s: %(old)s to %(new)s, because the target moved; the figure did not")
    else:
        text = _("%(title)s: %(old)s to %(new)s")
    return text % {"title": title, "old": old, "new": new}


def _figures(title: str, data: Data) -> str:
    count = int(data.get("count") or 1)
    if count > 1:
        return ngettext(
            "%(title)s: %(num)d figure published",
            "%(title)s: %(num)d figures published",
            count,
            title=title,
        )
    return _(
        "%(title)s, %(label)s: %(value)s",
        title=title,
        label=data.get("label", ""),
        value=data.get("value", ""),
    )


def _promise_ended(title: str, data: Data) -> str:
    words = {
        "kept": _("Kept: %(title)s"),
        "kept_late": _("Kept late: %(title)s"),
        "changed": _("Changed: %(title)s"),
        "broken": _("Broken: %(title)s"),
    }
    return words.get(str(data.get("state")), "%(title)s") % {"title": title}


def _strategy(title: str, data: Data) -> str:
    states = {
        "proposed": _("proposed"),
        "under_way": _("adopted"),
        "scaled": _("scaled up"),
        "changed": _("changed"),
        "stopped": _("stopped"),
        "done": _("done"),
    }
    return f"{title}: {states.get(str(data.get('new')), '')}"


def _answered(title: str, data: Data) -> str:
    kinds = {
        "adopted": _("Adopted: “%(title)s”"),
        "adopted_changed": _("Adopted with changes: “%(title)s”"),
        "declined": _("Declined: “%(title)s”"),
    }
    return kinds.get(str(data.get("kind")), "%(title)s") % {"title": title}


def _late(title: str, data: Data) -> str:
    return ngettext(
        "No answer to “%(title)s”. It is %(num)d day late",
        "No answer to “%(title)s”. It is %(num)d days late",
        int(data.get("days") or 1),
        title=title,
    )


_SENTENCES: dict[str, Sentence] = {
    "target.moved": lambda t, d: _(
        "%(title)s: %(old)s became %(new)s", title=t, old=_dated(d, "old"), new=_dated(d, "new")
    ),
    "target.set": lambda t, d: _("%(title)s: target %(new)s", title=t, new=_dated(d, "new")),
    "verdict.changed": _verdict,
    "measure.stale": lambda t, d: _(
        "%(title)s: last figure %(label)s", title=t, label=d.get("label", "")
    ),
    "figures.published": _figures,
    "figure.corrected": lambda t, d: _(
        "%(title)s, %(label)s: %(new)s, not %(old)s",
        title=t,
        label=d.get("label", ""),
        new=d.get("new", ""),
        old=d.get("old", ""),
    ),
    "measure.adopted": lambda t, _d: _("%(title)s is measured from now on", title=t),
    "measure.retired": lambda t, _d: _("%(title)s is measured no more", title=t),
    "charter.revised": lambda t, d: _(
        "%(title)s: charter %(number)s", title=t, number=d.get("number", "")
    ),
    "promise.slipped": lambda t, d: _(
        "%(title)s: from %(old)s to %(new)s",
        title=t,
        old=d.get("old_due", ""),
        new=d.get("new_due", ""),
    ),
    "promise.ended": _promise_ended,
    "strategy.moved": _strategy,
    "proposal.opened": lambda t, _d: _("Proposed: “%(title)s”", title=t),
    "proposal.supported": lambda t, _d: _(
        "“%(title)s” has the support that it needs: the council must decide", title=t
    ),
    "proposal.answered": _answered,
    "answer.late": _late,
    "ballot.opened": lambda t, _d: _("A vote is open: %(title)s", title=t),
    "ballot.closed": lambda t, _d: _("The vote has closed: %(title)s", title=t),
    "ballot.published": lambda t, _d: _("The count is published: %(title)s", title=t),
    "review.noticed": lambda t, _d: _("Announced: %(title)s", title=t),
    "review.postponed": lambda t, d: _(
        "Postponed: %(title)s. %(reason)s", title=t, reason=d.get("reason", "")
    ),
    "review.cancelled": lambda t, d: _(
        "Cancelled: %(title)s. %(reason)s", title=t, reason=d.get("reason", "")
    ),
    "review.live": lambda t, _d: _("Opened live: %(title)s", title=t),
    "review.ended": lambda t, _d: _("Ended: %(title)s", title=t),
    "decision.taken": lambda t, d: str(d.get("words") or t),
    "record.published": lambda t, d: _(
        "%(title)s, version %(number)s", title=t, number=d.get("number", "")
    ),
    "office.appointed": lambda _t, d: _(
        "%(name)s appointed: %(role)s", name=d.get("name", ""), role=d.get("role", "")
    ),
    "office.ended": lambda _t, d: _(
        "%(name)s left office: %(role)s", name=d.get("name", ""), role=d.get("role", "")
    ),
    "content.hidden": lambda _t, d: _(
        "One contribution hidden under the rule “%(rule)s”", rule=d.get("rule", "")
    ),
    "content.restored": lambda _t, _d: _("One contribution restored"),
}


def _dated(data: Data, key: str) -> str:
    value, due = (
        str(data.get(key, "")),
        str(data.get("due" if key == "new" and "due" in data else f"{key}_due") or ""),
    )
    return _("%(value)s by %(due)s", value=value, due=due) if due else value
