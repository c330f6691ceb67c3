"""The pages of the territories: the list, and each one: figures, map, actors, ties, needs, who is little known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from odas_graph import vocab
from odas_graph.atlas.pages import Page
from odas_graph.atlas.site import Site
from odas_graph.i18n import gettext as _
from odas_graph.territory import COUNTRY, Territory, ancestors, label

INDEX: Final = "territoires/index.html"


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
    view = site.view(territory)
    actors = [a.iri for a in view.actors]
    present = {site.dossiers.actors[a].type for a in actors}
    circles = {vocab.CIRCLE.get(t) for t in present}
    return {
        "territory": territory, "actions": actions, "actors": actors, "ties": view.ties,
        "tensions": view.tensions, "absences": view.absences,
        "has_map": bool(actions), "country": territory.code == COUNTRY,
        "spheres": Counter(site.sphere(a) for a in actors).most_common(),
        "footing": Counter("silent" if t.formal is None else "formal" if t.formal else "oral" for t in view.ties),
        "origin": Counter(t.origin or "" for t in view.ties),
        "needs": needs(site, actions),
        "ranked": [a for a in site.ranked if a.actor in set(actors)],
        "unknown": [site.assessments[a] for a in actors if a in site.assessments and not site.assessments[a].rank
                    and not site.dossiers.actors[a].person],
        "silent_circles": [c for c in vocab.CODES["cercle"] if c not in circles],
        "parts": [t for t in site.territories if territory in ancestors(t)[:1] and site.here.get(t.code)],
    }


def needs(site: Site, actions: Sequence[str]) -> list[tuple[str, list[str], list[str]]]:
    """Each need of the code list: the actions that answer it, and who takes part in them; none where nobody does."""
    rows = []
    for need in vocab.CODES["problematique"]:
        answering = [a for a in actions if need in site.dossiers.actions[a].codes["problematique"]]
        rows.append((need, answering, local_actors(site, answering)))
    return rows
