"""The words of the site, for those who translate it.

python bin/messages.py update     gather all words, bring every catalogue up to date, compile
python bin/messages.py compile    only compile
python bin/messages.py check      fail when a word, placeholder or compiled file is not right
"""

from __future__ import annotations

import io
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
TEMPLATE = FOLDER / "messages.pot"
LANGUAGES = ("es",)
KEYWORDS = {
    "_": None, "gettext": None, "lazy": None, "lazy_gettext": None, "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def main() -> int:
    """Does what the word on the command line says."""
    tasks = {"update": update, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in tasks:
        print(__doc__, file=sys.stderr)
        return 2
    return tasks[sys.argv[1]]()


def update() -> int:
    """The template holds all words in use, and each catalogue has a place for each of them."""
    template = gather()
    write(TEMPLATE, template)
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        write(po_path(language), catalogue)
    return compile_all()


def compile_all() -> int:
    """Each catalogue has its compiled file beside it."""
    for language in LANGUAGES:
        catalogue = read(language)
        mo_path(language).write_bytes(compiled(catalogue))
        done = sum(1 for message in catalogue if message.id and is_translated(message))
        print(f"{language}: {done} of {len(catalogue)} messages are translated.")
    return 0


def check() -> int:
    """Says what is wrong with the catalogues, and whether anything is."""
    faults = list(faults_of_template())
    for language in LANGUAGES:
        faults += faults_of(language)
    for fault in faults:
        print(fault)
    if faults:
        print("`make messages` gathers and compiles; translations are mended by hand.")
    return 1 if faults else 0


def faults_of_template() -> list[str]:
    """Words in use that the template lacks, and words it holds that nobody uses."""
    if not TEMPLATE.exists():
        return ["translations/messages.pot is missing"]
    with TEMPLATE.open("rb") as file:
        held = {message.id for message in read_po(file)}
    used = {message.id for message in gather()}
    missing = [f"not in messages.pot: {shown(each)}" for each in used - held]
    return sorted(missing) + sorted(f"no longer in use: {shown(each)}" for each in held - used)


def faults_of(language: str) -> list[str]:
    """Placeholders that a translation lost, and a compiled file that is not the catalogue's."""
    catalogue = read(language)
    faults = [
        f"{language}: {shown(message.id)}: {error}"
        for message, errors in catalogue.check()
        for error in errors
    ]
    path = mo_path(language)
    if not path.exists() or path.read_bytes() != compiled(catalogue):
        faults.append(f"{path.relative_to(ROOT)} is not compiled from its .po file")
    return faults


def gather() -> Catalog:
    """All messages of the code and of the templates, in the order of their text."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(pattern, each["method"]) for each in settings for pattern in patterns(each)]
    options = {
        pattern: {"trimmed": "true", "silent": "false"}
        for pattern, method in methods
        if method == "jinja2"
    }
    catalogue = Catalog(project="Goalpost", charset="utf-8", copyright_holder="Goalpost authors")
    found = extract_from_dir(
        ROOT, methods, options, KEYWORDS, comment_tags=("Translators:",),
        directory_filter=lambda path: not Path(path).name.startswith("."),
    )  # fmt: skip
    for name, _line, message, comments, context in found:
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def patterns(mapping: dict[str, Any]) -> list[str]:
    """The paths of a mapping, which may be one text or several."""
    found = mapping["pattern"]
    return [found] if isinstance(found, str) else list(found)


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one when there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Goalpost", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(path: Path, catalogue: Catalog) -> None:
    """Writes a catalogue so that equal words give equal bytes: no dates, no line numbers."""
    catalogue.fuzzy = False
    catalogue.version = "1"
    catalogue.header_comment = "# The words of Goalpost, for those who translate them."
    catalogue.msgid_bugs_address = catalogue.last_translator = ""
    catalogue.language_team = "Goalpost authors"
    held = io.BytesIO()
    write_po(held, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=False)
    lines = held.getvalue().decode().splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line for line in lines if not line.startswith(dated)))


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the compiled catalogue, the same on every day."""
    held = io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(held, catalogue)
    return held.getvalue()


def is_translated(message: Message) -> bool:
    """Whether all forms of a message have words."""
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(forms)


def shown(message_id: object) -> str:
    """The message as one line."""
    text = message_id[0] if isinstance(message_id, (list, tuple)) else message_id
    return " ".join(str(text).split())[:80]


def po_path(language: str) -> Path:
    """Where the catalogue of a language is."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def mo_path(language: str) -> Path:
    """Where its compiled file is."""
    return po_path(language).with_suffix(".mo")


if __name__ == "__main__":
    sys.exit(main())
