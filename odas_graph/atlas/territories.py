"""The pages of the territories: the list, and each one: figures, map, actors, ties, needs, who is little known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from odas_graph import vocab
from odas_graph.atlas.needs import cover
from odas_graph.atlas.pages import Page
from odas_graph.atlas.site import Site
from odas_graph.i18n import gettext as _
from odas_graph.territory import COUNTRY, Territory, ancestors, label

INDEX: Final = "territoires/index.html"
# Rows of a table of one territory, the busiest first where there are more: the others are on their own pages.
MOST_ROWS: Final = 150


def pages(site: Site) -> Iterator[Page]:
    """The list of territories, then one page a territory."""
    by_kind: dict[str, list[Territory]] = defaultdict(list)
    for territory in site.territories:
        if site.here.get(territory.code):
            by_kind[territory.kind].append(territory)
    yield Page(INDEX, "territories.html.j2", _("Territories"), section=INDEX, context={
        "by_kind": by_kind, "kinds": _kinds(),
        "empty": [t for t in site.territories if not site.here.get(t.code)]})
    for territory in site.territories:
        above = [(label(t), f"territoires/{t.code}.html") for t in reversed(ancestors(territory))
                 if t in site.with_page]
        yield Page(f"territoires/{territory.code}.html", "territory.html.j2", label(territory), section=INDEX,
                   trail=[(_("Territories"), INDEX), *above, (label(territory), None)],
                   context=_context(site, territory))


def _kinds() -> dict[str, str]:
    return {"pays": _("The country"), "region": _("Régions"), "departement": _("Départements"),
            "epci": _("Intercommunal bodies"), "commune": _("Communes")}


def local_actors(site: Site, actions: Sequence[str]) -> list[str]:
    """Those who take part in these actions, by name."""
    found = {p.actor for action in actions for p in site.participations.get(action, ())}
    return sorted(found, key=lambda iri: (site.name(iri).casefold(), iri))


def _context(site: Site, territory: Territory) -> dict[str, Any]:
    actions = sorted(site.here.get(territory.code, ()), key=lambda iri: (site.name(iri).casefold(), iri))
    if not actions:
        return {"territory": territory, "actions": actions}
    view = site.view(territory)
    actors = [a.iri for a in view.actors]
    present = {site.dossiers.actors[a].type for a in actors}
    circles = {vocab.CIRCLE.get(t) for t in present}
    parts, ties = site.participations, site.ties
    return {
        "territory": territory, "actions": actions, "actors": actors, "ties": view.ties,
        "shown_actions": _shown(actions, lambda iri: len(parts.get(iri, ()))),
        "shown_actors": _shown(actors, lambda iri: len(parts.get(iri, ())) + len(ties.get(iri, ()))),
        "shown_ties": view.ties[:MOST_ROWS],
        "tensions": view.tensions, "absences": view.absences,
        "has_map": bool(actions), "country": territory.code == COUNTRY,
        "spheres": Counter(site.sphere(a) for a in actors).most_common(),
        "footing": Counter("silent" if t.formal is None else "formal" if t.formal else "oral" for t in view.ties),
        "origin": Counter(t.origin or "" for t in view.ties),
        "cover": cover(site, territory), **prospects(site, territory, actors, actions),
        "ranked": [a for a in site.ranked if a.actor in set(actors)],
        "unknown": [site.assessments[a] for a in actors if a in site.assessments and not site.assessments[a].rank
                    and not site.dossiers.actors[a].person],
        "silent_circles": [c for c in vocab.CODES["cercle"] if c not in circles],
        "parts": [t for t in site.territories if territory in ancestors(t)[:1] and site.here.get(t.code)],
    }



def _shown(things: Sequence[str], weight: Callable[[str], int]) -> Sequence[str]:
    """All of them, or the heaviest, in their order."""
    if len(things) <= MOST_ROWS:
        return things
    kept = set(sorted(things, key=lambda iri: (-weight(iri), iri))[:MOST_ROWS])
    return [iri for iri in things if iri in kept]


def prospects(site: Site, territory: Territory, actors: Sequence[str], actions: Sequence[str]) -> dict[str, Any]:
    """Who could meet whom in a territory and what the data lack to say so; what would stop there with whom."""
    inside, known = set(actors), site.prospects
    places = {territory.code, *(t.code for t in site.territories if territory in ancestors(t))}
    return {"meetings": known.ties_of(inside), "missing": known.gaps_of(inside),
            "stops": known.stops_of(inside, set(actions), places)}
