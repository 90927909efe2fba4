"""All tables of the product, as the models say."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import MetaData

from commons import features
from commons.db import Base

ROOT = Path(__file__).resolve().parents[2]


def metadata() -> MetaData:
    """The metadata once every module that may hold a table is imported."""
    for path in sorted((ROOT / "commons").glob("*.py")):
        if path.stem != "__init__":
            importlib.import_module(f"commons.{path.stem}")
    features.load_models()
    return Base.metadata
