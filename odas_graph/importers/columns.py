"""Whole columns of cells mended at once: what is plain by polars, the rest cell by cell, each different one once.

The rules are those of `mending`; what this adds is speed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from odas_graph.importers import mending

if TYPE_CHECKING:
    import polars as pl

# The longest name and text that a record holds (fiche.fields).
MAX_NAME, MAX_TEXT = 300, 3000
# Forms of address; a bare M is one only before a name of two letters or more, lest acronyms in spaced letters be men.
PERSON: Final = (r"(?i)^(m\.|mr\.?|mrs|mm\.?|mme\.?|mmes\.?|mlle\.?|mlles\.?|monsieur|messieurs|madame|mesdames|"
                 r"mademoiselle|dr\.?|docteur|me\.|ma[iî]tre|particulier|personne physique)(\s+|$)|"
                 r"^m\.?\s*(et|ou)\s+mme|^M\s+\p{L}{2,}")
# Words that only bodies bear: "Madame Suzie Productions" is no lady.
BODY: Final = (r"(?i)\b(association|asso|ass|compagnie|cie|productions?|prod|soci[eé]t[eé]|sarl|sas|sa|eurl|earl|gaec|"
               r"scea|club|comit[eé]|f[eé]d[eé]ration|union|th[eé][aâ]tre|coll[eè]ge|[eé]cole|lyc[eé]e|festival|fondation|"
               r"[eé]ditions?|collectif|groupe|orchestre|ensemble)\b")
# A person, an address or a telephone inside a text.
PERSONAL: Final = (r"\b(M\.|MM\.|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+\p{L}|\S@\S+\.\w|"
                   r"(?:^|[^\d])0[1-9](?:[ .\-]?\d{2}){4}(?:[^\d]|$)|(?:^|[^\d])\+33[ .\d]{9,}")


def amounts(cells: pl.Series) -> pl.DataFrame:
    """`value` (plain decimal text), `mended` and `fault` of each cell of euros."""
    import polars as pl

    text = pl.col("cell")
    comma = text.str.replace(",", ".", literal=True)
    value = pl.when(comma.str.contains(".", literal=True)).then(
        comma.str.strip_chars_end("0").str.strip_chars_end(".")).otherwise(comma)
    plain = text.str.contains(r"^(0|[1-9][0-9]{0,11})([.,][0-9]{1,2})?$")
    return _mended(cells, plain, {"value": value}, mending.amount, mending.Amount._fields)


def days(cells: pl.Series) -> pl.DataFrame:
    """`value` (ISO 8601, as precise as the cell), `mended` and `fault` of each cell of days."""
    import polars as pl

    return _mended(cells, pl.lit(False), {"value": pl.col("cell")}, mending.day, mending.Day._fields)


def identities(cells: pl.Series) -> pl.DataFrame:
    """`siren`, `siret`, `rna`, `mended` and `fault` of each cell of identifiers."""
    import polars as pl

    text = pl.col("cell")
    number = text.str.slice(0, 9).cast(pl.UInt64, strict=False)
    office = text.cast(pl.UInt64, strict=False)
    rounded = text.str.slice(5, 4) == "0000"
    right = (_luhn(number, 9) % 10 == 0) & ~rounded
    nine = text.str.contains("^[0-9]{9}$") & right
    fourteen = (text.str.contains("^[0-9]{14}$") & right & (_luhn(office, 14) % 10 == 0)
                & ~text.str.ends_with("00000"))
    return _mended(cells, nine | fourteen, {
        "siren": text.str.slice(0, 9), "siret": pl.when(fourteen).then(text), "rna": pl.lit(None, pl.String),
    }, mending.identity, mending.Identity._fields)


def _luhn(number: pl.Expr, length: int) -> pl.Expr:
    """The sum of the digits, every second one from the right counting double."""
    total: Any = 0
    for place in range(length):
        digit = number // 10 ** place % 10
        double = digit * 2
        total += double // 10 + double % 10 if place % 2 else digit
    return total  # type: ignore[no-any-return]


def names(cells: pl.Expr, limit: int = MAX_NAME) -> pl.Expr:
    """Names and texts as records hold them: composed, on one line, without marks that do not show, cut at `limit`."""
    import polars as pl

    text = cells.str.normalize("NFC").str.replace_all(r"\p{Cf}+", "").str.replace_all(r"[\s\p{Cc}\p{Co}\p{Cn}]+", " ")
    text = text.str.strip_chars(" ").str.slice(0, limit).str.strip_chars(" ")
    return pl.when(text != "").then(text)


def is_person(cells: pl.Expr) -> pl.Expr:
    """Whether a name is that of a natural person: it begins with a form of address and has no word of a body."""
    return (cells.str.contains(PERSON) & ~cells.str.contains(BODY)).fill_null(False)


def bodies(cells: pl.Expr) -> pl.Expr:
    """`names` less those of natural persons."""
    import polars as pl

    found = names(cells)
    return pl.when(~is_person(found)).then(found)


def is_personal(cells: pl.Expr) -> pl.Expr:
    """Whether a text names a person, or gives an address or a telephone."""
    return cells.str.contains(PERSONAL).fill_null(False)


def _mended(cells: pl.Series, plain: pl.Expr, values: dict[str, pl.Expr], function: Callable[[str], Sequence[Any]],
            fields: Sequence[str]) -> pl.DataFrame:
    """The fields of each cell: `values` where it is plain, else what `function` makes of it."""
    import polars as pl

    schema = {name: pl.Boolean if name == "mended" else pl.String for name in fields}
    distinct = cells.alias("cell").to_frame().unique(maintain_order=True).filter(pl.col("cell").is_not_null())
    distinct = distinct.with_columns(plain.fill_null(False).alias("_plain"))
    quick = distinct.filter("_plain").select(
        "cell", *(values[name].alias(name) for name in fields if name in values),
        pl.lit(False).alias("mended"), pl.lit(None, pl.String).alias("fault")).select("cell", *fields)
    rest = distinct.filter(~pl.col("_plain")).get_column("cell").to_list()
    careful = pl.DataFrame([(cell, *function(cell)) for cell in rest],
                           schema={"cell": pl.String, **schema}, orient="row")
    return cells.alias("cell").to_frame().join(pl.concat([quick, careful]), on="cell", how="left",
                                               maintain_order="left").drop("cell").with_columns(
        pl.col("mended").fill_null(False))
