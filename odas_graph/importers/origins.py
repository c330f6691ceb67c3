"""Where a finding on what was imported stands in the questionnaire that a person filled: there it can be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from odas_graph.errors import DataError
from odas_graph.findings import Finding
from odas_graph.importers.folders import MANIFEST, dataset_folders, shown_name
from odas_graph.importers.yaml_text import read_yaml
from odas_graph.naming import slugify
from odas_graph.questionnaire import sheets
from odas_graph.records import Path_

KIND: Final = "workbook"
# How the proof of what a questionnaire says names its sheet.
SHEET: Final = "feuille "
# The columns of the questionnaire, by the keys of a fiche that bear another name.
_COLUMN_OF: Final[Mapping[str, str]] = {
    "territoires": "territoire", "porteurs": "porteur", "periode": "debut", "partenaires": "premier",
    "parties": "premier", "acteurs": "premier", "financeur": "premier", "beneficiaire": "second",
    "identifiants": "siren", "fait_partie_de": "parent", "contact_direct": "contact", "hors_action": "hors",
    "caracteristiques": "problematiques"}


@dataclass(frozen=True, slots=True)
class _Filled:
    """A questionnaire that was imported: where its dataset lies, and the files it was read from."""

    folder: Path
    inputs: tuple[str, ...]


def in_the_questionnaire(findings: Iterable[Finding], folders: Sequence[Path]) -> list[Finding]:
    """The findings, those on what a questionnaire brought with its file, sheet, row and column; sorted anew."""
    filled = {shown_name(folder): found for folder in dataset_folders(folders) if (found := _filled(folder))}
    return sorted((_placed(finding, filled) for finding in findings), key=lambda f: f.sort_key)


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


def _placed(finding: Finding, filled: Mapping[str, _Filled]) -> Finding:
    name, slash, rest = (finding.file or "").partition("/")
    source = filled.get(name)
    if source is None or not slash:
        return finding
    loaded = _loaded(source.folder / rest)
    if loaded is None:
        return finding
    data, lines = loaded
    path = _path(finding, lines)
    cell = _cell(data, path)
    if cell is None:
        return finding
    sheet, row, proof = cell
    return replace(finding, file=_input(source, proof), line=None, field=None, sheet=sheet, row=row,
                   column=_column(sheet, path))


@cache
def _loaded(path: Path) -> tuple[Any, dict[Path_, int]] | None:
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
