"""CSV out: tidy, UTF-8, and harmless when a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from flask import Response

# Some read commas as text and semicolons as the edges of cells, some skip blanks and quotes before
# a formula, some take the wide signs for the narrow ones: each of them may run what it finds.
SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_BEGINS = re.compile(f'[\\s"\u200b\ufeff]*[{SIGNS}]|[\t\r\n]')
_INSIDE = re.compile(f'([;\t\r\n][\\s"\u200b\ufeff]*)(?=[{SIGNS}])')


def safe_cell(value: object) -> str:
    """The cell's text; before what a spreadsheet could run stands an apostrophe, numbers stay."""
    return "" if value is None else _safe(str(value))


@lru_cache(maxsize=4_096)  # a column says the same again and again
def _safe(written: str) -> str:
    if _is_number(written):
        return written
    inside = _INSIDE.sub(r"\1'", written)
    return "'" + inside if _BEGINS.match(written) else inside


def _is_number(written: str) -> bool:
    try:
        float(written)
    except ValueError:
        return False
    return written.isascii() and "_" not in written


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table as text: header first, lines end with CR LF, every cell safe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def csv_response(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], cite: str = ""
) -> Response:
    """The table as a download that any site may read."""
    response = Response(to_csv(columns, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    if cite:
        response.headers["Link"] = f'<{cite}>; rel="cite-as"'
    return response
