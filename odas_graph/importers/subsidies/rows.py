"""A block of rows of a table of subsidies, read: who pays, who is paid, how much, when; what is wrong is noted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from odas_graph.findings import Level
from odas_graph.i18n import gettext as _
from odas_graph.importers import columns
from odas_graph.importers.actor_types import folded_names
from odas_graph.importers.blocks import LINE, TWINS
from odas_graph.importers.noting import Noted
from odas_graph.importers.subsidies.funder import Funder
from odas_graph.importers.subsidies.layout import IN_KIND, NATURES, Layout
from odas_graph.importers.tabular import Row

if TYPE_CHECKING:
    import polars as pl

# What of an actor tells it from another: its SIREN, else its RNA number, else its name and its commune.
IDENTITY: Final = ("key", "nom", "siren", "siret", "rna", "town", "postcode")
_GRANTED: Final = "^(attribu|accord|vote|verse|sold|pay)"


@dataclass(slots=True)
class Reading:
    """What all blocks share: the layout, the funder of rows that name none, findings, counts; `joined` are the rows of
    the block at hand whose cells a comma had cut.
    """

    layout: Layout
    funder: Funder | None
    noted: Noted
    refused: Counter[str] = field(default_factory=Counter)
    read: int = 0
    joined: list[int] = field(default_factory=list)

    def repair(self, row: Row) -> tuple[str | None, ...] | None:
        """The cells of a row with too many, where a decimal comma without quotes is certain to have cut one."""
        cells = self.layout.repaired(row)
        if cells is None:
            self.read += 1
            self.refused["too-many-cells"] += 1
            self.noted.rows("warning", "too-many-cells", _(
                "The row has more cells than there are headings: a comma or a semicolon inside a text needs quotes "
                "around it."),
                [(row.number, None)])
            return None
        self.joined.append(row.number)
        self.noted.rows("info", "cut-number", _(
            "A decimal comma without quotes had cut a number in two: it was joined again."), [(row.number, None)])
        return cells


@dataclass(frozen=True, slots=True)
class Block:
    """Fundings (`LINE`, `mended`, keys, figures; `TWINS`, which equal rows share), and the actors they name."""

    fundings: pl.DataFrame
    actors: pl.DataFrame


def read_block(raw: pl.DataFrame, reading: Reading) -> Block:
    """The fundings of these rows and the actors they name, as columns; rows refused are counted in `reading`."""
    import polars as pl

    reading.read += raw.height
    there = set(raw.columns)
    frame = raw.with_columns(*(pl.lit(None, pl.String).alias(c) for c in _ALL if c not in there))
    frame = _parties(frame, reading)
    frame = _times(frame, reading)
    frame = _texts(frame, reading)
    frame = _money(_refused(frame, reading), reading)
    actors = [frame.select(LINE, *(pl.col(f"{who}_{c}").alias(c) for c in IDENTITY)) for who in ("funder", "paid")]
    seen = pl.concat(actors).group_by(IDENTITY).agg(pl.len().alias("n"), pl.col(LINE).min())
    kept = frame.select(LINE, "mended", *TWINS, "funder_key", "paid_key", "montant", "annee", "date", "objet",
                        "nature")
    return Block(kept, seen)


_ALL: Final = ("funder", "funder_id", "name", "id", "rna", "town", "postcode", "subject", "nature", "year", "agreed",
               "decided", "paid", "status", "amount")


def _parties(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Adds name, identifiers and key of both parties."""
    import polars as pl

    found = columns.identities(frame.get_column("id"))
    paying = columns.identities(frame.get_column("funder_id"))
    _identity_faults(frame, found, "id", reading)
    _identity_faults(frame, paying, "funder_id", reading)
    rna = frame.get_column("rna").str.to_uppercase().str.replace_all(r"\s", "")
    right = rna.str.contains("^W[0-9][0-9A-Z][0-9]{7}$")
    wrong = frame.filter(rna.is_not_null() & ~right)
    reading.noted.rows("warning", "bad-identifier", _bad_identifier(), _cells(wrong, "rna"), _heading(reading, "rna"))
    frame = frame.with_columns(
        found.get_column("siren").alias("paid_siren"), found.get_column("siret").alias("paid_siret"),
        pl.coalesce(pl.when(right).then(rna), found.get_column("rna")).alias("paid_rna"),
        columns.names(pl.col("name")).alias("paid_nom"), columns.names(pl.col("town")).alias("paid_town"),
        pl.col("postcode").alias("paid_postcode"),
        paying.get_column("siren").alias("funder_siren"), paying.get_column("siret").alias("funder_siret"),
        pl.lit(None, pl.String).alias("funder_rna"), columns.names(pl.col("funder")).alias("funder_nom"),
        pl.lit(None, pl.String).alias("funder_town"), pl.lit(None, pl.String).alias("funder_postcode"),
        (found.get_column("mended") | paying.get_column("mended")
         | frame.get_column(LINE).is_in(reading.joined)).alias("mended"))
    reading.joined.clear()
    if reading.funder is not None:
        none = pl.col("funder_nom").is_null() & pl.col("funder_siren").is_null()
        frame = frame.with_columns(none.alias("_none")).with_columns(
            pl.when("_none").then(pl.lit(reading.funder.name)).otherwise("funder_nom").alias("funder_nom"),
            pl.when("_none").then(pl.lit(reading.funder.siren, pl.String)).otherwise("funder_siren")
            .alias("funder_siren"))
    return frame.with_columns(_key("funder"), _key("paid"))


def _key(who: str) -> pl.Expr:
    import polars as pl

    def part(name: str) -> pl.Expr:
        return pl.col(f"{who}_{name}")

    # A name without a letter or a figure of ours is its own key.
    name = pl.coalesce(folded_names(part("nom")), part("nom"))
    place = pl.coalesce(folded_names(part("town")), pl.lit("")) + "|" + pl.coalesce(part("postcode"), pl.lit(""))
    return pl.coalesce("s" + part("siren"), "r" + part("rna"), "n" + name + "|" + place).alias(f"{who}_key")


def _identity_faults(frame: pl.DataFrame, found: pl.DataFrame, column: str, reading: Reading) -> None:
    for fault, message in (
            ("bad-identifier", _bad_identifier()),
            ("rounded-identifier", _(
                "A spreadsheet rounded this number: “{value}”. What is still right of it, if anything, is its SIREN. "
                "Copy it again, in a column of text.")),
            ("bad-establishment", _(
                "The SIREN at the beginning of “{value}” is right, the rest is not: only the SIREN is kept."))):
        wrong = frame.filter(found.get_column("fault") == fault)
        reading.noted.rows("warning", fault, message, _cells(wrong, column), _heading(reading, column))


def _bad_identifier() -> str:
    return _("“{value}” is no SIREN, SIRET or RNA number that exists: it is left out. Copy it again from the register "
             "of companies.")


def _times(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Adds year and day. A year of budget counts before the day of the agreement, that before the payment."""
    import polars as pl

    years, exact, mended = [], [], []
    for column in ("year", "agreed", "decided", "paid"):
        if column not in reading.layout.columns:
            continue
        found = columns.days(frame.get_column(column))
        wrong = frame.filter(found.get_column("fault").is_not_null())
        reading.noted.rows("warning", "bad-date", _(
            "“{value}” is no day of the calendar: it is left out. Write it as 2018-12-31."), _cells(wrong, column),
            _heading(reading, column))
        value = found.get_column("value")
        years.append(value.str.slice(0, 4).cast(pl.Int64))
        if column in ("agreed", "decided"):
            exact.append(value.to_frame().select(pl.when(pl.col("value").str.len_bytes() == 10).then("value")
                                                 ).to_series())
        mended.append(found.get_column("mended"))
    frame = frame.with_columns(pl.coalesce(*years, pl.lit(None, pl.Int64)).alias("annee"),
                               pl.coalesce(*exact, pl.lit(None, pl.String)).alias("date"),
                               pl.any_horizontal("mended", *mended).alias("mended"))
    without = frame.filter(pl.col("annee").is_null())
    reading.noted.rows("info", "no-year", _("The row says no year: what it proves has no date."), _cells(without))
    return frame


def _texts(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Adds subject and nature; a text that names a person or gives an address is left out whole."""
    import polars as pl

    frame = frame.with_columns(columns.names(pl.col("subject"), columns.MAX_TEXT).alias("objet"),
                               columns.names(pl.col("nature"), 100).alias("nature"))
    frame = frame.with_columns(columns.is_personal(pl.col("objet")).alias("_personal"))
    personal = frame.filter("_personal")
    reading.noted.rows("info", "personal-text", _(
        "The text names a person, or gives an address or a telephone: it is left out, the rest of the row is kept."),
        _cells(personal), _heading(reading, "subject"))
    return frame.with_columns(pl.when(~pl.col("_personal")).then("objet").alias("objet")).drop("_personal")


def _refused(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """The rows that name both parties, none of them a natural person, of money that was granted."""
    import polars as pl

    granted = pl.col("status").is_null() | pl.col("status").str.to_lowercase().str.contains(_GRANTED)
    tests: tuple[tuple[str, Level, str, pl.Expr], ...] = (
        ("no-beneficiary", "warning", _("The row names no beneficiary: fill the cell, or remove the row."),
         pl.col("paid_key").is_null()),
        ("natural-person", "info", _("The beneficiary is a natural person: the row is not taken over."),
         columns.is_person(pl.col("paid_nom"))),
        ("no-funder", "warning", _("The row does not say who paid: fill the cell, or remove the row."),
         pl.col("funder_key").is_null()),
        ("not-granted", "info", _("The row says that nothing was granted: it is no funding."), ~granted),
        ("self-funding", "warning", _("Who pays and who is paid are the same: check the two cells."),
         pl.col("funder_key") == pl.col("paid_key")))
    nobody = reading.funder is None and not {"funder", "funder_id"} & reading.layout.columns.keys()
    for code, level, message, test in tests:
        if code == "no-funder" and nobody:  # said once, of the whole table
            reading.refused[code] += frame.height
            frame = frame.clear()
        wrong = frame.filter(test.fill_null(False))
        _refuse(wrong, reading, code, level, message)
        frame = frame.filter(~test.fill_null(False))
    # Who is known by a number alone bears it as its name.
    return frame.with_columns(
        pl.coalesce(f"{who}_nom", "SIREN " + pl.col(f"{who}_siren"), "RNA " + pl.col(f"{who}_rna")).alias(f"{who}_nom")
        for who in ("funder", "paid"))


def _refuse(wrong: pl.DataFrame, reading: Reading, code: str, level: Level, message: str) -> None:
    reading.refused[code] += wrong.height
    reading.noted.rows(level, code, message, _cells(wrong))


def _money(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """One row an amount: those of the main column, then those of the columns of other money, in the order of a line."""
    import polars as pl

    parts: list[pl.DataFrame] = []
    for name, nature in {"amount": None, **NATURES, "in_kind": IN_KIND}.items():
        if name in reading.layout.columns or (name == "in_kind" and "in_kind_value" in reading.layout.columns):
            parts.append(_entries(frame, name, nature, reading).with_columns(pl.lit(len(parts)).alias("_part")))
    entries = pl.concat(parts)
    told = pl.col("_told").any().over(LINE)
    # A row that gives no amount anywhere is still a tie, where there is one column of money for all.
    entries = entries.filter(pl.col("_told") | (~told & pl.lit("amount" in reading.layout.columns)
                                                & (pl.col("_part") == 0)))
    reading.noted.rows("info", "no-amount", _("The row gives no amount: the funding is kept without it."),
                       _cells(entries.filter(~pl.col("_told"))), _heading(reading, "amount"))
    nothing = frame.filter(~pl.col(LINE).is_in(entries.get_column(LINE).implode()))
    _refuse(nothing, reading, "no-amount", "warning", _("The row grants nothing: no column of money is filled."))
    below = entries.get_column("montant").str.starts_with("-").fill_null(False)
    zero = (entries.get_column("montant") == "0").fill_null(False) & ~(
        entries.get_column("nature").str.contains("nature").fill_null(False))
    good = entries.filter(~(below | zero))
    kept = good.get_column(LINE).unique().implode()
    for test, code, message in (
            (below, "negative-amount", _("The amount is below zero, a repayment or a correction: the row grants "
                                         "nothing, and is not taken over.")),
            (zero, "zero-amount", _("The amount is zero: the row grants nothing, and is not taken over."))):
        lost = entries.filter(test & ~entries.get_column(LINE).is_in(kept)).unique(LINE, maintain_order=True)
        _refuse(lost, reading, code, "warning", message)
        # A row that is refused for one amount is not refused again for the next.
        kept = pl.concat([kept.explode(), lost.get_column(LINE)]).implode()
    return good.sort(LINE, "_part")


def _entries(frame: pl.DataFrame, name: str, nature: str | None, reading: Reading) -> pl.DataFrame:
    """The rows with the amount of one column as `montant`, and `_told`, whether its cell is filled."""
    import polars as pl

    if name == "in_kind":
        there = [c for c in ("in_kind_value", "in_kind") if c in reading.layout.columns]
        found = [columns.amounts(frame.get_column(c)) for c in there]
        value = pl.coalesce(*(f.get_column("value") for f in found))
        told = pl.any_horizontal(*(pl.col(c).is_not_null() for c in there))
        return frame.with_columns(value.alias("montant"), told.alias("_told"), pl.lit(nature).alias("nature"))
    one = columns.amounts(frame.get_column(name))
    for code, message in (
            ("bad-amount", _("“{value}” is no amount: the funding is kept without it. Write digits alone.")),
            ("doubtful-amount", _("“{value}” may be thousands or decimals: the funding is kept without its amount. "
                                  "Write digits alone, with two decimals or none."))):
        wrong = frame.filter(one.get_column("fault") == code)
        reading.noted.rows("warning", code, message, _cells(wrong, name), _heading(reading, name))
    return frame.with_columns(
        one.get_column("value").alias("montant"), pl.col(name).is_not_null().alias("_told"),
        (pl.lit(nature) if nature else pl.col("nature")).alias("nature"),
        (pl.col("mended") | one.get_column("mended")).alias("mended"))


def _cells(frame: pl.DataFrame, column: str | None = None) -> list[tuple[int, str | None]]:
    """Number of each row and what its cell holds."""
    lines = frame.get_column(LINE).to_list()
    return list(zip(lines, frame.get_column(column).to_list() if column else [None] * len(lines), strict=True))


def _heading(reading: Reading, column: str) -> str | None:
    return reading.layout.headings.get(column)
