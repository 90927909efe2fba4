"""What gunicorn does beside its command line, however it is started: nobody keeps a thread idle."""

from __future__ import annotations

import contextlib
import socket
import struct
from typing import Any

PATIENCE = 7  # seconds in which the next piece of a request must come

# The site stands at the root: a header of the asker's cannot say otherwise.
forwarder_headers = ""


def when_ready(server: Any) -> None:
    """Connections inherit from the door they came through how long is waited for them."""
    for door in server.LISTENERS:
        with contextlib.suppress(OSError):
            door.sock.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE, 0)
            )
