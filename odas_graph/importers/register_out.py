"""The two tables of a register, as dataset folders hold them: registre.csv and financements.csv."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from odas_graph.formulas import kept_cells
from odas_graph.naming import MAX_SLUG, slugify
from odas_graph.records import REGISTER_ACTORS, REGISTER_FUNDINGS

if TYPE_CHECKING:
    import polars as pl


def slugs(actors: pl.DataFrame, source: str) -> pl.DataFrame:
    """The frame with `slug`, from `nom`: readable, ending with the source, each once.

    Of actors with one name the first keeps it; the others add their SIREN or RNA number, else a number.
    """
    import polars as pl

    room = MAX_SLUG - len(source) - len("-123456789-12345678-")
    plain = (pl.col("nom").str.normalize("NFKD").str.replace_all(r"[^\x00-\x7f]", "").str.to_lowercase()
             .str.replace_all("[^a-z0-9]+", "-").str.strip_chars("-"))
    bases = actors.select("nom", plain.alias("slug"))
    odd = (pl.col("slug") == "") | (pl.col("slug").str.len_bytes() > room)
    others = bases.filter(odd).get_column("nom").unique().to_list()
    mended = pl.col("nom").replace_strict(others, [slugify(name, room) for name in others], default=None,
                                          return_dtype=pl.String)
    base = bases.select(pl.when(odd).then(mended).otherwise("slug").alias("base")).to_series()
    mark = pl.coalesce("siren", pl.col("rna").str.to_lowercase())
    told = actors.with_columns(base).with_columns(pl.int_range(pl.len()).over("base").alias("_nth"))
    told = told.with_columns(pl.when(pl.col("_nth") == 0).then("base").otherwise(pl.concat_str(
        "base", pl.coalesce(mark, (pl.col("_nth") + 1).cast(pl.String)), separator="-")).alias("slug"))
    # A name that ends like the mark of another, or one SIREN twice under one name.
    again = pl.int_range(pl.len()).over("slug")
    told = told.with_columns(again.alias("_again")).with_columns(
        pl.when(pl.col("_again") == 0).then("slug").otherwise(
            pl.col("slug") + "-x" + (pl.col("_again") + 1).cast(pl.String)).alias("slug"))
    return told.with_columns(pl.col("slug") + f"-{source}").drop("base", "_nth", "_again")


def write_actors(path: Path, actors: pl.DataFrame) -> None:
    """Writes `REGISTER_ACTORS` of the frame, sorted by row and slug; columns that it lacks are empty."""
    import polars as pl

    there = set(actors.columns)
    frame = actors.select(pl.col(c) if c in there else pl.lit(None, pl.String).alias(c) for c in REGISTER_ACTORS)
    frame.with_columns(kept_cells(pl.col("nom", "alias"))).sort("ligne", "slug").write_csv(path)


class FundingsFile:
    """financements.csv, written block by block."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        stream.write((",".join(REGISTER_FUNDINGS) + "\n").encode())

    def add(self, fundings: pl.DataFrame) -> None:
        """Appends a block, whose rows come after those of the blocks before it."""
        import polars as pl

        fundings.select(REGISTER_FUNDINGS).with_columns(kept_cells(pl.col("objet", "nature"))).write_csv(
            self.stream, include_header=False)
