"""Maps of the site for those who read its code: every address, and every event with its data."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from commons.events import reactions
from commons.permits import audience_of

ROOT = Path(__file__).resolve().parents[1]
NOT_DATA = frozenset({"subject_id", "actor", "public"})


@dataclass
class Kind:
    """A kind of event: what it carries, who records it, whether the feed may show it."""

    keys: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    public: bool = False


def route_lines(app: Flask) -> list[str]:
    """`METHOD url endpoint audience` for each route."""
    return [" ".join(row[:4]) for row in _routes(app)]


def route_table(app: Flask) -> str:
    """Every address as a table in Markdown."""
    rows = [
        f"| {method} | `{url}` | `{endpoint}` | {_linked(file)} | {_linked(template)} | {names} |"
        for method, url, endpoint, names, file, template in sorted(
            _routes(app), key=lambda row: (row[1], row[0])
        )
    ]
    return _document(
        "Every address",
        "Method, address, endpoint (package, feature, function), file, template, and who may ask.",
        "| method | address | endpoint | file | template | audience |\n|---|---|---|---|---|---|",
        rows,
    )


def event_table(folders: tuple[str, ...]) -> str:
    """Every kind of event in the code of these folders as a table in Markdown."""
    kinds = event_kinds(folders)
    rows = [
        f"| `{kind}` | {'yes' if found.public else 'no'} | {_keys(found.keys)} "
        f"| {', '.join(_linked(name) for name in sorted(found.files))} | {_reacting(kind)} |"
        for kind, found in sorted(kinds.items())
    ]
    return _document(
        "Every event",
        "What is recorded, whether it is public, the keys of its data, who records it, and which "
        "functions are called with it after the commit.",
        "| kind | public | data | recorded in | who reacts |\n|---|---|---|---|---|",
        rows,
    )


def event_kinds(folders: tuple[str, ...]) -> dict[str, Kind]:
    """The kinds of events that the code in these folders records."""
    kinds: dict[str, Kind] = defaultdict(Kind)
    for folder in folders:
        for path in sorted((ROOT / folder).glob("*/operations.py")):
            for kind, keys, is_public in _recorded(ast.parse(path.read_text(encoding="utf-8"))):
                kinds[kind].keys |= keys
                kinds[kind].files.add(path.relative_to(ROOT).as_posix())
                kinds[kind].public |= is_public
    return dict(kinds)


def _routes(app: Flask) -> Iterator[tuple[str, str, str, str, str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        names = ",".join(audience_of(app, rule.endpoint))
        file = app.view_functions[rule.endpoint].__module__.replace(".", "/") + ".py"
        template = "templates/" + rule.endpoint.replace(".", "/") + ".html"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            shown = template if (ROOT / template).is_file() else ""
            yield method, rule.rule, rule.endpoint, names, file, shown


def _recorded(tree: ast.Module) -> Iterator[tuple[str, set[str], bool]]:
    """Kind, keys and publicity of each event that is recorded here, also through a function."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    tellers = {name: call for name, node in functions.items() if (call := _told_on(node))}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
        teller = tellers.get(name)
        if name != "record" and teller is None:
            continue
        keys = _data(node, functions) | (_data(teller, functions) if teller else set())
        for kind in _kinds_named(node):
            yield kind, keys, _is_public(teller or node)


def _told_on(function: ast.FunctionDef) -> ast.Call | None:
    """The call of `record` in a function that is given the kind."""
    given = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            first = _name(node.args[0]) if node.args else ""
            if node.func.attr == "record" and first in given:
                return node
    return None


def _data(call: ast.Call, functions: dict[str, ast.FunctionDef]) -> set[str]:
    keys = {each.arg for each in call.keywords if each.arg} - NOT_DATA
    for each in call.keywords:
        made = each.value if each.arg is None else None
        if isinstance(made, ast.Call) and _name(made.func) in functions:
            keys |= _keys_of_dicts(functions[_name(made.func)])
    return keys


def _keys_of_dicts(function: ast.FunctionDef) -> set[str]:
    made = [each.value for each in ast.walk(function) if isinstance(each, ast.Return)]
    return {
        str(key.value)
        for each in made
        if isinstance(each, ast.Dict)
        for key in each.keys
        if isinstance(key, ast.Constant)
    }


def _kinds_named(call: ast.Call) -> set[str]:
    nodes = [node for each in call.args for node in ast.walk(each)]
    said = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    named = {text for text in said if text.count(".") == 1}
    return {f"*{kind}" if kind.startswith(".") else kind for kind in named if _is_plain(kind)}


def _is_plain(kind: str) -> bool:
    return kind.replace(".", "_").isidentifier()


def _is_public(call: ast.Call) -> bool:
    said = next((each.value for each in call.keywords if each.arg == "public"), None)
    return said is not None and not (isinstance(said, ast.Constant) and said.value is False)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _keys(keys: set[str]) -> str:
    return ", ".join(f"`{key}`" for key in sorted(keys))


def _reacting(kind: str) -> str:
    return ", ".join(f"`{each.__module__}.{each.__name__}`" for each in reactions(kind))


def _linked(path: str) -> str:
    return f"[{path}](../{path})" if path else ""


def _document(title: str, said: str, head: str, rows: list[str]) -> str:
    made = "Made by `make map`; a test holds it to the code."
    return "\n".join([f"# {title}", "", f"{said} {made}", "", head, *rows, ""])
