"""Filled questionnaires, made for tests: rows by the headings that people see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from odas_graph.importers.imported import Imported, Options
from odas_graph.importers.workbook import read_workbook

OPTIONS = Options("essai", "2021-05-04")
ACTION = {"Titre de l'action": "Repas portés", "Porteur": "Les Voisins", "Territoire": "Stains (93)"}
ACTOR = {"Nom": "Les Voisins", "Type": "association d'habitants"}


def questionnaire(path: Path, sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    """A workbook with these rows, a column for each heading that one of them has."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(rows, 1):
            for heading, value in row.items():
                if value is not None:
                    sheet.write(number, headings.index(heading), value)
    book.close()
    return path


def read(folder: Path, sheets: Mapping[str, Sequence[Mapping[str, Any]]], options: Options = OPTIONS) -> Imported:
    """What importing such a workbook gives; a register is written to `folder`/aside."""
    aside = folder / "aside"
    aside.mkdir(exist_ok=True)
    return read_workbook([questionnaire(folder / "q.xlsx", sheets)], aside, options)


def codes(imported: Imported) -> list[str]:
    """The codes of all findings, sorted."""
    return sorted(finding.code for finding in imported.findings)
