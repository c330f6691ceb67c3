"""The page of the actors that do much and are little known: list with reasons and proof, who is known to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from odas_graph.atlas.pages import Page
from odas_graph.atlas.site import Site
from odas_graph.atlas.standing import HIGH, LEFT, SIDE, STRIP, TOP, WIDE, standing
from odas_graph.i18n import gettext as _
from odas_graph.visibility.matrix import CODES

PATH: Final = "invisibles.html"
# Sign of each state of knowledge: told apart by letter and shape before colour.
SIGNS: Final = {"connu-formel": "●", "connu-sans-ecrit": "◐", "connu-base-inconnue": "◕", "lien-date-inconnue": "◔",
                "lien-nouveau": "+", "sans-lien": "–", "absence-attestee": "✕", "inconnu": "?"}
# So many of the list are told in full; the others stand in a table, and are told each on its own page.
MOST_TOLD: Final = 40
# A table of more rows is no table: the others are in the data files.
MOST_ROWS: Final = 150


def pages(site: Site) -> Iterator[Page]:
    """The page."""
    yield Page(PATH, "invisible.html.j2", _("Who does much and is little known"), section=PATH, context=_context(site))


def state_words() -> dict[str, str]:
    """What each state of knowledge means, in a few words."""
    return {"connu-formel": _("known before, on a formal footing"),
            "connu-sans-ecrit": _("known before, nothing in writing"),
            "connu-base-inconnue": _("known before, footing not stated"),
            "lien-date-inconnue": _("a tie, age not stated"),
            "lien-nouveau": _("first tie born of the action"),
            "sans-lien": _("a source states that they did not work together"),
            "absence-attestee": _("a source states that it did not know the actor"),
            "inconnu": _("no source says")}


def _context(site: Site) -> dict[str, Any]:
    matrix = site.matrix
    told = [row for row in matrix.rows if any(cell.is_attested for cell in row.cells.values())]
    return {
        "matrix": matrix, "rows": told[:MOST_ROWS], "untold": len(matrix.rows) - len(told),
        "signs": SIGNS, "states": {code: state_words()[code] for code in CODES},
        "unranked": [a for a in site.assessments.values()
                     if not a.rank and not site.dossiers.actors[a.actor].person],
        "listed": len(site.ranked), "assessed": len(matrix.rows), "standing": standing(site), "most": MOST_TOLD,
        "left": LEFT, "top_edge": TOP, "side": SIDE, "high": HIGH, "strip": STRIP, "wide": WIDE,
    }
