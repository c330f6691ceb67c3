"""The register of a dataset folder: registre.csv and financements.csv, checked column by column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from odas_graph import vocab
from odas_graph.fiche import SLUG_PATTERN
from odas_graph.findings import Finding
from odas_graph.formulas import plain_cells
from odas_graph.i18n import gettext as _
from odas_graph.importers import columns
from odas_graph.importers.faults import shorten
from odas_graph.importers.folders import FUNDINGS, REGISTER
from odas_graph.importers.mending import is_finess, is_rna, is_siren, is_siret
from odas_graph.importers.noting import Noted
from odas_graph.importers.places import is_territory
from odas_graph.naming import MAX_SLUG
from odas_graph.records import REGISTER_ACTORS, REGISTER_FUNDINGS, Register

if TYPE_CHECKING:
    import polars as pl

_KEYS = {"siren": is_siren, "siret": is_siret, "rna": is_rna, "finess": is_finess}
_ROW = "_row"


def read_register(folder: Path, name: str, findings: list[Finding]) -> Register | None:
    """The register of the dataset folder that people call `name`, or None where it has none.

    What is right is kept; what is wrong goes to `findings`, at most a thousand of a sort.
    """
    if not (folder / REGISTER).is_file() and not (folder / FUNDINGS).is_file():
        return None
    listed = Noted(f"{name}/{REGISTER}")
    paid = Noted(f"{name}/{FUNDINGS}")
    actors = _actors(_table(folder / REGISTER, REGISTER_ACTORS, listed), listed)
    fundings = _fundings(_table(folder / FUNDINGS, REGISTER_FUNDINGS, paid), actors, paid)
    findings += [*listed.told(), *paid.told()]
    return Register(actors, fundings, name)


def _table(path: Path, wanted: Sequence[str], noted: Noted) -> pl.DataFrame:
    """The columns of a file as text, and the row of each; without rows where the file cannot be read."""
    import polars as pl

    empty = pl.DataFrame(schema={**dict.fromkeys(wanted, pl.String), _ROW: pl.UInt32})
    if not path.is_file():
        noted.about("violation", "unreadable", _("The file is missing: import the source again."))
        return empty
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        noted.about("violation", "csv-syntax", _(
            "The file cannot be read as a table of UTF-8 text: {reason}. Import the source again.").format(
                reason=shorten(error, 200)))
        return empty
    if missing := [column for column in wanted if column not in table.columns]:
        noted.about("violation", "missing-column", _("The columns {columns} are missing.").format(
            columns=", ".join(missing)))
        return empty
    text = plain_cells(pl.col(wanted).str.strip_chars())
    return table.select(pl.when(text != "").then(text).name.keep(),
                        pl.int_range(2, pl.len() + 2, dtype=pl.UInt32).alias(_ROW))


def _actors(table: pl.DataFrame, noted: Noted) -> pl.DataFrame:
    import polars as pl

    table = _without(table, "slug", ~_is_slug("slug"), noted, "bad-form", _(
        "“{value}” is no name of an entry: lower-case letters without accents, digits and hyphens."))
    table = _without(table, "slug", pl.int_range(pl.len()).over("slug") > 0, noted, "duplicate-slug", _(
        "“{value}” has an entry already; one actor, one entry."))
    table = table.with_columns(columns.names(pl.col("nom")))
    table = _without(table, "nom", pl.col("nom").is_null(), noted, "missing-field", _(
        "This field is required and is not there."))
    table = _numbered(table, noted)
    table = _emptied(table, "type", ~pl.col("type").is_in(list(vocab.CODES["type-acteur"])), noted, "unknown-code", _(
        "“{value}” is no type of actor."))
    codes = table.get_column("territoire").drop_nulls().unique().to_list()
    wrong = [code for code in codes if not is_territory(code)]
    table = _emptied(table, "territoire", pl.col("territoire").is_in(wrong), noted, "unknown-territory", _(
        "“{value}” is the code of no territory."))
    for kind, is_right in _KEYS.items():
        values = table.get_column(kind).drop_nulls().unique().to_list()
        wrong = [value for value in values if not is_right(value)]
        table = _emptied(table, kind, pl.col(kind).is_in(wrong), noted, "bad-identifier", _(
            "“{value}” is no identifier that exists."))
    alias = pl.col("alias").str.split("|").list.eval(columns.names(pl.element())).list.drop_nulls().list.join("|")
    return table.with_columns(pl.when(alias != "").then(alias).alias("alias"), pl.lit(False).alias("elsewhere")).select(
        *REGISTER_ACTORS, "elsewhere")


def _fundings(table: pl.DataFrame, actors: pl.DataFrame, noted: Noted) -> pl.DataFrame:
    import polars as pl

    known = actors.get_column("slug").implode()
    for party in ("financeur", "beneficiaire"):
        table = _without(table, party, ~pl.col(party).is_in(known).fill_null(False), noted, "unknown-actor", _(
            "“{value}” has no entry in registre.csv."))
    table = _without(table, "beneficiaire", pl.col("financeur") == pl.col("beneficiaire"), noted, "inconsistent", _(
        "“{value}” pays itself."))
    table = _numbered(table, noted)
    table = _emptied(table, "montant", ~pl.col("montant").str.contains(r"^(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$"), noted,
                     "bad-number", _("“{value}” is no amount: digits, and a point before decimals."))
    years = pl.col("annee").cast(pl.Int64, strict=False)
    table = _emptied(table, "annee", ~years.is_between(1900, 2100).fill_null(False), noted, "bad-number", _(
        "“{value}” is no year."))
    table = _emptied(table, "date", ~pl.col("date").str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), noted, "bad-form", _(
        "“{value}” is no day: write 2018-12-31."))
    return table.with_columns(years, *(columns.names(pl.col(c), columns.MAX_TEXT) for c in ("objet", "nature"))).select(
        REGISTER_FUNDINGS)


def _is_slug(column: str) -> pl.Expr:
    import polars as pl

    return (pl.col(column).str.contains(SLUG_PATTERN) & (pl.col(column).str.len_bytes() <= MAX_SLUG)).fill_null(False)


def _numbered(table: pl.DataFrame, noted: Noted) -> pl.DataFrame:
    import polars as pl

    number = pl.col("ligne").cast(pl.UInt32, strict=False)
    table = _without(table, "ligne", number.is_null() | (number == 0), noted, "bad-number", _(
        "“{value}” is no number of a row of the source."))
    return table.with_columns(number)


def _without(table: pl.DataFrame, column: str, wrong: pl.Expr, noted: Noted, code: str, message: str) -> pl.DataFrame:
    """The table less the rows that are wrong, each of which is told."""
    import polars as pl

    table = table.with_columns(wrong.alias("_wrong"))
    _tell(table, column, noted, code, message)
    return table.filter(~pl.col("_wrong")).drop("_wrong")


def _emptied(table: pl.DataFrame, column: str, wrong: pl.Expr, noted: Noted, code: str, message: str) -> pl.DataFrame:
    """The table with the cells that are wrong emptied, each of which is told."""
    import polars as pl

    table = table.with_columns((wrong & pl.col(column).is_not_null()).fill_null(False).alias("_wrong"))
    _tell(table, column, noted, code, message)
    return table.with_columns(pl.when(~pl.col("_wrong")).then(column).alias(column)).drop("_wrong")


def _tell(table: pl.DataFrame, column: str, noted: Noted, code: str, message: str) -> None:
    wrong = table.filter("_wrong")
    noted.rows("violation", code, message, wrong.select(_ROW, column).iter_rows(), column)
