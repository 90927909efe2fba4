"""User text: one way in (cleaned), one way out (HTML). The only importer of bleach and nh3."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

SANITISER_VERSION = 2
TAGS = frozenset(
    "a b blockquote br code em i li ol p pre s strong table tbody td th thead tr ul".split()  # noqa: SIM905  as words
)
ATTRIBUTES = {"a": ["href", "title"]}
SCHEMES = frozenset({"http", "https", "mailto"})

_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
    .enable(["linkify"])
    .disable(["image", "heading", "lheading"])
)
# Two strokes alone are no address, for they name no scheme.
_markdown.linkify.add("//", None)  # type: ignore[union-attr]  # it is there: see `linkify` above
_cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=SCHEMES, strip=True)
_lock = threading.Lock()

# Line breaks and tabs are text; every other control character, lone surrogate and tag is not.
_NOBODYS = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufdd0-\ufdef"
    f"\U000e0000-\U000e007f{_NOBODYS}]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u180e]")


def clean(text: str | None, *, lines: bool = True) -> str:
    """The text as it is kept: NFC, no control characters, no direction overrides, trimmed.

    What a person can see stays as typed. With `lines` false, line breaks become spaces.
    """
    kept = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = _BIDI.sub("", _CONTROLS.sub("", kept))
    kept = unicodedata.normalize("NFC", kept)
    if not lines:
        kept = re.sub(r"\s+", " ", kept)
    if not _INVISIBLE.sub("", kept).strip():
        return ""
    return kept.strip()


# Paragraphs of words and of signs that mean nothing, neither in Markdown nor in HTML: a full stop
# within a word could be an address, a number before one an item of a list.
_PLAIN = re.compile(r"(?!\d+\.|[ ])(?:[^\W_]|[ ,;?!'’“”…]|\.(?= |\Z))+(?<! )")


@lru_cache(maxsize=500)
def to_html(source: str) -> Markup:
    """`source`, written in Markdown, as HTML that holds no markup of its author's."""
    paragraphs = source.split("\n\n")
    if all(map(_PLAIN.fullmatch, paragraphs)):  # most comments, at a hundredth of the work
        return Markup("".join(f"<p>{each}</p>\n" for each in paragraphs))  # noqa: S704  letters
    with _lock:
        rendered = _cleaner.clean(_markdown.render(source))
    rendered = nh3.clean(
        rendered,
        tags=set(TAGS),
        attributes={"a": {"href", "title"}},
        url_schemes=set(SCHEMES),
        link_rel="nofollow ugc noopener",
        attribute_filter=_without_open_scheme,
    )
    return Markup(rendered)  # noqa: S704  the one reviewed place: cleaned twice just above


def to_plain(source: str) -> str:
    """`source`, written in Markdown, as plain text: its words, its lines, where its links lead."""
    with _lock:
        tokens = _markdown.parse(source)
    found, start, is_tight = "", "", False
    for token in tokens:
        if token.type == "list_item_open":
            start = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "paragraph_open":
            is_tight = token.hidden
        elif token.type in ("inline", "code_block", "fence"):
            words = token.content.rstrip() if token.children is None else _spoken(token.children)
            found += ("" if is_tight else "\n") + start + words + "\n"
            start, is_tight = "", False
    return found.strip()


def _spoken(tokens: Sequence[Token]) -> str:
    """The words of a paragraph; a link is followed by its address."""
    found = ""
    leads_to: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            leads_to.append("" if token.info == "auto" else f" ({token.attrGet('href')})")
        elif token.type == "link_close":
            found += leads_to.pop()
        else:
            found += "\n" if token.type in ("softbreak", "hardbreak") else token.content
    return found


def _without_open_scheme(_tag: str, name: str, value: str) -> str | None:
    """A link inside the site begins with one stroke; two would lead to a host of its author's."""
    if name != "href" or not value.strip().replace("\\", "/").startswith("//"):
        return value
    return None


def kept_html(html: str) -> Markup:
    """What `to_html` made when it was written, and a row kept with the version of the cleaner."""
    return Markup(html)  # noqa: S704  only columns filled by to_html are read through it


def is_web_address(text: str) -> bool:
    """Whether `text` is a whole address that a link may lead to."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = not any(each.isspace() or each in "<>\"'\\`" for each in text)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def excerpt(source: str, length: int = 160) -> str:
    """The beginning of `source` as one line of plain text, cut at a word."""
    line = re.sub(r"\s+", " ", source).strip()
    if len(line) <= length:
        return line
    return line[: length + 1].rsplit(" ", 1)[0] + "…"
