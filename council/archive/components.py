"""What other pages show of the archive."""

from __future__ import annotations

from markupsafe import Markup

from commons.components import component, part
from council.archive import queries


@component
def not_read() -> Markup:
    """What of the archive could not be read, and where it stands; nothing without an archive."""
    return part("council/archive/_not_read.html", rows=queries.not_read())
