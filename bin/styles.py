"""Join the style sheets into static/css/goalpost.css, the one that is served.

`python bin/styles.py` writes it; a test says when it was forgotten.
"""

from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
SERVED = CSS / "goalpost.css"
PARTS = (
    "tokens",
    "base",
    "layout",
    "head",
    "figure",
    "status",
    "facts",
    "ledger",
    "moved",
    "promise",
    "comment",
    "form",
    "table",
    "live",
    "timeline",
    "pager",
    "chart",
    "notice",
    "print",
)


def joined() -> str:
    """The text of all parts, in the order of their layers."""
    return "\n".join((CSS / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)


if __name__ == "__main__":
    SERVED.write_text(joined(), encoding="utf-8")
