"""The first page: what the atlas holds, the map of France, where to start, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from odas_graph.atlas.france import CROWDED, FRAME, STEPS, inset, shapes
from odas_graph.atlas.pages import Page
from odas_graph.atlas.site import Site
from odas_graph.i18n import gettext as _


def pages(site: Site) -> Iterator[Page]:
    """The first page."""
    yield Page("index.html", "index.html.j2", _("Who works with whom, and who does a great deal unseen"),
               context=_context(site))


def _context(site: Site) -> dict[str, Any]:
    counts = {code: len(actions) for code, actions in site.here.items()}
    departements = [s for s in shapes(counts) if s.known]
    ties = site.everything.ties
    footing = Counter("silent" if t.formal is None else "formal" if t.formal else "oral" for t in ties)
    return {
        "figures": [
            (sum(not a.detailed_by for a in site.dossiers.actions.values()), _("actions"), "actions/index.html"),
            (len(site.dossiers.actors), _("actors"), "acteurs/index.html"),
            (len(ties), _("ties stated by a source"), None),
            (len(departements), _("départements where something is known"), "territoires/index.html"),
            (len(site.ranked), site.plural(len(site.ranked), _("actor that does much and is little known"),
                                           _("actors that do much and are little known")), "invisibles.html"),
        ],
        "shapes": shapes(counts), "inset": inset(shapes(counts)), "crowded": CROWDED, "frame": FRAME,
        "steps": _legend(), "known": departements,
        "footing": footing, "ranked": site.ranked[:5],
        "unranked": sum(not a.rank for a in site.assessments.values()),
        "detailed": [iri for iri, a in site.dossiers.actions.items() if "expertisee" in a.codes["stade"]],
        "datasets": site.dossiers.datasets, "contradictions": site.dossiers.contradictions,
    }


def _legend() -> list[tuple[str, str, str]]:
    """Fill, ink and words of each step: 0, 1, 2 to 3…"""
    found = []
    for (least, fill, ink), after in zip(STEPS, [*(s[0] for s in STEPS[1:]), None], strict=True):
        last = None if after is None else after - 1
        words = (_("{n} or more").format(n=least) if last is None else str(least) if last == least
                 else _("{low} to {high}").format(low=least, high=last))
        found.append((fill, ink, words))
    return found
