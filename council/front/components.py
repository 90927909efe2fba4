"""Words that the front pages need."""

from __future__ import annotations

from commons.i18n import _
from council.front import bp


@bp.app_template_filter("kind_word")
def kind_word(kind: str) -> str:
    """What kind of thing a subject is, in a word."""
    words = {
        "goal": _("Goal"),
        "measure": _("Measure"),
        "council": _("Council"),
        "objective": _("Objective"),
        "strategy": _("Strategy"),
        "agency": _("Agency"),
        "area": _("County"),
        "proposal": _("Proposal"),
        "ballot": _("Vote"),
        "review": _("Review"),
        "record": _("Record"),
        "promise": _("Promise"),
    }
    return words.get(kind, kind)
