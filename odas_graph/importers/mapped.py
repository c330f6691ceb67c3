"""Any table at all, with a YAML file that says what its columns hold.

    lignes: acteurs            # or financements
    feuille: "Liste 2024"      # of a workbook; else the one that has most of the headings
    colonnes: {nom: "Nom de la structure", siret: "N° SIRET", ville: "Commune"}
    types: {"Asso": association}   # the values of the column “type” that are no codes
    type: association          # of rows that say none
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field, ValidationError

from odas_graph import vocab
from odas_graph.errors import DataError, UnreadableInputError, UsageError, reason
from odas_graph.fiche import Model
from odas_graph.fiche.fields import ActorType
from odas_graph.i18n import gettext as _
from odas_graph.importers.faults import did_you_mean, findings_of, shorten
from odas_graph.importers.folders import printable
from odas_graph.importers.imported import Imported, Options
from odas_graph.importers.listing import read_list
from odas_graph.importers.subsidies import read_fundings
from odas_graph.importers.subsidies.layout import Layout
from odas_graph.importers.tabular import Table, open_tables
from odas_graph.importers.yaml_text import read_yaml
from odas_graph.naming import folded

if TYPE_CHECKING:
    import polars as pl

# French keys of the mapping → what the readers of actors and of fundings call them.
ACTORS: Final[Mapping[str, str]] = {
    "nom": "nom", "alias": "also", "sigle": "also2", "siret": "id", "siren": "siren", "rna": "rna", "finess": "finess",
    "code_insee": "insee", "ville": "town", "code_postal": "postcode", "type": "kind"}
FUNDINGS: Final[Mapping[str, str]] = {
    "financeur": "funder", "siret_financeur": "funder_id", "beneficiaire": "name", "siret": "id", "rna": "rna",
    "ville": "town", "code_postal": "postcode", "objet": "subject", "nature": "nature", "annee": "year",
    "date": "decided", "montant": "amount"}
_COLLECTED: Final = "Table importée à l'aide d'un fichier de correspondance de ses colonnes."


class Mapping_(Model):  # noqa: N801 - what the file is called, beside the abstract Mapping
    """A mapping file."""

    rows: Literal["acteurs", "financements"] = Field(alias="lignes")
    sheet: str | None = Field(default=None, alias="feuille")
    columns: dict[str, str] = Field(alias="colonnes", min_length=1)
    types: dict[str, ActorType] = Field(default_factory=dict)
    type: ActorType | None = None


def read_mapped(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
    """The rows of one file, actors or fundings, read as the mapping of the options says.

    Raises UsageError without a mapping, DataError for one that is wrong, UnreadableInputError for a file that cannot
    be read or lacks a column that the mapping names.
    """
    if options.mapping is None:
        raise UsageError(_("Say what the columns hold: --mapping FILE.yaml, with “lignes” (acteurs or financements) "
                           "and “colonnes”."))
    if len(files) != 1:
        raise UsageError(_("Import one file at a time, each under its own name: the row is the proof."))
    mapping = read_mapping(options.mapping)
    table = _table(files[0], mapping)
    known = ACTORS if mapping.rows == "acteurs" else FUNDINGS
    places = _places(table, mapping, known)
    if mapping.rows == "financements":
        layout = Layout(places, {name: table.headings[place] for name, place in places.items()}, len(table.headings),
                        (places["amount"],) if "amount" in places else ())
        return read_fundings(files[0], table, layout, scratch, options)
    types = {folded(value): code for value, code in mapping.types.items()}

    def prepare(block: pl.DataFrame) -> pl.DataFrame:
        import polars as pl

        told = pl.lit(None, pl.String)
        if "kind" in block.columns:
            values = {value: _type(value, types) for value in block.get_column("kind").drop_nulls().unique().to_list()}
            told = pl.col("kind").replace_strict(list(values), list(values.values()), default=None,
                                                 return_dtype=pl.String)
            unknown = block.filter(told.is_null() & pl.col("kind").is_not_null())
            unknowns.extend(unknown.select("ligne", "kind").rows())
        return block.with_columns(pl.coalesce(told, pl.lit(mapping.type, pl.String)).alias("type"))

    unknowns: list[tuple[int, str]] = []
    listing = read_list(files[0], table, places, prepare)
    listing.noted.rows("warning", "unknown-code", _(
        "“{value}” is no type of actor: say which it is under “types” in the mapping."), dict(unknowns).items(),
        listing.names.get("kind"))
    left = [h for i, h in enumerate(table.headings) if h and i not in places.values()]
    if left:
        listing.noted.about("info", "unread-columns", _("These columns are not taken over: {names}.").format(
            names=shorten(", ".join(left), 1000)))
    return listing.imported(scratch, options, _COLLECTED, findings=table.findings)


def read_mapping(path: Path) -> Mapping_:
    """The mapping of a file; DataError with its findings where it is wrong, UnreadableInputError for none."""
    file = printable(path.name)
    try:
        data, lines = read_yaml(path, file)
        return Mapping_.model_validate({} if data is None else data)
    except ValidationError as error:
        findings = findings_of(error, file, lines)
        raise DataError(_("The mapping {file} cannot be used: {message}").format(
            file=file, message=" ".join(f"{f.field or ''} : {f.message}" for f in findings[:5])), findings) from error
    except OSError as error:
        raise UnreadableInputError(_("{file} cannot be read: {why}").format(file=file, why=_(
            "{reason}. Check its name and your rights to it.").format(reason=reason(error)))) from error


def _table(path: Path, mapping: Mapping_) -> Table:
    tables = open_tables(path, sheets=[mapping.sheet] if mapping.sheet else None)
    wanted = {folded(heading) for heading in mapping.columns.values()}
    return max(tables, key=lambda table: len(wanted & {folded(heading) for heading in table.headings}))


def _places(table: Table, mapping: Mapping_, known: Mapping[str, str]) -> dict[str, int]:
    """The place of each column by the name its reader gives it; UnreadableInputError that lists what is not there."""
    headings = {folded(heading): place for place, heading in reversed(list(enumerate(table.headings))) if heading}
    faults = []
    places: dict[str, int] = {}
    for key, heading in mapping.columns.items():
        if key not in known:
            faults.append(_("“{key}” is nothing that a row of this kind says.{hint} What it may say: {known}.").format(
                key=shorten(key, 40), hint=did_you_mean(key, known), known=", ".join(known)))
        elif folded(heading) not in headings:
            faults.append(_("No column is headed “{heading}”.{hint}").format(
                heading=shorten(heading), hint=did_you_mean(heading, [h for h in table.headings if h])))
        else:
            places[known[key]] = headings[folded(heading)]
    needed = ("nom",) if mapping.rows == "acteurs" else ("beneficiaire", "montant")
    faults += [_("“{key}” is needed under “colonnes”.").format(key=key) for key in needed
               if key not in mapping.columns]
    if faults:
        raise UnreadableInputError(_("{file} cannot be read with this mapping. {faults}").format(
            file=table.file, faults=" ".join(faults)))
    return places


def _type(value: str, types: Mapping[str, str]) -> str | None:
    """The code that a cell names: by the mapping, or by itself."""
    key = folded(value)
    return types.get(key) or next((code for code in vocab.CODES["type-acteur"] if folded(code) == key), None)
