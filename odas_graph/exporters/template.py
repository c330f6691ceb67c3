"""The questionnaire as files to fill: xlsx, ods, csv, and a fiche in YAML; empty with an example, or with a draft."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from odas_graph.errors import UsageError
from odas_graph.formulas import safe_cell
from odas_graph.i18n import gettext as _
from odas_graph.naming import slugify
from odas_graph.questionnaire import LISTS, SEPARATOR, Column, Sheet, actions, labels, sheets

FORMATS: Final = (".xlsx", ".ods", ".csv", ".yaml")
GUIDE: Final = "Mode d'emploi"
# Rows that drop-down lists reach down to.
ROOM: Final = 1_000

# By sheet, the rows; by key of its columns, what each cell holds.
Draft = Mapping[str, Sequence[Mapping[str, Sequence[str]]]]

INSTRUCTIONS: Final = (
    "Ce classeur recueille des actions sociales locales : qui les porte, qui y prend part, qui travaille avec qui.",
    "",
    "1. Remplissez d'abord la feuille Actions, puis Participations et Partenariats ; Acteurs dit qui est qui ; "
    "Résultats, les chiffres.",
    "2. Les colonnes marquées * sont à remplir. Les autres peuvent rester vides : un silence n'est pas un « non ».",
    "3. La ligne EXEMPLE montre comment faire ; elle n'est pas lue. Effacez-la ou laissez-la.",
    "4. Plusieurs réponses dans une cellule : séparez-les par un point-virgule ( ; ).",
    "5. Reprenez le titre d'une action et le nom d'un acteur à l'identique d'une feuille à l'autre : les accents et "
    "les majuscules ne comptent pas, les mots oui.",
    "6. Les dates s'écrivent comme vous voulez : 17/03/2020, mars 2020, 2020.",
    "7. Les territoires s'écrivent par leur nom ou leur code INSEE : Stains (93), 93072, Sarthe, R11.",
    "8. Écrivez ce que vous savez, avec vos mots. « La mairie ne connaissait pas l'association » est une information : "
    "une ligne de Partenariats, genre « absence de lien ».",
    "9. Ne notez ni nom de personne, ni courriel, ni téléphone : ils ne sont pas lus. Une structure, un service, un "
    "collectif d'habitants, oui.",
    "10. Vous pouvez ajouter des colonnes, des lignes vides, changer l'ordre des colonnes : ce qui n'est pas compris "
    "est signalé avec sa cellule, jamais perdu en silence.",
    "",
    "Pour le lire : odas-graph import workbook ce-fichier.xlsx --into mon-dossier",
)


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as the files hold it: its heading, its definition, which of its repetitions it is."""

    heading: str
    column: Column
    number: int


def columns(sheet: Sheet) -> list[Cells]:
    """The columns of a sheet, the repeated ones side by side."""
    return [Cells(heading, column, number) for column in sheet.columns
            for number, heading in enumerate(column.headings)]


def rows(sheet: Sheet, draft: Draft | None) -> list[list[str]]:
    """The rows to write: the example, or those of a draft; values beyond the last repetition share its cell."""
    if draft is None:
        return [[cell.column.example if cell.number == 0 else "" for cell in columns(sheet)]]
    found = []
    for record in draft.get(sheet.name, ()):
        row = []
        for cell in columns(sheet):
            values = list(record.get(cell.column.key, ()))
            last = cell.number == cell.column.repeat - 1
            row.append(f" {SEPARATOR} ".join(values[cell.number:] if last else values[cell.number:cell.number + 1]))
        found.append(row)
    return found


def choices() -> dict[str, tuple[str, ...]]:
    """The drop-down lists, by name: those of the code lists as words, those of the questionnaire itself."""
    found: dict[str, tuple[str, ...]] = {}
    for sheet in sheets():
        for column in sheet.columns:
            if name := list_name(column):
                found[name] = tuple(labels(column.scheme).values()) if column.scheme else column.choices
    return found


def list_name(column: Column) -> str | None:
    """The name of the drop-down list of a column, None where it has none."""
    if column.scheme:
        return column.scheme
    return column.key if column.choices and column.holds != "yes-no" else "oui-non" if column.choices else None


def refers_to(sheet: Sheet, column: Column) -> str | None:
    """The sheet whose first column a cell repeats: titles of actions, names of actors; None for other columns."""
    if column.key == "action":
        return actions().name
    return "Acteurs" if column.holds == "names" and column.key != "alias" and sheet.name != "Actions" else None


def template(name: str, draft: Draft | None = None) -> dict[str, bytes]:
    """The files of the questionnaire by name, in the format that the extension of `name` asks for.

    One file, except for .csv: one a sheet, `<stem>-actions.csv` and its kin. A YAML template is a fiche, and holds no
    draft. The same call gives the same bytes. UsageError for another extension.
    """
    path = PurePath(name)
    match path.suffix.lower():
        case ".xlsx":
            from odas_graph.exporters.template_xlsx import to_xlsx

            return {name: to_xlsx(draft)}
        case ".ods":
            from odas_graph.exporters.template_ods import to_ods

            return {name: to_ods(draft)}
        case ".csv":
            return {str(path.with_name(f"{path.stem}-{slugify(sheet.name)}.csv")): _to_csv(sheet, draft)
                    for sheet in sheets()}
        case ".yaml" | ".yml":
            from odas_graph.exporters.template_yaml import fiche

            return {name: fiche().encode()}
    raise UsageError(_("The template comes as {formats}: give the file one of these endings.").format(
        formats=", ".join(FORMATS)))


def _to_csv(sheet: Sheet, draft: Draft | None) -> bytes:
    """Semicolons and a byte order mark: what spreadsheets set to French open with a double click."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([cell.heading for cell in columns(sheet)])
    for row in rows(sheet, draft):
        writer.writerow([safe_cell(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


__all__ = ["FORMATS", "GUIDE", "INSTRUCTIONS", "LISTS", "ROOM", "Cells", "Draft", "choices", "columns", "list_name",
           "refers_to", "rows", "template"]
