"""Style sheets, scripts and drawings go out packed; they are packed once a process, in memory."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from commons.config import ROOT
from commons.i18n import StartResponse

ENDINGS = (".css", ".js", ".svg")
Packed = tuple[list[tuple[str, str]], bytes]


class PackedFiles:
    """In front of WhiteNoise, whose files and headers these are."""

    def __init__(self, files: WhiteNoise) -> None:
        self.files = files
        self.packed: dict[str, Packed] = {}

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """The packed file, where one is asked for and its reader can unpack it."""
        path = environ.get("PATH_INFO", "")
        if not path.endswith(ENDINGS) or not self._is_wanted(environ):
            return self.files(environ, start_response)  # type: ignore[no-any-return]
        found = self.packed.get(path) or self._pack(path)
        if found is None:
            return self.files(environ, start_response)  # type: ignore[no-any-return]
        headers, body = found
        start_response("200 OK", headers.copy())
        return [body]

    def _is_wanted(self, environ: dict[str, Any]) -> bool:
        is_whole = "HTTP_RANGE" not in environ and "HTTP_IF_NONE_MATCH" not in environ
        takes = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        is_new = "HTTP_IF_MODIFIED_SINCE" not in environ
        return bool(environ["REQUEST_METHOD"] == "GET" and is_whole and takes and is_new)

    def _pack(self, path: str) -> Packed | None:
        known = self.files.files.get(path)
        if known is None:
            return None
        answer = known.get_response("GET", {})
        with answer.file as file:
            body = gzip.compress(file.read(), 9, mtime=0)
        kept = [(n, v) for n, v in answer.headers if n.lower() not in ("content-length", "vary")]
        more = [("Vary", "Accept-Encoding"), ("Content-Encoding", "gzip")]
        self.packed[path] = ([*kept, *more, ("Content-Length", str(len(body)))], body)
        return self.packed[path]


def init_files(app: Flask, add_headers: Callable[..., None]) -> None:
    """Files are answered before Flask, the sign of the house also where browsers look for it."""
    folder = ROOT / "static"
    files = WhiteNoise(
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=31_536_000,
        add_headers_function=add_headers,
    )
    files.add_file_to_dictionary("/favicon.ico", str(folder / "favicon.ico"))
    app.wsgi_app = PackedFiles(files)  # type: ignore[method-assign]
