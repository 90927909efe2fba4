"""The demonstration fills an empty site: the archive, and the example council."""

from __future__ import annotations

from commons.release import on_first_start
from council.archive import operations as archive


@on_first_start
def load() -> None:
    """Both parts of the demonstration stand; what stood before is left as it is."""
    archive.load()
