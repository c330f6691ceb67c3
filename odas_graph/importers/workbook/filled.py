"""The rows that people filled, by sheet, each cell under the column that its heading means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from odas_graph.errors import UnreadableInputError
from odas_graph.findings import Finding, Level
from odas_graph.formulas import plain_cell
from odas_graph.i18n import gettext as _
from odas_graph.importers.contacts import PHONE, without_contacts
from odas_graph.importers.faults import did_you_mean, findings_of
from odas_graph.importers.folders import printable
from odas_graph.importers.tabular import Table, column_letters, open_tables
from odas_graph.naming import folded
from odas_graph.questionnaire import ACTIONS, LISTS, SEPARATOR, Column, Sheet, is_example, sheets

# Headings under which people give persons: they are not read.
_PERSONS: Final = re.compile(r"\b(e ?mails?|mails?|courriels?|telephones?|tel|portable|mobile|repondants?|contacts?|"
                             r"prenoms?|votre nom|coordonnees|interlocuteurs?|fonction|referents?|rempli par|"
                             r"saisi par)\b")
# What several columns may say together, even where the template has one.
_LISTS: Final = frozenset({"names", "places", "code", "identifier"})
_GUIDE: Final = ("mode d emploi", folded(LISTS))


@dataclass(slots=True)
class FilledRow:
    """A row: the texts of its cells by the key of their column, and what became of it."""

    file: str
    sheet: str | None
    number: int
    cells: Mapping[str, Sequence[str]]
    headings: Mapping[str, str]
    definition: Sheet
    mended: bool = False
    refused: bool = False
    findings: list[Finding] = field(default_factory=list)

    def text(self, key: str) -> str | None:
        """What the column of that key holds, as one text; None where it is empty."""
        return " ".join(self.cells.get(key, ())) or None

    def values(self, key: str) -> list[str]:
        """The values of the columns of that key, those of one cell parted by semicolons or line breaks."""
        parts = (part.strip() for cell in self.cells.get(key, ()) for part in re.split(rf"[{SEPARATOR}\n]", cell))
        return list(dict.fromkeys(part for part in parts if part))

    def tell(self, level: Level, code: str, message: str, key: str | None = None) -> None:
        """Adds a finding about the row, or its cell under the column of that key."""
        column = (self.headings.get(key) or self.definition.column(key).heading) if key else None
        self.findings.append(Finding(level=level, code=code, message=message, file=self.file, sheet=self.sheet,
                                     row=self.number, column=column))

    def refuse(self, code: str, message: str, key: str | None = None) -> None:
        """Says that the row is not kept, and why."""
        self.refused = True
        self.tell("violation", code, message, key)

    def fault(self, error: ValidationError, keys: Mapping[str, str], level: Level) -> None:
        """Adds what a record says is wrong with it; `keys` gives the column of each of its fields."""
        for found in findings_of(error, self.file, {}):
            name = re.split(r"[.\[]", found.field or "")[0]
            self.tell(level, found.code, found.message, keys.get(name))

    def proof(self, source: str) -> dict[str, Any]:
        """Where the row stands: source, sheet, row."""
        place = f"feuille {self.sheet}" if self.sheet else f"fichier {self.file}"
        return {"source": source, "section": place, "ligne": self.number}


@dataclass(slots=True)
class Filled:
    """One questionnaire: its name, the rows of each sheet by its name, and what is wrong with whole sheets."""

    name: str
    rows: dict[str, list[FilledRow]]
    findings: list[Finding] = field(default_factory=list)


def read_filled(files: Sequence[Path]) -> list[Filled]:
    """The questionnaires that these files hold; UnreadableInputError where no sheet of one is among them.

    A workbook is a questionnaire; CSV files are the sheets of one, as many as their names have beginnings.
    """
    found: dict[str, Filled] = {}
    # Workbooks of one name may lie in several folders.
    owners: dict[str, Path] = {}
    known = 0
    for path in files:
        for table in open_tables(path):
            if table.sheet and folded(table.sheet) in _GUIDE:
                continue
            definition = _definition(table, path)
            name = _stem(path)
            if table.sheet is None and definition and folded(name).endswith(folded(definition.name)):
                name = name[:-len(definition.name)].rstrip("-_ ")
            elif table.sheet is None:
                name = ""
            else:
                name = _own(name, path, owners)
            filled = found.setdefault(name, Filled(name, {sheet.name: [] for sheet in sheets()}))
            if definition is None:
                filled.findings.append(Finding(level="warning", code="sheet-not-read", file=table.file,
                                               sheet=table.sheet, message=_(
                    "This is none of the sheets of the questionnaire ({names}): it was not read. Check its name, or "
                    "its headings.").format(names=", ".join(sheet.name for sheet in sheets()))))
                continue
            known += 1
            filled.rows[definition.name] += _rows(table, definition, filled.findings)
    if not known:
        raise UnreadableInputError(_("{file} cannot be read: {why}").format(
            file=", ".join(printable(path.name) for path in files), why=_(
                "none of its sheets is one of the questionnaire ({names}). Start from `odas-graph template "
                "fiche.xlsx`, or import it as “csv” with a mapping.").format(
                    names=", ".join(sheet.name for sheet in sheets()))))
    return list(found.values())


def _stem(path: Path) -> str:
    """The name of a file without what says its format, its accents composed: some systems keep them apart."""
    return unicodedata.normalize("NFC", printable(Path(path.name.removesuffix(".gz")).stem))


def _own(name: str, path: Path, owners: dict[str, Path]) -> str:
    """The name of a workbook, with a number behind it where another file has it already."""
    own, number = name, 1
    while owners.setdefault(own, path) != path:
        number += 1
        own = f"{name} {number}"
    return own


def _definition(table: Table, path: Path) -> Sheet | None:
    """The sheet that a table is: by its name, by the end of the name of its file, else by its headings."""
    if table.sheet:
        named = next((s for s in sheets() if folded(s.name) == folded(table.sheet)), None)
    else:
        named = next((s for s in sheets() if folded(_stem(path)).endswith(folded(s.name))), None)
    if named is not None:
        return named
    headings = {_bare(heading) for heading in table.headings}
    scores = [(sum(bool(_names(column) & headings) for column in sheet.columns), sheet) for sheet in sheets()
              if all(_names(column) & headings for column in sheet.columns if column.required)]
    best = max(scores, key=lambda item: item[0], default=None)
    return best[1] if best and best[0] * 2 >= len(headings) else None


def _names(column: Column) -> frozenset[str]:
    return frozenset({_bare(column.heading), _bare(column.key), *map(_bare, column.formerly)})


def _bare(heading: str) -> str:
    """A heading without accents, case, asterisk, and the number of its repetition."""
    return re.sub(r" \d+$", "", folded(heading))


def _rows(table: Table, definition: Sheet, findings: list[Finding]) -> list[FilledRow]:
    place = _columns(table, definition, findings)
    there = set(place.values())
    for column in definition.columns:
        if not column.required or column.key in there or _spare(column, definition):
            continue
        findings.append(Finding(level="violation", code="missing-column", file=table.file, sheet=table.sheet,
                                row=table.heading_row, column=column.heading, message=_(
            "The column “{name}” is not there, and no row can do without it. Put the heading back.{hint}").format(
                name=column.heading, hint=did_you_mean(column.heading, table.headings))))
    headings: dict[str, str] = {}
    for i, key in sorted(place.items()):
        headings.setdefault(key, table.headings[i])
    found = []
    for number, cells in table.rows:
        if is_example(plain_cell(next(cell for cell in cells if cell))):
            continue
        row = FilledRow(table.file, table.sheet, number, {}, headings, definition)
        texts: dict[str, list[str]] = {}
        for i, cell in enumerate(cells):
            if cell is None:
                continue
            if i in place:
                texts.setdefault(place[i], []).append(_without_persons(plain_cell(cell), place[i], row))
            elif i >= len(table.headings) or not table.headings[i]:
                # It is not quoted: what has no heading may be about a person.
                row.tell("warning", "cell-without-heading", _(
                    "Cell {cell} stands in a column without heading: it was not read. Give the column a heading, or "
                    "empty it.").format(cell=f"{column_letters(i)}{number}"))
        row.cells = texts
        if texts:
            found.append(row)
    # What the table says of headings that stand twice does not hold here: some columns may be repeated.
    findings += [finding for finding in table.findings if finding.code != "repeated-heading"]
    return found


def _spare(column: Column, definition: Sheet) -> bool:
    """Whether a column can be missed: leads may stand among the parts taken, territories be given for all."""
    return column.key in ("type", "action") or (definition.name == ACTIONS and column.key in ("porteur", "territoire"))


def _columns(table: Table, definition: Sheet, findings: list[Finding]) -> dict[int, str]:
    """The key of each column that is known, by its place."""
    known: dict[str, str] = {}
    for column in definition.columns:
        for name in _names(column):
            known.setdefault(name, column.key)
    place: dict[int, str] = {}
    for i, heading in enumerate(table.headings):
        bare = _bare(heading)
        if bare in known:
            column = definition.column(known[bare])
            if column.key in place.values() and column.repeat == 1 and column.holds not in _LISTS:
                findings.append(Finding(level="warning", code="repeated-heading", file=table.file, sheet=table.sheet,
                                        row=table.heading_row, column=heading[:80], message=_(
                    "Another column says the same: only the first is read. Remove one of the two.")))
            else:
                place[i] = column.key
        elif not bare:
            continue
        elif _PERSONS.search(bare):
            findings.append(Finding(level="info", code="persons-not-read", file=table.file, sheet=table.sheet,
                                    row=table.heading_row, column=heading[:80], message=_(
                "This column is about persons: it was not read, and nothing of it is kept.")))
        else:
            findings.append(Finding(level="warning", code="unknown-column", file=table.file, sheet=table.sheet,
                                    row=table.heading_row, column=heading[:80], message=_(
                "This column is none of the questionnaire: it was not read.{hint}").format(
                    hint=did_you_mean(heading, [column.heading for column in definition.columns]))))
    return place


def _without_persons(text: str, key: str, row: FilledRow) -> str:
    """The text without addresses and telephone numbers, which is said."""
    if row.definition.column(key).holds not in ("name", "names", "text") or (
            "@" not in text and not PHONE.search(text)):
        return text
    kept = without_contacts(text)
    if kept != " ".join(text.split()):
        row.mended = True
        row.tell("info", "persons-not-read", _("An e-mail address or a telephone number stood here: it was not "
                                               "kept."), key)
    return kept
