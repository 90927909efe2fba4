"""What gunicorn does beside its command line, however it is started.

Nobody keeps a thread idle; workers share what was loaded before them.
"""

from __future__ import annotations

import contextlib
import gc
import socket
import struct
from typing import Any

PATIENCE = 7  # seconds in which the next piece of a request must come

# The site stands at the root: a header of the asker's cannot say otherwise.
forwarder_headers = ""


def when_ready(server: Any) -> None:
    """Connections inherit from the door how long is waited for them; the app is left alone.

    A collection writes into every object that it looks at, and a page that is written to is copied
    for that worker: what `--preload` loaded is kept from the workers' collectors.
    """
    gc.collect()
    gc.freeze()
    # A page makes thousands of objects that are gone with it: looking for circles among them after
    # every 700 took a fifteenth of its time.
    gc.set_threshold(20_000, 20, 20)
    for door in server.LISTENERS:
        with contextlib.suppress(OSError):
            door.sock.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE, 0)
            )
