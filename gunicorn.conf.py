"""What every gunicorn of the Procfile does; its other settings stand there."""

from __future__ import annotations

import gc


def when_ready(_server: object) -> None:
    """What was loaded before the workers is left alone by their collectors, so that they share it.

    A collection writes into every object that it looks at, and a page that is written to is copied
    for that worker. Only `web` loads before it forks (`--preload`): `live` must be patched first.
    """
    gc.collect()
    gc.freeze()
