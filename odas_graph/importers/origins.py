"""Where a finding on what was imported stands in the questionnaire that a person filled: there it can be mended."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from odas_graph.errors import DataError
from odas_graph.findings import Finding
from odas_graph.formulas import plain_cell
from odas_graph.importers.faults import shorten
from odas_graph.importers.folders import FINDINGS, MANIFEST, REGISTER, dataset_folders, shown_name
from odas_graph.importers.yaml_text import read_yaml
from odas_graph.naming import slugify
from odas_graph.questionnaire import sheets
from odas_graph.records import Path_

KIND: Final = "workbook"
# What an import says of an actor without type, whose name it quotes up to so many characters.
UNTYPED: Final = "actor-to-complete"
NAME: Final = 80
# How the proof of what a questionnaire says names its sheet.
SHEET: Final = "feuille "
# The columns of the questionnaire, by the keys of a fiche that bear another name.
_COLUMN_OF: Final[Mapping[str, str]] = {
    "territoires": "territoire", "porteurs": "porteur", "periode": "debut", "partenaires": "premier",
    "parties": "premier", "acteurs": "premier", "financeur": "premier", "beneficiaire": "second",
    "identifiants": "siren", "fait_partie_de": "parent", "contact_direct": "contact", "hors_action": "hors",
    "caracteristiques": "problematiques"}

# The content of a YAML file and the line of each key.
_Loaded = tuple[Any, dict[Path_, int]]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A questionnaire that was imported: where its dataset lies, and the files it was read from."""

    folder: Path
    inputs: tuple[str, ...]


def in_the_questionnaire(findings: Iterable[Finding], folders: Sequence[Path]) -> list[Finding]:
    """The findings, those on what a questionnaire brought with its file, sheet, row and column; sorted anew."""
    filled = {shown_name(folder): found for folder in dataset_folders(folders) if (found := _filled(folder))}
    loaded: dict[Path, _Loaded | None] = {}
    return sorted((_placed(finding, filled, loaded) for finding in findings), key=lambda f: f.sort_key)


def _filled(folder: Path) -> _Filled | None:
    """None for what no questionnaire brought, and where the manifest cannot be read."""
    if not (folder / MANIFEST).is_file():
        return None
    try:
        manifest = read_yaml(folder / MANIFEST, MANIFEST)[0]
    except (DataError, OSError):
        return None
    if not isinstance(manifest, dict) or manifest.get("genre") != KIND:
        return None
    return _Filled(folder, tuple(_names(manifest.get("fichiers"))))


def _names(files: Any) -> Iterator[str]:
    for entry in files if isinstance(files, list) else ():
        if isinstance(entry, dict) and "nom" in entry:
            yield str(entry["nom"])


def _placed(finding: Finding, filled: Mapping[str, _Filled], read: dict[Path, _Loaded | None]) -> Finding:
    """The finding with its cell, if it has one; `read` keeps the files that were read for others."""
    name, slash, rest = (finding.file or "").partition("/")
    source = filled.get(name)
    if source is None or not slash:
        return finding
    if rest == REGISTER:
        return _to_complete(finding, source.folder)
    path = source.folder / rest
    if path not in read:
        read[path] = _loaded(path)
    loaded = read[path]
    if loaded is None:
        return finding
    data, lines = loaded
    keys = _path(finding, lines)
    cell = _cell(data, keys)
    if cell is None:
        return finding
    sheet, row, proof = cell
    return replace(finding, file=_input(source, proof), line=None, field=None, sheet=sheet, row=row,
                   column=_column(sheet, keys))


def _to_complete(finding: Finding, folder: Path) -> Finding:
    """A finding on an actor of which nobody told the type: where it was named, and what its import said of it."""
    entry = next((row for row in _table(folder / REGISTER) if row.get("slug") == finding.field), None)
    if entry is None:
        return finding
    name = shorten(entry.get("nom") or "", NAME)
    told = next((row for row in _table(folder / FINDINGS) if row.get("code") == UNTYPED
                 and row.get("ligne") == entry.get("ligne") and name in row["message"]), None)
    if told is None:
        return finding
    message = told["message"] if finding.code == "actor-type" else finding.message
    return replace(finding, message=message, file=told["fichier"], line=None, field=None, sheet=told["feuille"] or None,
                   row=int(told["ligne"]), column=None)


def _table(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return [{key: plain_cell(value or "") for key, value in row.items() if key}
                    for row in csv.DictReader(stream)]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def _loaded(path: Path) -> _Loaded | None:
    try:
        return read_yaml(path, path.name)
    except (DataError, OSError):
        return None


def _path(finding: Finding, lines: Mapping[Path_, int]) -> Path_:
    """The path of the key that a finding is about: its field, else the last key at or above its line."""
    if finding.field:
        return tuple(int(step) if step.isdigit() else step for step in finding.field.split("."))
    before = [(line, path) for path, line in lines.items() if line <= (finding.line or 0)]
    return max(before, key=lambda found: (found[0], len(found[1])))[1] if before else ()


def _cell(data: Any, path: Path_) -> tuple[str, int, Mapping[str, Any]] | None:
    """The sheet and the row that the nearest proof at or above `path` names, and that proof."""
    found = _proof(data)
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        found = _proof(data) or found
    return found


def _proof(data: Any) -> tuple[str, int, Mapping[str, Any]] | None:
    if not isinstance(data, dict):
        return None
    places = data.get("preuve", [])
    for place in [*(places if isinstance(places, list) else [places]), data]:
        if isinstance(place, dict) and str(place.get("section", "")).startswith(SHEET) and (
                str(place.get("ligne", "")).isdigit()):
            return str(place["section"]).removeprefix(SHEET), int(place["ligne"]), place
    return None


def _input(source: _Filled, proof: Mapping[str, Any]) -> str:
    """The file that a proof is from: each questionnaire of an import is a source that begins with its name."""
    own = [name for name in source.inputs if str(proof.get("source", "")).startswith(slugify(Path(name).stem))]
    return max(own or source.inputs[:1] or ("",), key=len)


def _column(name: str, path: Path_) -> str | None:
    """The heading of the column that a key is filled from, where one column fills it."""
    sheet = next((sheet for sheet in sheets() if sheet.name == name), None)
    for step in reversed(path):
        key = _COLUMN_OF.get(str(step), str(step))
        found = next((column for column in (sheet.columns if sheet else ()) if column.key == key), None)
        if found:
            return found.heading
    return None
