"""Finds the features: folders of the three packages, modules by their fixed names."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import click
from flask import Blueprint, Flask

PACKAGES = ("metrics", "citizens", "council")
ROOT = Path(__file__).resolve().parent.parent
WITH_TABLES = (
    "actors",
    "events",
    "jobs",
    "ledger",
    "limits",
    "live",
    "mail",
    "release",
    "subjects",
)
MODULES = (
    "models",
    "components",
    "jobs",
    "routes",
    "desk",
    "api",
    "downloads",
    "feeds",
    "stream",
    "cli",
)


def features(package: str) -> list[str]:
    """The feature folders of a package."""
    folder = ROOT / package
    return sorted(p.name for p in folder.iterdir() if (p / "__init__.py").exists())


def load_models() -> None:
    """Every table of common ground and of every feature is known to the metadata."""
    for name in WITH_TABLES:
        importlib.import_module(f"commons.{name}")
    for package in PACKAGES:
        for feature in features(package):
            _load(f"{package}.{feature}", "models")


def load(app: Flask) -> None:
    """Models, components, jobs, routes, commands and reactions of all features are in place."""
    load_models()
    for package in PACKAGES:
        parent = Blueprint(package, package)
        for feature in features(package):
            _load_feature(app, parent, f"{package}.{feature}")
        app.register_blueprint(parent)
        for name in ("reactions", "cli"):
            module = _load(package, name)
            if module and hasattr(module, "commands"):
                _add_commands(app, module.commands)


def _load_feature(app: Flask, parent: Blueprint, path: str) -> None:
    for name in MODULES:
        module = _load(path, name)
        if module and hasattr(module, "commands"):
            _add_commands(app, module.commands)
    blueprint = getattr(importlib.import_module(path), "bp", None)
    if blueprint is not None:
        parent.register_blueprint(blueprint)


def _add_commands(app: Flask, commands: click.Command) -> None:
    # Two features may add to one group of commands: they say the same name.
    known = app.cli.commands.get(commands.name or "")
    if isinstance(known, click.Group) and isinstance(commands, click.Group):
        known.commands.update(commands.commands)
    else:
        app.cli.add_command(commands)


def _load(path: str, name: str) -> ModuleType | None:
    if not (ROOT / path.replace(".", "/") / f"{name}.py").exists():
        return None
    return importlib.import_module(f"{path}.{name}")
