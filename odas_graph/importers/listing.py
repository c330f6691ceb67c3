"""A list of actors of any size as a register: one entry an actor, its names, identifiers, type and commune.

What importers of lists share; each says which of its columns is which, and what an entry is known by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from odas_graph.fiche import Source
from odas_graph.findings import Finding, Level
from odas_graph.i18n import gettext as _
from odas_graph.importers import columns
from odas_graph.importers.actor_types import folded_names, typed
from odas_graph.importers.blocks import LINE, TWINS, NotWellFormedError, fast_blocks, slow_blocks
from odas_graph.importers.faults import shorten
from odas_graph.importers.folders import FUNDINGS, REGISTER
from odas_graph.importers.imported import Imported, Options, Tally
from odas_graph.importers.mending import is_finess
from odas_graph.importers.noting import Noted
from odas_graph.importers.places import commune_codes
from odas_graph.importers.register_out import FundingsFile, slugs, write_actors
from odas_graph.importers.tabular import Row, Table

if TYPE_CHECKING:
    import polars as pl

# What an entry is known by, unless an importer says otherwise; its name and its commune where it has none of them.
KNOWN_BY: Final = ("siren", "rna", "finess")
# What a row may say of an actor; `also` are other names.
TOLD: Final = ("nom", "also", "also2", "id", "siren", "rna", "finess", "insee", "town", "postcode", "type")
_ENTRY: Final = (LINE, "nom", "autres", "type", "siren", "siret", "rna", "finess", "insee", "town", "postcode")

# From a block, `type` as a code; rows may be refused (`refusal`, a code) for reasons of the format.
Prepare = Callable[["pl.DataFrame"], "pl.DataFrame"]


@dataclass(slots=True)
class Listing:
    """The entries of one table so far.

    `names` gives the headings of columns for findings, `refusals` the reason of each code of a column `refusal`.
    """

    noted: Noted
    names: Mapping[str, str]
    refusals: Mapping[str, tuple[Level, str]] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    parts: list[pl.DataFrame] = field(default_factory=list)

    def repair(self, row: Row) -> None:
        """Refuses a row with more cells than headings."""
        self.tally.read += 1
        self.tally.refused += 1
        self.noted.rows("warning", "too-many-cells", _(
            "The row has more cells than there are headings: a comma or a semicolon inside a text needs quotes "
            "around it."),
            [(row.number, None)])

    def add(self, block: pl.DataFrame) -> None:
        """Adds the rows of a block; what is wrong with them is noted."""
        import polars as pl

        self.tally.read += block.height
        there = set(block.columns)
        block = block.with_columns(pl.lit(None, pl.String).alias(c) for c in (*TOLD, "refusal") if c not in there)
        found, own = (columns.identities(block.get_column(c)) for c in ("id", "siren"))
        for column, told in (("id", found), ("siren", own)):
            self._faults(block, told, column)
        rna = block.get_column("rna").str.to_uppercase().str.replace_all(r"\s", "")
        right = rna.str.contains("^W[0-9][0-9A-Z][0-9]{7}$")
        # Associations older than the RNA have numbers of another form, which are none of ours.
        self._wrong(block.filter(rna.str.starts_with("W") & ~right), "rna")
        finess = block.get_column("finess").str.to_uppercase().str.replace_all(r"\s", "").str.zfill(9)
        good = finess.is_in([f for f in finess.drop_nulls().unique().to_list() if is_finess(f)])
        self._wrong(block.filter(finess.is_not_null() & ~good), "finess")
        block = block.with_columns(
            columns.names(pl.col("nom")).alias("nom"),
            pl.concat_list(columns.bodies(pl.col(c)) for c in ("also", "also2")).list.drop_nulls().alias("autres"),
            pl.coalesce(found.get_column("siren"), own.get_column("siren")).alias("siren"),
            pl.coalesce(found.get_column("siret"), own.get_column("siret")).alias("siret"),
            pl.coalesce(pl.when(right).then(rna), found.get_column("rna")).alias("rna"),
            pl.when(good).then(finess).alias("finess"),
            (found.get_column("mended") | own.get_column("mended")).alias("mended"))
        block = self._kept(block)
        self.tally.kept += block.height
        self.tally.mended += int(block.get_column("mended").sum())
        self.parts.append(block.select(_ENTRY))

    def _faults(self, block: pl.DataFrame, found: pl.DataFrame, column: str) -> None:
        self._wrong(block.filter(found.get_column("fault") == "bad-identifier"), column)
        for code, message in (
                ("rounded-identifier", _("A spreadsheet rounded this number: “{value}”. What is still right of it, if "
                                         "anything, is its SIREN. Copy it again, in a column of text.")),
                ("bad-establishment", _("The SIREN at the beginning of “{value}” is right, the rest is not: only the "
                                        "SIREN is kept."))):
            wrong = block.filter(found.get_column("fault") == code)
            self.noted.rows("warning", code, message, wrong.select(LINE, column).iter_rows(), self.names.get(column))

    def _wrong(self, wrong: pl.DataFrame, column: str) -> None:
        self.noted.rows("warning", "bad-identifier", _(
            "“{value}” is no identifier that exists: it is left out. Copy it again from the official register."),
            wrong.select(LINE, column).iter_rows(), self.names.get(column))

    def _kept(self, block: pl.DataFrame) -> pl.DataFrame:
        """The rows that name a body."""
        import polars as pl

        tests: list[tuple[pl.Expr, str, Level, str]] = [
            (pl.col("refusal") == code, code, level, message) for code, (level, message) in self.refusals.items()]
        tests += [
            (pl.col("nom").is_null(), "no-name", "warning", _("The row names nobody: fill the cell, or remove the "
                                                              "row.")),
            (columns.is_person(pl.col("nom")), "natural-person", "info", _(
                "This is a natural person: the row is not taken over."))]
        for test, code, level, message in tests:
            wrong = block.filter(test.fill_null(False))
            self.tally.refused += wrong.height
            self.noted.rows(level, code, message, ((line, None) for line in wrong.get_column(LINE).to_list()))
            block = block.filter(~test.fill_null(False))
        return block

    def entries(self, options: Options, known_by: Sequence[str] = KNOWN_BY) -> pl.DataFrame:
        """The entries of the register, sorted by row, with their slugs."""
        import polars as pl

        rows = pl.concat(self.parts).sort(LINE, "nom")
        name = pl.coalesce(folded_names(pl.col("nom")), "nom")
        place = pl.concat_str(pl.coalesce("insee", pl.lit("")), pl.coalesce(folded_names(pl.col("town")), pl.lit("")),
                              pl.coalesce("postcode", pl.lit("")), separator="|")
        key = pl.coalesce(*(pl.lit(f"{kind} ") + pl.col(kind) for kind in known_by),
                          pl.lit("nom ") + name + "|" + place)
        entries = rows.with_columns(key.alias("key")).group_by("key", maintain_order=True).agg(
            pl.col("nom").first(), pl.col("nom").alias("names"), pl.col("autres").explode().drop_nulls(),
            *(pl.col(c).drop_nulls().first() for c in ("type", "siren", "insee")),
            *(pl.when(pl.col(c).drop_nulls().n_unique() == 1).then(pl.col(c).drop_nulls().first()).alias(c)
              for c in ("siret", "rna", "finess")),
            pl.struct("town", "postcode").filter(pl.col("town").is_not_null()).first().alias("place"),
            pl.col(LINE).min())
        others = pl.concat_list("names", "autres").list.unique(maintain_order=True)
        others = others.list.eval(pl.element().filter(pl.element() != pl.element().first())).list.head(20)
        text = others.list.eval(pl.element().str.replace_all("|", "/", literal=True)).list.join("|")
        entries = entries.with_columns(pl.when(text != "").then(text).alias("alias"), pl.col("place").struct.unnest())
        known = communes_there(entries.get_column("insee"))
        entries = entries.with_columns(pl.coalesce(
            known, commune_codes(entries.select("town", "postcode")), pl.lit(options.territory, pl.String)
        ).alias("territoire"))
        return slugs(typed(entries), options.source)

    def imported(self, scratch: Path, options: Options, collected: str, known_by: Sequence[str] = KNOWN_BY,
                 findings: Sequence[Finding] = ()) -> Imported:
        """Writes the two tables of the register, the second without rows, and says what was read."""
        if self.tally.kept:
            write_actors(scratch / REGISTER, self.entries(options, known_by))
            with (scratch / FUNDINGS).open("wb") as stream:
                FundingsFile(stream)
        source = Source(slug=options.source, title=options.title or shorten(self.noted.file, 200), kind="fichier")
        about: dict[str, Any] = {"collecte": collected}
        return Imported((source,), self.tally, has_register=self.tally.kept > 0, about=about,
                        findings=[*findings, *self.noted.told()])


def communes_there(codes: pl.Series) -> pl.Series:
    """The codes of communes of today; those of former ones become today's, others null."""
    import polars as pl

    from odas_graph.errors import UnknownTerritoryError
    from odas_graph.territory import territory

    found = {}
    for code in codes.drop_nulls().unique().to_list():
        try:
            place = territory(code.zfill(5))
        except UnknownTerritoryError:
            continue
        if place.kind == "commune":
            found[code] = place.code
    return codes.to_frame("code").select(pl.col("code").replace_strict(
        list(found), list(found.values()), default=None, return_dtype=pl.String)).to_series()


def read_list(path: Path, table: Table, places: Mapping[str, int], prepare: Prepare,
              refusals: Mapping[str, tuple[Level, str]] | None = None) -> Listing:
    """The rows of a table as a listing, in blocks; `places` gives the column of each thing told, by its number."""
    names = {name: table.headings[place] for name, place in places.items()}

    def gathered(*, fast: bool) -> Listing:
        listing = Listing(Noted(table.file, table.sheet), names, refusals or {})
        blocks = fast_blocks(path, table, places) if fast else slow_blocks(table, places, listing.repair)
        for block in blocks:
            listing.add(prepare(block.drop(TWINS)))
        return listing

    try:
        return gathered(fast=True)
    except NotWellFormedError:
        return gathered(fast=False)
