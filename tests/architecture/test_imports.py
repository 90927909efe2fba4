"""Who may import whom. The contracts stand in pyproject.toml; here is what they cannot say."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("metrics", "citizens", "council")
PRIVATE = ("routes", "desk", "api", "forms", "stream", "downloads", "feeds", "cli")


def private_imports(graph: grimp.ImportGraph) -> list[str]:
    """Imports of what belongs to one feature alone, from outside that feature."""
    found = []
    for module in sorted(graph.modules):
        parts = module.split(".")
        if len(parts) == 3 and parts[0] in PACKAGES and parts[2] in PRIVATE:
            feature = ".".join(parts[:2])
            importers = graph.find_modules_that_directly_import(module)
            found += [f"{who} imports {module}" for who in importers if not _is_in(who, feature)]
    return found


def _is_in(module: str, feature: str) -> bool:
    return module == feature or module.startswith(f"{feature}.")


def imports_of(text: str) -> set[str]:
    """The modules that a source imports, by their full names."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_the_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    env = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_what_is_private_to_a_feature_stays_there() -> None:
    assert private_imports(grimp.build_graph("commons", *PACKAGES, cache_dir=None)) == []


def test_a_planted_import_of_a_private_module_is_found() -> None:
    graph = grimp.ImportGraph()
    for name in ("citizens.comments.forms", "citizens.comments.routes", "council.live.desk"):
        graph.add_module(name)
        if name != "citizens.comments.forms":
            graph.add_import(importer=name, imported="citizens.comments.forms")
    assert private_imports(graph) == ["council.live.desk imports citizens.comments.forms"]


def test_nobody_imports_app_tests_or_bench() -> None:
    for package in ("commons", *PACKAGES):
        for path in (ROOT / package).rglob("*.py"):
            wrong = {
                name
                for name in imports_of(path.read_text(encoding="utf-8"))
                if name.split(".")[0] in ("app", "tests", "bench", "bin", "migrations")
            }
            assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_every_import_of_app_would_be_seen() -> None:
    assert imports_of("import app\nfrom app import create_app\nimport os.path") == {
        "app",
        "os.path",
    }
