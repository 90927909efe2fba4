"""What stands in a page, or in a table for a spreadsheet, that none of our templates writes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
FOREIGN = {
    "script", "iframe", "object", "embed", "base", "style", "audio", "video", "marquee", "math",
    "frame", "frameset", "applet", "template", "source", "track", "portal", "link", "meta", "form",
}  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INERT = ("application/json", "application/ld+json", "importmap")

# A tag as our templates write it says what it is without its neighbours. One that is written in
# any other way is nobody's of ours, and then the whole page is parsed to tell what it does.
TAGS = re.compile(r"<[^>]*>?")
PLAIN = re.compile(
    r"""</?([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z_:@][\w:.@-]*(?:="[^"<>]*"|='[^'<>]*')?)*)\s*/?>"""
)
WRITTEN_BY_WERKZEUG = ("<!doctype html>", "<html lang=en>")  # in the body of a redirection
ATTRIBUTE = re.compile(r"""([A-Za-z_:@][\w:.@-]*)(?:="([^"]*)"|='([^']*)')?""")


def strangers(body: str) -> Iterator[str]:
    """What stands in a page that none of our templates writes."""
    tags = dict.fromkeys(TAGS.findall(body))
    found = [_of_tag(each) for each in tags]
    yield from (told for each in found for told in each or ())
    if None in found:
        for each in [each for each in tags if _of_tag(each) is None]:
            yield f"a tag that is not written as ours are: {each[:200]}"
        yield from strangers_of_tree(body)


@lru_cache(maxsize=20_000)
def _of_tag(shown: str) -> tuple[str, ...] | None:
    """What is wrong with a tag; nothing is known of one that is not plain."""
    if shown.lower() in WRITTEN_BY_WERKZEUG:
        return ()
    match = PLAIN.fullmatch(shown)
    if match is None:
        return None
    attributes = {
        each[1].lower(): unescape(each[2] or each[3] or "") for each in ATTRIBUTE.finditer(match[2])
    }
    return tuple(_stranger(match[1].lower(), attributes)) if shown[1] != "/" else ()


def strangers_of_tree(body: str) -> Iterator[str]:
    """The same, as a browser would read it."""
    tree = html5lib.parse(body, treebuilder="etree")
    for each in tree.iter():
        tag = str(each.tag).removeprefix(HTML)  # a comment's is a function: no element at all
        if tag.endswith("}script"):  # a drawing may hold one too
            tag = "script"
        names = {str(name).rpartition("}")[2]: str(value) for name, value in each.attrib.items()}
        yield from _stranger(tag, names)


def _stranger(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    shown = f"<{tag} {attributes}>"[:200]
    if tag in FOREIGN and not _is_ours(tag, attributes):
        yield f"a foreign element {shown}"
    for name, value in attributes.items():
        if name.startswith("on") or name in ("style", "srcdoc", "formaction", "background", "ping"):
            yield f"a foreign attribute in {shown}"
        elif name in ("href", "src", "action", "xlink:href", "poster", "data"):
            yield from _address(tag, value, shown)
        elif name.startswith("hx-") and "//" in value:
            yield f"a request elsewhere in {shown}"


def _is_ours(tag: str, attributes: dict[str, str]) -> bool:
    if tag == "script":
        local = attributes.get("src", "").startswith("/static/")
        return local or attributes.get("type") in INERT
    if tag == "form":
        return attributes.get("action", "/").startswith(("/", "?", "#"))
    if tag == "meta":
        return attributes.get("http-equiv") is None
    return tag == "link" and not attributes.get("href", "").startswith("//")


def _address(tag: str, value: str, shown: str) -> Iterator[str]:
    begin = "".join(value.split()).lower()
    if tag == "a" and begin.startswith(("http://", "https://", "mailto:")):
        return
    if begin.startswith(("/", "#", "?", "data:image/")) and not begin.startswith(("//", "/\\")):
        return
    if tag == "link" and begin.startswith("http"):
        return
    if ":" in begin.split("/")[0] or begin.startswith(("//", "/\\")):
        yield f"a foreign address in {shown}"


def formulas(body: str) -> Iterator[str]:
    """Cells that a spreadsheet might run."""
    for line in csv.reader(io.StringIO(body)):
        for cell in line:
            if cell.startswith(FORMULA) and not _is_number(cell):
                yield f"a cell that could run: {cell[:60]!r}"


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "").rstrip("%"))
    except ValueError:
        return False
    return True
