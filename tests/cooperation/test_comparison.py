"""Territories side by side: counts by hand, networks against their own reference, nothing where there is too little."""

from __future__ import annotations

import pytest

from odas_graph.cooperation.comparison import Side, compare, ratio
from odas_graph.cooperation.names import place_iri
from odas_graph.cooperation.reference import FIGURES
from odas_graph.network import panel
from odas_graph.panel import Panel
from tests.analysis import shipped
from tests.analysis.panels import Known, Link
from tests.analysis.panels import panel as made

TOWN, FARM = place_iri("93072"), place_iri("29019")


@pytest.fixture(scope="module")
def columns() -> Panel:
    """A town of two actions and six ties, a farm of one action and one tie."""
    return made(
        [("ada", "a1"), ("ada service", "a1"), ("bea", "a1"), ("bea", "a2"), ("hall", "a2"), ("dan", "a3")],
        sites={"a1": TOWN, "a2": TOWN, "a3": FARM},
        needs={"a1": ["lien-social", "autre"], "a2": ["autre"], "a3": ["acces-aux-soins"]},
        houses={"ada service": "ada"}, institutions=["hall"], spheres={"bea": "logement", "hall": None},
        places={"eve": TOWN},
        contacts=[Known("ada", "hall", "commune-ccas", formal=True, origin="preexistant", action="a1"),
                  Known("bea", "hall", "commune-ccas", absent=True, action="a1"),
                  Known("dan", "hall", "commune-ccas", action="a3")],
        ties=[Link(("ada", "bea"), formal=True, origin="ne-de-l-action", action="a1"),
              Link(("bea", "hall"), formal=False, origin="ne-de-l-action", action="a2"),
              Link(("ada", "eve"), action="a1"), Link(("eve", "bea"), action="a1"),
              Link(("ada", "bea", "eve"), formal=False, action="a2")])


def side(columns: Panel, territory: str) -> Side:
    return compare(columns, [territory], draws=50)[0]


def test_what_the_sources_know_is_counted(columns: Panel) -> None:
    town = side(columns, TOWN)
    assert (town.actors, town.actions, town.participations, town.ties) == (5, 2, 5, 6)
    assert town.footing == (2, 2, 2) and town.formal == 0.5
    assert town.origin == (1, 0, 2, 0, 3) and town.born == pytest.approx(2 / 3)
    assert town.spheres == ("logement", "association")
    # A service answers as its body does: ada and bea for both needs, the hall for one of them besides.
    assert town.needs == {"lien-social": 2, "autre": 3} and town.sole == ()
    # Candidates: ada, its service and bea; eve takes part in nothing, the hall is an institution.
    assert town.candidates == 3 and town.circles["commune-ccas"] == 2 and town.circles["region"] == 0
    assert town.coverage == pytest.approx(2 / 18)


def test_a_farm_has_too_little_to_compare(columns: Panel) -> None:
    farm = side(columns, FARM)
    assert farm.needs == {"acces-aux-soins": 1} and farm.sole == ("acces-aux-soins",)
    assert farm.networks == {"ties": None, "affiliation": None} and farm.formal is None
    assert farm.to_dict()["networks"] == {"ties": None, "affiliation": None}


def test_networks_stand_against_their_own_reference(columns: Panel) -> None:
    town = side(columns, TOWN)
    figures = town.networks["ties"]
    assert figures is not None and list(figures) == list(FIGURES)
    # Four actors, all but one of six pairs tied.
    assert figures["density"].observed == pytest.approx(5 / 6)
    assert all(of.draws == 50 for of in figures.values() if of.observed is not None)
    assert town.networks["affiliation"] is not None
    data = town.to_dict()["networks"]["ties"]["density"]
    assert "observed" not in data and data["of_reference"] == pytest.approx(ratio(figures["density"]))
    assert "observed" in town.to_dict()["networks"]["ties"]["fragmentation"]


def test_a_place_without_data_is_empty(columns: Panel) -> None:
    nothing = side(columns, place_iri("2B"))
    assert (nothing.actors, nothing.actions, nothing.ties, nothing.coverage) == (0, 0, 0, None)
    assert nothing.needs == {} and nothing.networks == {"ties": None, "affiliation": None}


def test_territories_keep_their_order_and_all_draws_are_told(columns: Panel) -> None:
    told: list[int] = []
    found = compare(columns, [FARM, TOWN], draws=60, advance=told.append)
    assert [s.territory for s in found] == [FARM, TOWN] and sum(told) == 2 * 2 * 60
    assert found == compare(columns, [FARM, TOWN], draws=60)


def test_the_shipped_data_have_their_networks_outside_chance() -> None:
    [whole] = compare(panel(shipped().store), [place_iri("FR")], draws=100)
    assert (whole.actors, whole.ties) == (297, 113) and sum(whole.footing) == 113 == sum(whole.origin)
    figures = whole.networks["ties"]
    # Actors of nine fiches of nine départements: in as many parts, whatever chance would join.
    assert figures is not None and figures["fragmentation"].verdict == "above"
    assert figures["distance"].verdict == "below"
