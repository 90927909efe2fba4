"""Join the style sheets into static/css/goalpost.css, the one that is served.

`python bin/styles.py` writes it; a test says when it was forgotten. The address of each font
names its content, as in the pages that preload it: a browser fetches one address once.
"""

import re
from hashlib import sha256
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
    "people",
    "table",
    "band",
    "live",
    "timeline",
    "pager",
    "chart",
    "notice",
    "desk",
    "forced",
    "print",
)


def joined() -> str:
    """The text of all parts, in the order of their layers."""
    text = "\n".join((CSS / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    return re.sub(r'url\("(\.\./vendor/[^"]+)"\)', _named, text)


def _named(found: re.Match[str]) -> str:
    content = (CSS / found[1]).read_bytes()
    return f'url("{found[1]}?v={sha256(content).hexdigest()[:10]}")'


if __name__ == "__main__":
    SERVED.write_text(joined(), encoding="utf-8")
