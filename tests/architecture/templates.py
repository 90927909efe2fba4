"""Templates as trees, for the tests that read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
REFERENCES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
ATTRIBUTE = re.compile(r"\b[\w-]+=\"[^\"]*\"")  # in a macro that makes attributes only
SPOKEN = re.compile(r"\b(?:alt|title|placeholder|aria-label|data-label|value)=\"([^\"]*)\"")
NOT_SHOWN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>|<(?:button|option|data|li)[^>]*>")
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
GAP = "\x00"  # where the template computes something


@cache
def environment() -> Environment:
    """Parses as the app does; renders nothing."""
    made = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    made.trim_blocks = made.lstrip_blocks = True
    return made


def names(*endings: str) -> list[str]:
    """The names of all templates with one of these endings."""
    found = (path for path in FOLDER.rglob("*") if path.suffix in endings)
    return sorted(path.relative_to(FOLDER).as_posix() for path in found)


def source(name: str) -> str:
    """The text of a template."""
    return (FOLDER / name).read_text(encoding="utf-8")


def tree(text: str) -> nodes.Template:
    """What Jinja understands of a text."""
    return environment().parse(text)


def references(template: nodes.Template) -> set[str]:
    """The templates that this one extends, includes or imports by name."""
    found = set()
    for node in template.find_all(REFERENCES):
        given: nodes.Expr = next(node.iter_child_nodes(only=["template"]))  # type: ignore[assignment]
        found |= {each.value for each in given.find_all(nodes.Const) if isinstance(each.value, str)}
        if isinstance(given, nodes.Const):
            found.add(given.value)
    return found


def bare_words(text: str) -> list[str]:
    """Words that a visitor would read and no translator would see."""
    parts = (
        each.data if isinstance(each, nodes.TemplateData) else GAP
        for output in tree(text).find_all(nodes.Output)
        for each in output.nodes
    )
    page = "".join(parts)
    spoken = SPOKEN.findall(NOT_SHOWN.sub(" ", page))
    shown = [ATTRIBUTE.sub(" ", TAG.sub(" ", page)), *spoken]
    return [word for each in shown for word in WORD.findall(re.sub(r"&\w+;", " ", each))]


def unused_imports(template: nodes.Template) -> set[str]:
    """Names that are imported and never used."""
    imported: set[str] = set()
    for node in template.find_all(nodes.FromImport):
        imported |= {each if isinstance(each, str) else each[1] for each in node.names}
    imported |= {node.target for node in template.find_all(nodes.Import)}
    used = {node.name for node in template.find_all(nodes.Name) if node.ctx == "load"}
    return imported - used


def calls(node: nodes.Node) -> Iterator[tuple[str, nodes.Call]]:
    """Every call of a plain name."""
    for call in node.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            yield call.node.name, call


def looped(template: nodes.Template) -> set[str]:
    """Names that are called inside a loop."""
    return {name for loop in template.find_all(nodes.For) for name, _call in calls(loop)}


def linked(template: nodes.Template) -> set[str]:
    """Endpoints that the template makes addresses of, as they are written."""
    return {
        call.args[0].value
        for name, call in calls(template)
        if name in ("url_for", "link") and call.args and isinstance(call.args[0], nodes.Const)
    }


def endpoint_of(written: str, name: str) -> str:
    """The whole name of an endpoint: `.show` is that of the template's own feature.

    What a component draws stands on pages of other features, where `.show` would be theirs.
    """
    own = ".".join(name.split("/")[:2])
    return own + written if written.startswith(".") and name not in drawn() else written


@cache
def drawn() -> frozenset[str]:
    """The templates that components draw, with all that these include."""
    found: set[str] = set()
    for path in ROOT.glob("*/*/components.py"):
        found |= set(re.findall(r"[\w/-]+\.html", path.read_text(encoding="utf-8")))
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        if (FOLDER / name).exists():
            more = references(tree(source(name))) - found
            found |= more
            waiting += more
    return frozenset(found)


def forms_without_token(text: str) -> list[str]:
    """POST forms in which no token stands."""
    found = []
    for match in re.finditer(r"<form\b[^>]*method=\"post\"", text, re.IGNORECASE):
        rest = text[match.start() :]
        form = rest[: rest.find("</form>")] if "</form>" in rest else rest
        if "csrf_token" not in form:
            found.append(" ".join(form.split())[:100])
    return found
