"""Who could meet whom, and what would stop with whom, on the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

import odas_graph as og
from odas_graph.atlas.prospects import Prospects
from odas_graph.atlas.site import Site
from odas_graph.i18n import in_language
from odas_graph.pipeline import load_ontology
from odas_graph.simulation import Parameters, story
from odas_graph.simulation.quads import to_nquads
from odas_graph.store import EmbeddedStore
from tests.atlas.pages import read


@pytest.fixture(scope="module")
def found() -> Prospects:
    """Those of a made-up country, where ties are missing."""
    store = EmbeddedStore()
    load_ontology(store)
    store.load(b"".join(to_nquads(story(120, 1, Parameters(actions_per_actor=3.0)))), "nq")
    with in_language("en"):
        return Prospects.read(store)


def test_a_missing_tie_is_told_at_both_ends(found: Prospects) -> None:
    assert found.ties
    for tie in found.ties:
        assert tie in found.of(tie.actor.iri) and tie in found.of(tie.institution.iri)
        assert tie in found.ties_of({tie.actor.iri})
        assert tie not in found.ties_of({tie.institution.iri})


def test_a_stop_is_told_where_it_matters(found: Prospects) -> None:
    assert found.stops
    for iri, stop in found.stops.items():
        actions = {str(item["action"]) for name in ("actions", "leads", "contributions") for item in stop.items[name]}
        if actions:
            assert stop in found.stops_of({iri}, actions, ())
            assert stop not in found.stops_of(set(), actions, ())


def test_natural_persons_have_no_prospects(atlas: Path) -> None:
    site = Site.read(og.load(atlas).store, "fr", [])
    persons = {iri for iri, a in site.dossiers.actors.items() if a.person}
    assert persons
    assert not persons & set(site.prospects.stops)
    assert not any(site.prospects.of(person) for person in persons)


def test_pages_tell_what_would_stop_and_call_nobody_unwilling(atlas: Path) -> None:
    for page in ("territoires/93.html", "acteurs/apcis.html", "rapport/93.html"):
        text = " ".join(read(atlas / "en" / page).text.split())
        assert "no proof that there is nobody" in text, page
        assert not [word for word in ("refuses", "uncooperative", "unwilling", "fails to") if word in text.casefold()]


