"""The pages of the actions: the list, and each action as its fiche has it, with its partnerships and proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from odas_graph.atlas.pages import Page
from odas_graph.atlas.site import Site
from odas_graph.dossiers import ActionDossier
from odas_graph.i18n import gettext as _

INDEX: Final = "actions/index.html"
# Code lists shown among the facts, in the order people ask.
SHOWN: Final = ("problematique", "public", "phase", "approche", "caracteristique", "stade", "continuite")


def pages(site: Site) -> Iterator[Page]:
    """The list of actions, then one page an action."""
    ordered = sorted(site.dossiers.actions.values(), key=lambda a: (site.name(a.iri).casefold(), a.iri))
    yield Page(INDEX, "actions.html.j2", _("Actions"), section=INDEX, context={
        "actions": ordered, "leads": {a.iri: _leads(site, a.iri) for a in ordered}})
    for action in ordered:
        path = site.page(action.iri)
        if path:
            yield Page(path, "action.html.j2", site.name(action.iri), section=INDEX,
                       trail=[(_("Actions"), INDEX), (site.name(action.iri), None)], context=_context(site, action))


def _leads(site: Site, action: str) -> list[str]:
    """Those who lead an action."""
    return [p.actor for p in site.participations.get(action, ()) if {"porteur", "copilote"} & set(p.roles)]


def _context(site: Site, action: ActionDossier) -> dict[str, Any]:
    taking_part = sorted(site.participations.get(action.iri, ()),
                         key=lambda p: ("porteur" not in p.roles, site.name(p.actor).casefold(), p.actor))
    disputes = site.disputes.get(action.iri, ())
    return {
        "action": action, "leads": _leads(site, action.iri), "participations": taking_part,
        "shown": {scheme: action.codes[scheme] for scheme in SHOWN if action.codes[scheme]},
        "scheme_names": _scheme_names(), "ties": site.ties.get(action.iri, ()),
        "tensions": [d for d in disputes if d.iri not in site.absences],
        "absences": [d for d in disputes if d.iri in site.absences],
        "maps": [t for place in action.territories if (t := site.territory(place))],
        "contradictions": [c for c in site.dossiers.contradictions if action.iri in c.concerns],
    }


def _scheme_names() -> dict[str, str]:
    return {"problematique": _("Needs"), "public": _("For whom"), "phase": _("When in the crisis"),
            "approche": _("Way of working"), "caracteristique": _("What the study saw in it"),
            "stade": _("Stage in the study"), "continuite": _("What became of it")}
