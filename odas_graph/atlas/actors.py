"""The pages of the actors: the list, and each actor: what it does, with whom, who knows it, verdict and proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from odas_graph.atlas.pages import Page
from odas_graph.atlas.site import Site
from odas_graph.dossiers import ActorDossier
from odas_graph.i18n import gettext as _

INDEX: Final = "acteurs/index.html"


def pages(site: Site) -> Iterator[Page]:
    """The list of actors, then one page an actor."""
    ordered = [site.dossiers.actors[iri] for iri in site.public_actors]
    yield Page(INDEX, "actors.html.j2", _("Actors"), section=INDEX, context={
        "actors": ordered, "verdicts": {a.iri: site.verdict(a.iri) for a in ordered}})
    for actor in ordered:
        path = site.page(actor.iri)
        if path:
            yield Page(path, "actor.html.j2", actor.name, section=INDEX,
                       trail=[(_("Actors"), INDEX), (actor.name, None)], context=_context(site, actor))


def _context(site: Site, actor: ActorDossier) -> dict[str, Any]:
    disputes = site.disputes.get(actor.iri, ())
    return {
        "actor": actor, "assessment": site.verdict(actor.iri), "sphere": site.sphere(actor.iri),
        "participations": sorted(site.participations.get(actor.iri, ()),
                                 key=lambda p: (site.name(p.action).casefold(), p.action)),
        "ties": site.ties.get(actor.iri, ()),
        "tensions": [d for d in disputes if d.iri not in site.absences],
        "absences": [d for d in disputes if d.iri in site.absences],
        "meetings": site.prospects.of(actor.iri), "stop": site.prospects.stops.get(actor.iri),
        "contradictions": [c for c in site.dossiers.contradictions if actor.iri in c.concerns],
    }
