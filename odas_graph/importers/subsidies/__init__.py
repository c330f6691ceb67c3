"""Subsidies as public bodies publish them: one row, one amount, who paid whom.

The table is read in blocks of columns, so that memory holds the different actors and one block, whatever its size: a
first pass reads and mends, a second gives each actor its slug and leaves out the rows that stand twice.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from odas_graph.errors import UnreadableInputError, UsageError
from odas_graph.fiche import Coverage, Source
from odas_graph.i18n import gettext as _
from odas_graph.importers.blocks import LINE, TWINS, NotWellFormedError, fast_blocks, slow_blocks
from odas_graph.importers.faults import shorten
from odas_graph.importers.folders import FUNDINGS, REGISTER
from odas_graph.importers.imported import Imported, Options, Tally
from odas_graph.importers.noting import Noted
from odas_graph.importers.register_out import FundingsFile, write_actors
from odas_graph.importers.subsidies.funder import funder_of
from odas_graph.importers.subsidies.layout import Layout, layout, unread
from odas_graph.importers.subsidies.roll import Roll
from odas_graph.importers.subsidies.rows import Reading, read_block
from odas_graph.importers.tabular import Table, open_tables

if TYPE_CHECKING:
    import polars as pl

# What is refused for these reasons hides no name that the list publishes: it stays complete without it.
_SAFE: Final = frozenset({"natural-person", "no-beneficiary", "no-amount", "not-granted", "negative-amount",
                          "zero-amount", "self-funding", "repeated-row"})
# What dataset.yaml says of the list, in the language of the data.
_COLLECTED: Final = ("Liste de subventions publiée, importée ligne à ligne ; chaque financement garde le numéro de sa "
                     "ligne.")


def read_subsidies(files: Sequence[Path], scratch: Path, options: Options) -> Imported:
    """The subsidies of one file as a register: funders, beneficiaries, fundings, each with its row.

    Raises UsageError for several files (a row is found again by its number in one file), UnreadableInputError for a
    file that cannot be read or names no beneficiary.
    """
    if len(files) != 1:
        raise UsageError(_("Import one file of subsidies at a time, each under its own name: the row is the proof."))
    path = files[0]
    table, found = _subsidies_table(path)
    return read_fundings(path, table, found, scratch, options)


def _subsidies_table(path: Path) -> tuple[Table, Layout]:
    tables = open_tables(path)
    for table in tables:
        if (found := layout(table)).is_subsidies:
            return table, found
    headings = ", ".join(shorten(h, 40) for h in tables[0].headings[:12] if h)
    raise UnreadableInputError(_(
        "{file} holds no table of subsidies: a column of beneficiaries (nomBeneficiaire) and one of amounts (montant) "
        "are needed. Its headings are: {headings}. Rename them, or import it as csv with a mapping.").format(
            file=tables[0].file, headings=headings))


def read_fundings(path: Path, table: Table, found: Layout, scratch: Path, options: Options) -> Imported:
    """The fundings of a table whose columns are known, as a register."""
    try:
        return _read(path, table, found, scratch, options, fast=True)
    except NotWellFormedError:
        return _read(path, table, found, scratch, options, fast=False)


def _read(path: Path, table: Table, found: Layout, scratch: Path, options: Options, *, fast: bool) -> Imported:
    """The fundings by polars (NotWellFormedError where the file is not made for it), or row by row."""
    noted = Noted(table.file, table.sheet)
    reading = Reading(found, funder_of(found, options, noted), noted)
    blocks = fast_blocks(path, table, found.columns) if fast else slow_blocks(table, found.columns, reading.repair)
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".") as parts:
        imported = _second_pass(_first_pass(blocks, reading, Path(parts)), scratch, options)
    if left := unread(table, found):
        noted.about("info", "unread-columns", _("These columns are not taken over: {names}.").format(
            names=shorten(", ".join(left), 1000)))
    imported.findings += [*table.findings, *noted.told()]
    return imported


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What the first pass found: parts of fundings on disk, actors, the rows that stand twice."""

    reading: Reading
    parts: Sequence[Path]
    roll: Roll
    repeated: pl.DataFrame


def _first_pass(blocks: Iterable[pl.DataFrame], reading: Reading, folder: Path) -> _Gathered:
    import polars as pl

    parts: list[Path] = []
    roll = Roll()
    twins = [pl.DataFrame(schema={LINE: pl.UInt32, **dict.fromkeys(TWINS, pl.UInt64)})]
    for number, raw in enumerate(blocks):
        block = read_block(raw, reading)
        roll.add(block.actors)
        twins.append(block.fundings.select(LINE, *TWINS).unique(LINE, maintain_order=True))
        parts.append(folder / f"{number}.parquet")
        block.fundings.drop(TWINS).write_parquet(parts[-1], compression="lz4")
    return _Gathered(reading, parts, roll, _repeated(pl.concat(twins), reading))


def _repeated(twins: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """The rows (`ligne`) all of whose cells stand in a row before them; they are refused, and said."""
    import polars as pl

    twins = twins.with_columns(pl.col(LINE).first().over(TWINS).alias("first"))
    again = twins.filter(pl.col("first") != pl.col(LINE)).select(LINE, "first")
    reading.refused["repeated-row"] += again.height
    reading.noted.rows("warning", "repeated-row", _(
        "This row says the same as row {value}, cell by cell: it is counted once."),
        [(line, str(first)) for line, first in again.iter_rows()])
    return again


def _second_pass(first: _Gathered, scratch: Path, options: Options) -> Imported:
    import polars as pl

    reading = first.reading
    if not first.parts:
        return _imported(reading, Tally(), [], options)
    entries, keys = first.roll.entries(options.source, options.territory)
    mended = kept = 0
    years: list[pl.DataFrame] = []
    named: list[pl.DataFrame] = []
    with (scratch / FUNDINGS).open("wb") as stream:
        out = FundingsFile(stream)
        for part in first.parts:
            block = pl.read_parquet(part).join(first.repeated, on=LINE, how="anti", maintain_order="left")
            for key, slug in (("funder_key", "financeur"), ("paid_key", "beneficiaire")):
                block = block.join(keys.rename({"key": key, "slug": slug}), on=key, how="left", maintain_order="left")
            out.add(block)
            rows = block.group_by(LINE).agg(pl.col("mended").any())
            kept, mended = kept + rows.height, mended + int(rows.get_column("mended").sum())
            years.append(block.select("financeur", "annee").drop_nulls().unique())
            named.append(block.select(pl.concat([pl.col("financeur"), pl.col("beneficiaire")]).unique().alias("slug")))
    there = pl.concat(named).unique()
    write_actors(scratch / REGISTER, entries.join(there, on="slug", how="semi"))
    _note_types(entries, reading.noted)
    tally = Tally(reading.read, kept, mended, sum(reading.refused.values()))
    paid = pl.concat(years).unique().sort("financeur", "annee")
    return _imported(reading, tally, _coverage(paid, reading, options), options)


def _note_types(entries: pl.DataFrame, noted: Noted) -> None:
    unknown = entries.get_column("type").null_count()
    if unknown:
        noted.about("info", "unknown-type", _(
            "Of {all} actors, {n} bear a name that does not tell what they are: their type is left open. A list of "
            "associations (rna, sirene) tells it.").format(all=entries.height, n=unknown))


def _coverage(paid: pl.DataFrame, reading: Reading, options: Options) -> list[Coverage]:
    """Who paid in which years; the list is complete only if that was said and no beneficiary had to be left out."""
    lost = sum(count for code, count in reading.refused.items() if code not in _SAFE)
    if options.complete and lost:
        reading.noted.about("warning", "not-complete", _(
            "{n} rows could not be read, so that the list does not name every beneficiary: nothing will be said of "
            "those it does not name. Mend these rows and import the file again.").format(n=lost))
    years: dict[str, list[int]] = {}
    for funder, year in paid.iter_rows():
        if 1900 <= year <= 2100:
            years.setdefault(funder, []).append(year)
    return [Coverage(funders=(funder,), years=tuple(found), complete=bool(options.complete) and not lost)
            for funder, found in sorted(years.items())]


def _imported(reading: Reading, tally: Tally, coverage: Sequence[Coverage], options: Options) -> Imported:
    years = sorted({year for one in coverage for year in one.years})
    about: dict[str, Any] = {"collecte": _COLLECTED}
    if years:
        about["periode"] = {"debut": str(years[0]), "fin": str(years[-1])}
    source = Source(slug=options.source, title=options.title or shorten(reading.noted.file, 200), kind="fichier")
    return Imported((source,), tally, coverage=tuple(coverage), has_register=tally.kept > 0, about=about)
