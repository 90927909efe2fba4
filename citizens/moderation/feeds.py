"""The public log as a feed."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from citizens.moderation import bp, queries
from commons import cache, subjects
from commons.feeds import Entry, atom
from commons.i18n import _
from commons.permits import audience
from commons.web import public_url


@bp.get("/moderation.atom")
@audience("public")
def log_atom() -> ResponseReturnValue:
    """The newest entries of the log."""
    cache.keep(subjects.site_id())
    here = public_url("citizens.moderation.log")
    return atom(
        title=_("Goalpost: what was hidden"),
        url=here,
        entries=[_entry(each, here) for each in queries.log()],
    )


def _entry(entry: queries.LogEntry, here: str) -> Entry:
    title = (
        _("%(id)s is shown again", id=entry.subject)
        if entry.lifted_at
        else _("%(id)s was hidden", id=entry.subject)
    )
    return Entry(
        id=f"{here}#{entry.number}",
        title=title,
        url=f"{here}#{entry.number}",
        at=entry.lifted_at or entry.at,
        author=_("A moderator"),
        summary=f"{queries.RULE_WORDS[entry.rule]}: {entry.lift_reason or entry.reason}",
    )
