"""C2: pairs that only an actor joins, and open pairs between spheres that it brokers."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from odas_graph.analysis import contribution, gould_fernandez
from odas_graph.analysis.bridging import brokered, separated
from odas_graph.analysis.draws import Draws
from odas_graph.panel import ORIGINS, SILENT, Panel
from tests.analysis.drawn import drawn, panels, readings
from tests.analysis.panels import Link, panel

STATED = readings()


def of(found: np.ndarray, world: Panel) -> dict[str, float]:
    """What is above 0, by name, in a single reading."""
    return {name: value for name, value in zip(world.actors.iris, found[0].tolist(), strict=True) if value}


# --- separated -----------------------------------------------------------------------------------------------------

def test_who_alone_joins_two_actions() -> None:
    # Without b: {a, x} and {c, y}, four pairs lost of six.
    world = panel([("a", "x"), ("b", "x"), ("b", "y"), ("c", "y")])
    assert of(separated(world, STATED), world) == {"b": 4}


def test_what_it_is_alone_in_is_lost_with_it_too() -> None:
    # Without a, y is alone: its pairs with b and x are lost.
    world = panel([("a", "x"), ("a", "y"), ("b", "x")])
    assert of(separated(world, STATED), world) == {"a": 2}


def test_a_second_way_between_makes_nobody_needed() -> None:
    world = panel([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")])
    assert of(separated(world, STATED), world) == {}


def test_an_institution_is_a_node_as_another() -> None:
    rows = [("ville", "x"), ("ville", "y"), ("b", "x"), ("b", "y")]
    assert of(separated(panel(rows[1:]), STATED), panel(rows[1:])) == {"b": 2}
    world = panel(rows, institutions={"ville"})
    assert of(separated(world, STATED), world) == {}


def test_an_action_left_out_is_gone() -> None:
    world = panel([("a", "x"), ("b", "x"), ("b", "y"), ("c", "y"), ("a", "z"), ("c", "z")])
    # The three actions stand in a ring; without z, b is all that joins x and y.
    x, z = (world.actions.iris.index(name) for name in "xz")
    found = separated(world, readings(left_out=[SILENT, z, x, z]))
    assert found.tolist() == [[0, 0, 0], [0, 4, 0], [0, 0, 4], [0, 4, 0]]


def ways(world: Panel, left_out: int) -> nx.Graph[object]:
    graph: nx.Graph[object] = nx.Graph()
    graph.add_nodes_from(range(len(world.actors)))
    rows = world.participations
    graph.add_edges_from((actor, f"action {action}") for actor, action in zip(
        rows.actor.tolist(), rows.action.tolist(), strict=True) if action != left_out)
    return graph


def reached(graph: nx.Graph[object]) -> int:
    return sum(len(part) * (len(part) - 1) // 2 for part in nx.connected_components(graph))


@given(drawn())
def test_the_pairs_that_removal_loses(case: tuple[Panel, Draws]) -> None:
    world, draws = case
    found = separated(world, draws)
    for reading, left_out in enumerate(draws.left_out.tolist()):
        graph = ways(world, left_out)
        for actor in range(len(world.actors)):
            own = len(nx.node_connected_component(graph, actor)) - 1
            without = graph.subgraph(set(graph) - {actor})
            assert found[reading, actor] == reached(graph) - own - reached(without)


# --- brokered ------------------------------------------------------------------------------------------------------

SPHERES = {"soin": "sante", "toit": "logement", "club": "association", "cafe": "association"}


def test_open_pairs_of_different_spheres() -> None:
    world = panel(ties=[("club", "soin"), ("club", "toit"), ("club", "cafe")], spheres=SPHERES)
    # soin–toit, soin–cafe, toit–cafe.
    assert of(brokered(world, STATED), world) == {"club": 3}


def test_those_of_one_sphere_are_not_brokered() -> None:
    world = panel(ties=[("soin", "club"), ("soin", "cafe")], spheres=SPHERES)
    assert of(brokered(world, STATED), world) == {}


def test_a_tie_between_the_two_closes_the_pair() -> None:
    world = panel(ties=[("club", "soin"), ("club", "toit"), ("soin", "toit")], spheres=SPHERES)
    assert of(brokered(world, STATED), world) == {}


def test_a_tie_of_several_joins_every_pair_of_them() -> None:
    world = panel(ties=[("club", "soin", "toit"), ("club", "cafe")], spheres=SPHERES)
    # cafe is open to soin and to toit by club alone; soin and toit are tied.
    assert of(brokered(world, STATED), world) == {"club": 2}


@pytest.mark.parametrize("nothing", [Link(("soin", "toit"), origin="envisage"), Link(("soin", "toit"), absent=True)])
def test_a_plan_and_an_absence_join_nobody_and_close_nothing(nothing: Link) -> None:
    world = panel(ties=[("club", "soin"), ("club", "toit"), nothing], spheres=SPHERES)
    assert of(brokered(world, STATED), world) == {"club": 1}
    alone = panel(ties=[("club", "soin"), nothing], spheres=SPHERES)
    assert of(brokered(alone, STATED), alone) == {}


def test_institutions_are_no_part_of_it() -> None:
    ties = [("club", "soin"), ("club", "toit"), ("club", "ville"), ("soin", "ville"), ("toit", "ville")]
    spheres = SPHERES | {"ville": "collectivite"}
    world = panel(ties=ties, spheres=spheres, institutions={"ville"})
    # The town hall neither brokers, nor is brokered, nor closes a pair.
    assert of(brokered(world, STATED), world) == {"club": 1}
    assert of(brokered(panel(ties=ties, spheres=spheres), STATED), world) == {"club": 1, "ville": 1}
    assert of(brokered(panel(ties=ties[:2], spheres=SPHERES), STATED), panel(ties=ties[:2])) == {"club": 1}


def test_an_actor_of_unknown_sphere_brokers_and_is_not_brokered() -> None:
    ties = [("club", "soin"), ("club", "toit"), ("soin", "cafe")]
    world = panel(ties=ties, spheres=SPHERES | {"club": None})
    # soin – club – toit counts; club – soin – cafe does not, as club is of no sphere.
    assert of(brokered(world, STATED), world) == {"club": 1}


def test_a_tie_stands_in_the_readings_that_keep_it() -> None:
    world = panel([("soin", "x")], ties=[("club", "soin"), Link(("club", "soin"), action="x"), ("club", "toit")],
                  spheres=SPHERES)
    kept = [[True, True, True], [False, True, True], [False, False, True], [False, True, True], [True, True, False]]
    draws = readings(left_out=[SILENT, SILENT, SILENT, 0, SILENT], kept=kept)
    club = world.actors.iris.index("club")
    # Two ties join club and soin: one is enough, and the second is gone with its action.
    assert brokered(world, draws)[:, club].tolist() == [1, 1, 0, 0, 0]


def test_a_body_and_its_own_volunteers_are_no_pair_to_link() -> None:
    ties = [("club", "soin"), ("club", "toit")]
    world = panel([("soin", "x")], ties=ties, spheres=SPHERES, houses={"toit": "soin"})
    assert of(brokered(world, STATED), world) == {}
    apart = panel([("soin", "x")], ties=ties, spheres=SPHERES)
    assert of(brokered(apart, STATED), apart) == {"club": 1}
    own = panel([("soin", "x")], ties=ties, spheres=SPHERES, houses={"toit": "club"})
    assert of(brokered(own, STATED), own) == {}


def pairs(world: Panel, draws: Draws, reading: int) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(i for i in range(len(world.actors)) if not world.actors.institution[i])
    for tie in range(len(world.ties)):
        gone = draws.left_out[reading] != SILENT and world.ties.action[tie] == draws.left_out[reading]
        if (world.ties.absent[tie] or world.ties.origin[tie] == ORIGINS.index("envisage") or gone
                or not (draws.kept is None or draws.kept[reading, tie])):
            continue
        members = world.ties.member[world.ties.member_tie == tie].tolist()
        graph.add_edges_from((a, b) for a, b in combinations(members, 2) if a in graph and b in graph)
    return graph


@given(drawn())
def test_the_open_pairs_that_a_walk_finds(case: tuple[Panel, Draws]) -> None:
    world, draws = case
    found = brokered(world, draws)
    sphere, house = world.actors.sphere, world.actors.house
    for reading in range(len(draws)):
        graph = pairs(world, draws, reading)
        for actor in range(len(world.actors)):
            partners = sorted(p for p in graph[actor] if house[p] != house[actor]) if actor in graph else []
            assert found[reading, actor] == sum(
                sphere[a] != sphere[b] and SILENT not in (sphere[a], sphere[b]) and house[a] != house[b]
                and not graph.has_edge(a, b) for a, b in combinations(partners, 2))


@given(panels())
def test_half_the_gatekeepers_representatives_and_liaisons(world: Panel) -> None:
    known = np.where(world.actors.sphere == SILENT, 0, world.actors.sphere)
    # Brokers of the literature have no houses: here, each is one of its own.
    world = replace(world, actors=replace(world.actors, sphere=known, house=np.arange(len(known))))
    brokers = gould_fernandez(pairs(world, STATED, 0), dict(enumerate(known.tolist())))
    found = brokered(world, STATED)[0]
    for actor, broker in brokers.items():
        assert 2 * found[actor] == sum(getattr(broker, role) for role in ("gatekeeper", "representative", "liaison"))


def test_a_hub_and_many_readings() -> None:
    partners = [f"p{i:03}" for i in range(300)]
    spheres = {name: ("sante", "logement", "association")[i % 3] for i, name in enumerate(partners)}
    world = panel(ties=[("hub", name) for name in partners], spheres=spheres)
    dice = np.random.default_rng(5)
    draws = readings(left_out=[SILENT] * 700, kept=(dice.random((700, 300)) < .9).tolist())
    found = brokered(world, draws)[:, world.actors.iris.index("hub")]
    assert draws.kept is not None
    counts = np.stack([draws.kept[:, i::3].sum(axis=1) for i in range(3)])
    assert (found == counts[0] * counts[1] + counts[0] * counts[2] + counts[1] * counts[2]).all()


def test_many_readings_are_counted_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(8)
    names = [f"a{i:02}" for i in range(40)]
    ties = [tuple(dice.choice(names, dice.integers(2, 6), replace=False).tolist()) for _ in range(60)]
    spheres = {name: (*SPHERES.values(), None)[i % 5] for i, name in enumerate(names)}
    world = panel(ties=ties, spheres=spheres)
    draws = readings(left_out=[SILENT] * 30, kept=(dice.random((30, 60)) < .8).tolist())
    whole = brokered(world, draws)
    assert whole.any() and len(np.unique(whole, axis=0)) == 30
    monkeypatch.setattr(contribution, "CELLS", 2000)  # two readings in one go, or one where there are triangles
    assert (brokered(world, draws) == whole).all()
