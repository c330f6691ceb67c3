"""Whom an actor joins, by name: what the counts of bridging are made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from odas_graph.analysis.between import Pair, cut_off, joined
from odas_graph.analysis.bridging import bridging
from odas_graph.analysis.draws import stated
from odas_graph.panel import SPHERES, Panel
from tests.analysis.panels import Link, Part, panel
from tests.analysis.test_verdict import three_parts
from tests.analysis.test_weights import shipped_weights


def number(found: Panel, name: str) -> int:
    return found.actors.iris.index(name)


def test_what_is_cut_off_without_the_only_link() -> None:
    found = three_parts()
    everyone = range(len(found.actors))
    # Without lien, pres and x on one side, loin and y on the other.
    assert cut_off(found, everyone) == {number(found, "lien"): 2}
    assert cut_off(found, []) == {} and cut_off(panel(), []) == {}


def test_an_actor_alone_in_one_of_its_actions_cuts_that_off() -> None:
    found = panel([Part("a", "x"), Part("a", "y"), Part("b", "y"), Part("c", "y")])
    assert cut_off(found, range(3)) == {number(found, "a"): 1}


def test_pairs_of_different_spheres_without_a_tie_of_their_own() -> None:
    found = panel(ties=[("lien", "soin"), ("lien", "toit"), ("lien", "toit"), ("lien", "club", "cafe")],
                  spheres={"soin": "sante", "toit": "logement", "lien": None})
    lien = number(found, "lien")
    names = [{found.actors.iris[p.one], found.actors.iris[p.other]} for p in joined(found, [lien], 9)[lien]]
    # cafe and club are of one sphere, and tied; each is apart from the other two.
    assert names == [{"cafe", "soin"}, {"cafe", "toit"}, {"club", "soin"}, {"club", "toit"}, {"soin", "toit"}]
    assert joined(found, [lien], 9)[lien][-1] == Pair(number(found, "soin"), number(found, "toit"), (0, 1, 2))
    assert joined(found, [lien])[lien] == joined(found, [lien], 9)[lien][:1]
    assert joined(found, [number(found, "soin")])[number(found, "soin")] == []


def test_plans_absences_and_institutions_join_nobody() -> None:
    links = [Link(("lien", "soin"), origin="envisage"), Link(("lien", "toit"), absent=True), Link(("lien", "mairie")),
             Link(("lien", "club"))]
    found = panel(ties=links, spheres={"soin": "sante", "toit": "logement", "mairie": "collectivite"},
                  institutions={"mairie"})
    assert joined(found, range(len(found.actors)), 9) == {i: [] for i in range(len(found.actors))}


def test_a_body_and_its_own_people_are_not_joined_by_name() -> None:
    ties = [("lien", "office"), ("lien", "benevoles"), ("lien", "equipe")]
    spheres = {"benevoles": "habitants", "equipe": "logement"}
    found = panel(ties=ties, spheres=spheres, houses={"benevoles": "office"})
    lien, equipe = number(found, "lien"), number(found, "equipe")
    told = [{found.actors.iris[pair.one], found.actors.iris[pair.other]} for pair in joined(found, [lien], 9)[lien]]
    assert told == [{"benevoles", "equipe"}, {"equipe", "office"}]
    found = panel(ties=ties, spheres=spheres, houses={"benevoles": "office", "equipe": "lien"})
    assert joined(found, [lien, equipe], 9) == {lien: [], equipe: []}


NAMES = st.sampled_from("abcdefg")


@given(st.lists(st.builds(lambda members, origin, absent: Link(tuple(sorted(members)), None, origin, None, absent),
                          st.sets(NAMES, min_size=2, max_size=4), st.sampled_from([None, "envisage"]), st.booleans()),
                max_size=10), st.sets(NAMES), st.lists(st.sampled_from([*SPHERES[:3], None]), min_size=7, max_size=7))
def test_as_many_pairs_as_are_counted(links: list[Link], institutions: set[str], spheres: list[str | None]) -> None:
    found = panel(ties=links, institutions=institutions, spheres=dict(zip("abcdefg", spheres, strict=True)))
    counted = bridging(found, stated(shipped_weights())).brokered[0]
    pairs = joined(found, range(len(found.actors)), 99)
    for actor in range(len(found.actors)):
        if not found.actors.institution[actor]:
            assert len(pairs[actor]) == counted[actor]


@given(st.sets(st.tuples(NAMES, st.sampled_from("xyz")), max_size=12))
def test_something_is_cut_off_where_pairs_are_separated(parts: set[tuple[str, str]]) -> None:
    found = panel(sorted(parts))
    separated = bridging(found, stated(shipped_weights())).separated[0]
    told = cut_off(found, range(len(found.actors)))
    assert {i for i, count in enumerate(separated) if count} == set(told) and all(told.values())
