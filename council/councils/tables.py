"""The words for offices."""

from __future__ import annotations

from commons.i18n import _


def role_word(role: str) -> str:
    """The word for an office."""
    words = {
        "analyst": _("Analyst"),
        "steward": _("Data steward"),
        "director": _("Director"),
        "chair": _("Chair"),
        "governor": _("Governor"),
        "clerk": _("Clerk"),
        "moderator": _("Moderator"),
        "facilitator": _("Facilitator"),
        "operator": _("Operator"),
    }
    return words.get(role, role)
