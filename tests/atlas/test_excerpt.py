"""What a territory shows, cut from the whole: the same as the store tells when it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

import odas_graph as og
from odas_graph.atlas.site import Site
from odas_graph.pipeline import load_ontology
from odas_graph.simulation import Parameters, story
from odas_graph.simulation.quads import to_nquads
from odas_graph.store import EmbeddedStore, GraphStore
from odas_graph.territory import COUNTRY
from odas_graph.views import map_view


def made_up() -> GraphStore:
    """A country of sixty actors in three communes."""
    store = EmbeddedStore()
    load_ontology(store)
    store.load(b"".join(to_nquads(story(60, 3, Parameters(actions_per_actor=2.0, actors_per_commune=20)))), "nq")
    return store


@pytest.mark.parametrize("which", ["shipped", "made up"])
def test_the_view_of_each_territory_is_the_one_that_the_store_gives(atlas: Path, which: str) -> None:
    store = og.load(atlas).store if which == "shipped" else made_up()
    site = Site.read(store, "fr", [])
    places = [t for t in site.territories if site.here.get(t.code) and t.code != COUNTRY]
    assert len(places) > 4
    for place in places:
        assert site.view(place) == map_view(store, place), place.code
