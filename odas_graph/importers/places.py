"""The territory that a row names: by its code, by its name and postal code, by its public body; none in doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

    from odas_graph.territory import Territory

# The longest name of a territory has so many words.
_MOST_WORDS: Final = 12
# In front of the name of a territory, what says which of its bodies is meant.
_BODY: Final = re.compile(r"(?i)\b((?:conseil )?d[ée]partement(?:al)?|conseil g[ée]n[ée]ral|conseil r[ée]gional|"
                          r"r[ée]gion|ville|commune|mairie|m[ée]tropole|communaut[ée] (?:de communes|"
                          r"d['’]agglom[ée]ration|urbaine))\s+\(?(?:(?:de\s+la|de\s+l['’]|de|du|des|d['’])\s*)?"
                          r"([^\W\d_][^\d,;:()]*)")
# How such a word begins, and the level that `resolve` takes in parentheses; the longest first.
_LEVELS: Final = (("conseil r", "région"), ("r", "région"), ("conseil", "département"), ("d", "département"),
                  ("communaut", "epci"), ("métro", "epci"), ("metro", "epci"), ("", "commune"))


def is_territory(code: str) -> bool:
    """Whether this is the code of a territory."""
    from odas_graph.errors import UnknownTerritoryError
    from odas_graph.territory import territory

    try:
        territory(code)
    except UnknownTerritoryError:
        return False
    return True


def named_body(text: str | None, departement: str | None = None) -> Territory | None:
    """The territory whose public body a text names: "Conseil départemental de la Sarthe, 2018", "Ville de Nantes".

    Of homonyms the one in the département of that code is meant; None in doubt.
    """
    from odas_graph.errors import UnknownTerritoryError
    from odas_graph.territory import find, resolve

    for body, name in _BODY.findall(text or ""):
        words = name.split()[:_MOST_WORDS]
        level = next(level for letters, level in _LEVELS if body.lower().startswith(letters))
        for end in range(len(words), 0, -1):
            wanted = f"{' '.join(words[:end])} ({level})"
            try:
                return resolve(wanted)
            except UnknownTerritoryError:
                if departement and len(found := find(wanted, departement)) == 1:
                    return found[0]
    return None


def commune_code(town: str | None, postcode: str | None) -> str | None:
    """The code of the commune of that name, in the département that the postal code tells; None in doubt.

    "PARIS 11EME", "LE MANS CEDEX 2" are read; a name that two communes of the département bear is not.
    """
    from odas_graph.errors import UnknownTerritoryError
    from odas_graph.territory import find

    if not town:
        return None
    name = re.sub(r"(?i)\bcedex\b.*$", "", town).strip()
    digits = re.sub(r"\D", "", postcode or "")
    digits = digits.zfill(5) if len(digits) == 4 else digits
    within = (digits[:3] if digits.startswith("97") else digits[:2]) if len(digits) == 5 else None
    for inside in ("2A", "2B") if within == "20" else (within,):
        try:
            found = {t.code for t in find(name, inside) if t.kind == "commune"}
        except UnknownTerritoryError:
            return None
        if len(found) == 1:
            return found.pop()
    return None


def commune_codes(places: pl.DataFrame) -> pl.Series:
    """The code of the commune of each row of `town` and `postcode`; each different pair is looked up once."""
    import polars as pl

    pairs = places.unique(maintain_order=True).filter(pl.col("town").is_not_null())
    codes = [commune_code(town, postcode) for town, postcode in pairs.iter_rows()]
    return places.join(pairs.with_columns(pl.Series("code", codes, pl.String)), on=["town", "postcode"], how="left",
                       nulls_equal=True, maintain_order="left").get_column("code")
