"""The actors that a table of subsidies names, one entry each, whatever its size: names, identifiers, types, places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from odas_graph.importers.actor_types import departement_of, public_bodies, typed
from odas_graph.importers.blocks import LINE
from odas_graph.importers.places import commune_codes, named_body
from odas_graph.importers.register_out import slugs
from odas_graph.importers.subsidies.rows import IDENTITY

if TYPE_CHECKING:
    import polars as pl

# Blocks between two gatherings: memory holds the different spellings, and those of so many blocks.
BLOCKS: Final = 8
# Spellings of one actor that are kept; a list with more has something else in the column of names.
SPELLINGS: Final = 20
# Public bodies are where they say, never where the list is about.
BODIES: Final = ("commune", "departement", "region", "epci", "metropole")


@dataclass(slots=True)
class Roll:
    """The actors met so far, each spelling once."""

    parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, actors: pl.DataFrame) -> None:
        """Adds the actors of a block."""
        self.parts.append(actors)
        if len(self.parts) > BLOCKS:
            self._gather()

    def _gather(self) -> pl.DataFrame:
        import polars as pl

        whole = pl.concat(self.parts).group_by(IDENTITY).agg(pl.col("n").sum(), pl.col(LINE).min())
        self.parts = [whole]
        return whole

    def entries(self, source: str, default: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The entries of the register, sorted, and the slug of each key (`key`, `slug`).

        `default` is the territory of those whose place nothing tells.
        """
        import polars as pl

        seen = self._gather().sort(LINE, *IDENTITY)
        one = _by_rna(seen)
        seen = seen.join(one, on="key", how="left", maintain_order="left").with_columns(
            pl.coalesce("one", "key").alias("entry"))
        # A number that stands for a name gives way to any name.
        number = pl.col("nom") == pl.coalesce("SIREN " + pl.col("siren"), "RNA " + pl.col("rna"))
        spelled = seen.group_by("entry", "nom").agg(
            pl.col("n").sum(), pl.col(LINE).min(), number.fill_null(False).any().alias("number")).sort(
                "entry", "number", "n", LINE, "nom", descending=[False, False, True, False, False])
        named = spelled.group_by("entry", maintain_order=True).agg(
            pl.col("nom").first(), pl.col("nom").slice(1, SPELLINGS).str.replace_all("|", "/", literal=True
                                                                                   ).str.join("|").alias("alias"))
        facts = seen.group_by("entry", maintain_order=True).agg(
            pl.col("siren").drop_nulls().first(), _only("siret"), _only("rna"), pl.col(LINE).min(),
            pl.struct("town", "postcode").filter(pl.col("town").is_not_null()).first().alias("place"))
        entries = facts.join(named, on="entry", how="left", maintain_order="left").with_columns(
            pl.when(pl.col("alias") != "").then("alias"), pl.col("place").struct.unnest()).drop("place")
        entries = _placed(typed(entries), default)
        entries = slugs(entries.sort(LINE, "nom", "entry"), source)
        keys = seen.select("key", "entry").unique().join(entries.select("entry", "slug"), on="entry").select(
            "key", "slug").unique()
        return entries.sort(LINE, "slug"), keys


def _only(column: str) -> pl.Expr:
    """The one value of a group, null where there are several: an association has several establishments."""
    import polars as pl

    return pl.when(pl.col(column).drop_nulls().n_unique() == 1).then(pl.col(column).drop_nulls().first()).alias(column)


def _by_rna(seen: pl.DataFrame) -> pl.DataFrame:
    """The key with SIREN (`one`) of each key by RNA number that one SIREN, and only one, bears too."""
    import polars as pl

    both = seen.filter(pl.col("rna").is_not_null() & pl.col("siren").is_not_null())
    return both.group_by("rna").agg(pl.col("key").unique()).filter(pl.col("key").list.len() == 1).select(
        ("r" + pl.col("rna")).alias("key"), pl.col("key").list.first().alias("one"))


def _placed(entries: pl.DataFrame, default: str | None) -> pl.DataFrame:
    """Adds `territoire`: that of the public body, the commune of the row, else `default`."""
    import polars as pl

    bodies = public_bodies()
    sirens = entries.get_column("siren").drop_nulls().unique().to_list()
    known = {siren: place for siren in sirens if siren.startswith(("1", "2"))
             and (place := bodies[siren][1] if siren in bodies else departement_of(siren))}
    official = pl.col("siren").replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
    communes = commune_codes(entries.select("town", "postcode"))
    body = pl.col("type").is_in(BODIES).fill_null(False)
    names = entries.filter(body & official.is_null()).get_column("nom").unique().to_list()
    within = default if default and len(default) < 4 and not default.startswith("R") else None
    named = {name: body_place.code for name in names if (body_place := named_body(name, within))}
    by_name = pl.when(body).then(pl.col("nom").replace_strict(list(named), list(named.values()), default=None,
                                                              return_dtype=pl.String))
    return entries.with_columns(official.alias("_official"), communes.alias("_commune")).with_columns(
        pl.coalesce("_official", by_name, "_commune", pl.when(~body).then(pl.lit(default, pl.String)))
        .alias("territoire"))
