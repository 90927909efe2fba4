"""What others wrote lies in the repository unchanged, with its licence."""

import base64
import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
ROWS = json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))


def test_every_file_has_the_hash_that_was_written_down() -> None:
    for row in ROWS:
        digest = hashlib.sha384((VENDOR / row["file"]).read_bytes()).digest()
        assert row["sha384"] == "sha384-" + base64.b64encode(digest).decode(), row["file"]


def test_no_file_lies_there_unlisted() -> None:
    found = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file()}
    assert found == {row["file"] for row in ROWS} | {"VENDOR.json"}


def test_every_file_names_its_version_and_its_licence() -> None:
    for row in ROWS:
        assert row["licence"] in {"0BSD", "OFL-1.1"}, row["file"]
        assert row["version"] in row["file"], row["file"]
        assert (VENDOR / row["licence_file"]).stat().st_size > 200, row["file"]


def test_the_fonts_of_a_first_load_fit_their_budget() -> None:
    fonts = [row["file"] for row in ROWS if row["file"].endswith("/upright.woff2")]
    assert len(fonts) == 2
    assert sum((VENDOR / name).stat().st_size for name in fonts) < 70_000
