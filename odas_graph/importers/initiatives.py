"""The list of initiatives: a line is an action of which only the lead and the territory are known."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from odas_graph.errors import DataError, reason
from odas_graph.fiche import SLUG_PATTERN, Action
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers.faults import bad_form, findings_of
from odas_graph.importers.yaml_text import read_text
from odas_graph.naming import MAX_SLUG
from odas_graph.records import Located, Path_, violation

COLUMNS: Final = ("ligne", "slug", "porteur", "porteur_nom", "type", "departement", "territoire", "fiche", "section",
                  "page", "precision")
# The column each field of the action is filled from.
_COLUMN_OF: Final[Mapping[str | int, str]] = {
    "slug": "slug", "titre": "porteur_nom", "territoires": "departement", "porteurs": "porteur", "acteur": "porteur",
    "precision": "precision", "fiche": "fiche", "section": "section", "page": "page", "ligne": "ligne"}


def read_initiatives(path: Path, file: str, source: str, findings: list[Finding]) -> Iterator[Located[Action]]:
    """The actions of the list, at stage `recueillie`, proved by `source`; what is wrong goes to `findings`."""
    try:
        text = read_text(path, file)
    except DataError as error:
        findings += error.findings
        return
    except OSError as error:
        findings.append(violation("unreadable", _("The file cannot be read: {reason}. Check your rights to it.").format(
            reason=reason(error)), file, {}))
        return
    head = text.partition("\n")[0]
    # Spreadsheets set to French write semicolons.
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True)
    try:
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            findings.append(violation("missing-column", _("The columns {columns} are missing.").format(
                columns=", ".join(missing)), file, {(): 1}))
            return
        for row in reader:
            found = _initiative(row, file, {(): reader.line_num}, source, findings)
            if found is not None:
                yield found
    except csv.Error as error:
        findings.append(violation("csv-syntax", _(
            "This line cannot be read as CSV: {reason}. Check the quotes.").format(reason=error), file,
            {(): reader.reader.line_num}))


def _initiative(row: Mapping[str | None, Any], file: str, lines: Mapping[Path_, int], source: str,
                findings: list[Finding]) -> Located[Action] | None:
    # DictReader keeps cells beyond the headings under None, and gives None to headings without a cell.
    if None in row or None in row.values():
        findings.append(violation("bad-row", _(
            "This line has not as many cells as there are headings; a comma inside a text needs quotes around it."),
            file, lines))
        return None
    place = {key: row[key] for key in ("section", "page", "ligne") if row[key]}
    data: dict[str, Any] = {
        "titre": row["porteur_nom"], "stade": "recueillie", "source": source, **place,
        "territoires": [row["departement"]],
        "porteurs": [{"acteur": row["porteur"], "preuve": place, "precision": row["precision"] or None}],
        "fiche": row["fiche"] or None,
    }
    slug = row["slug"].strip()
    if not re.fullmatch(SLUG_PATTERN, slug) or len(slug) > MAX_SLUG:
        findings.append(violation("bad-form", bad_form(slug, SLUG_PATTERN), file, lines, ("slug",), _COLUMN_OF))
        return None
    try:
        action = Action.model_validate(data)
    except ValidationError as error:
        findings += findings_of(error, file, lines, columns=_COLUMN_OF)
        return None
    return Located(action, slug, file, lines, _COLUMN_OF)
