"""Nothing grows for ever: a file, a function, a route and a template have a most."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bin.styles import CSS, SERVED

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("commons", "metrics", "citizens", "council")
ROUTES = ("bp.get(", "bp.post(", "bp.route(")
FILE, COMMONS, FUNCTION, ROUTE, TEMPLATE, APP = 400, 250, 40, 15, 150, 80


def sources() -> list[Path]:
    """Every module of the product and of its tests."""
    folders = (*PACKAGES, "bin", "bench", "tests")
    return [ROOT / "app.py", *(p for folder in folders for p in (ROOT / folder).rglob("*.py"))]


def lines(path: Path) -> int:
    """How long a file is."""
    return len(path.read_text(encoding="utf-8").splitlines())


def most(path: Path) -> int:
    """How long a file may be."""
    if path.name == "app.py":
        return APP
    return COMMONS if path.parent == ROOT / "commons" else FILE


def functions(text: str) -> Iterator[tuple[str, int, bool]]:
    """Each function's name, the length of its body without docstring, whether it is a route."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            marks = [ast.unparse(mark) for mark in node.decorator_list]
            length = (node.end_lineno or 0) - first.lineno + 1
            yield node.name, length, any(mark.startswith(ROUTES) for mark in marks)


def long_functions(text: str) -> list[str]:
    """Functions that are longer than they may be."""
    return [
        f"{name} has {length} lines"
        for name, length, is_route in functions(text)
        if length > (ROUTE if is_route else FUNCTION)
    ]


def test_no_file_is_too_long() -> None:
    found = [f"{p.relative_to(ROOT)}: {lines(p)}" for p in sources() if lines(p) > most(p)]
    assert not found, "divide by noun: " + ", ".join(found)


def test_no_function_is_too_long() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {each}"
        for path in sources()
        for each in long_functions(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_no_template_is_too_long() -> None:
    found = {str(p.relative_to(ROOT)): lines(p) for p in (ROOT / "templates").rglob("*.html")}
    assert not {name: count for name, count in found.items() if count > TEMPLATE}


def test_no_style_sheet_is_too_long() -> None:
    parts = [path for path in CSS.glob("*.css") if path != SERVED]
    assert not {path.name: lines(path) for path in parts if lines(path) > FILE}


def test_a_long_function_and_a_long_route_would_be_found() -> None:
    route = "@bp.get('/')\ndef f():\n    '''Says.'''\n"
    assert not long_functions("def f():\n" + "    x = 1\n" * FUNCTION)
    assert long_functions("def f():\n" + "    x = 1\n" * (FUNCTION + 1))
    assert not long_functions(route + "    x = 1\n" * ROUTE)
    assert long_functions(route + "    x = 1\n" * (ROUTE + 1))


def test_files_of_features_have_only_the_agreed_names() -> None:
    allowed = {
        "__init__", "routes", "desk", "api", "downloads", "feeds", "stream", "components", "jobs",
        "cli", "forms", "mail", "operations", "queries", "specs", "tables", "models", "rules",
    }  # fmt: skip
    features = [p for package in PACKAGES[1:] for p in (ROOT / package).glob("*/*.py")]
    more = {f"citizens/accounts/{name}.py" for name in ("passwords", "sessions", "second_factor")}
    more |= {f"metrics/measures/{name}.py" for name in ("page", "goalpost")}
    found = {str(p.relative_to(ROOT)) for p in features if p.stem not in allowed} - more
    assert not found, found
