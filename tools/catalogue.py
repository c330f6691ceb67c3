"""Keeps the French catalogue: `update` gathers the strings of the code, `check` fails if one has no translation.

The .po file is the source, sorted and without line numbers, so that a change of code moves nothing in it; the .mo file
is what the program reads.
"""

from __future__ import annotations

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "odas_graph"
FOLDER = PACKAGE / "locale" / "fr" / "LC_MESSAGES"
PO, MO = FOLDER / "odas_graph.po", FOLDER / "odas_graph.mo"
# click's own words that this program shows; click looks them up in our catalogue (see cli/__init__.py).
CLICK_WORDS: tuple[str | tuple[str, str], ...] = (
    "Usage:", "Options", "Positional arguments", "Commands", "Missing command.", "default: {default}", "required",
    "Show the version and exit.", "Show this message and exit.", "Error: {message}",
    "Try '{command} {option}' for help.", "Invalid value: {message}", "Invalid value for {param_hint}: {message}",
    "Missing argument", "Missing option", "Missing parameter", "Missing {param_type}",
    "Missing parameter: {param_name}",
    "No such option {name!r}.", "No such command {name!r}.", "Option {name!r} does not take a value.",
    "Choose from:\n\t{choices}", "{value!r} is not a valid {number_type}.", "{value} is not in the range {range}.",
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)


def extracted() -> dict[str | tuple[str, str], None]:
    """The message ids of the package, in no particular order."""
    found: dict[str | tuple[str, str], None] = dict.fromkeys(CLICK_WORDS)
    methods = [("**.py", "python"), ("**/templates/**.j2", "jinja2.ext:babel_extract")]
    for _name, _line, message, _comments, _context in extract_from_dir(
            str(PACKAGE), methods, keywords={"_": None, "gettext": None}):
        if isinstance(message, str):
            found[message] = None
    return found


def read_catalogue() -> Catalog:
    """The French catalogue as it stands; an empty one where there is none."""
    if not PO.exists():
        return Catalog(locale="fr")
    with PO.open("rb") as stream:
        return read_po(stream, locale="fr")


def merged() -> Catalog:
    """A catalogue of exactly the strings of the code, with the translations known."""
    former = read_catalogue()
    # Fixed dates: the same strings give the same bytes.
    fixed = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue = Catalog(locale="fr", project="odas-graph", version="0.1.0", creation_date=fixed, revision_date=fixed,
                        last_translator="odas-graph maintainers", language_team="fr", fuzzy=False,
                        header_comment="# The French texts of odas-graph; see tools/catalogue.py.",
                        msgid_bugs_address="odas-graph maintainers")
    for text in sorted(extracted(), key=str):
        message = former.get(text if isinstance(text, str) else text[0])
        catalogue.add(text, string=message.string if message and not message.fuzzy else "")
    return catalogue


def to_bytes(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The .po and .mo files of a catalogue."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, no_location=True, sort_output=True, width=110)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The strings without a French text."""
    return [str(m.id) for m in catalogue
            if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]


def main() -> int:
    """`update` writes both files; `check` says what is missing or out of date and exits 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["update", "check"])
    action = parser.parse_args().action
    catalogue = merged()
    po, mo = to_bytes(catalogue)
    missing = untranslated(catalogue)
    for text in missing:
        print(f"untranslated: {text!r}", file=sys.stderr)
    if action == "update":
        FOLDER.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(po)
        MO.write_bytes(mo)
        return 0
    current = PO.exists() and MO.exists() and PO.read_bytes() == po and MO.read_bytes() == mo
    if not current:
        print("the catalogue is out of date: run `make catalogue`", file=sys.stderr)
    return 1 if missing or not current else 0


if __name__ == "__main__":
    sys.exit(main())
