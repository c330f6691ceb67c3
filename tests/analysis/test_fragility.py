"""What stops with an actor: worked out by hand, and by taking it out of the panel."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.analysis.fragility import LOSSES, Losses, answers, losses
from odas_graph.analysis.irreplaceability import sole_cells
from odas_graph.panel import CONTRIBUTIONS, NEEDS, ROLES, Panel
from tests.analysis.panels import Link, panel


def named(world: Panel, found: Losses, actor: str) -> dict[str, Any]:
    """What stops with an actor, by name."""
    who, acts = world.actors.iris, world.actions.iris
    i = who.index(actor)

    def rows(name: str) -> list[list[int]]:
        return [row[1:].tolist() for row in getattr(found, name) if row[0] == i]

    return {
        "actions": {acts[a] for a, in rows("actions")}, "leads": {acts[a] for a, in rows("leads")},
        "contributions": {(acts[a], CONTRIBUTIONS[c]) for a, c in rows("contributions")},
        "needs": {(NEEDS[n], world.territories[t]) for n, t in rows("needs")},
        "narrowed": {(NEEDS[n], world.territories[t], who[h]) for n, t, h in rows("narrowed")},
        "ties": {world.ties.iris[t] for t, in rows("ties")}, "cut_off": len(found.cut_off(i))}


NOTHING = {"actions": set(), "leads": set(), "contributions": set(), "needs": set(), "narrowed": set(), "ties": set(),
           "cut_off": 0}


def test_by_hand() -> None:
    world = panel(
        [("asso", "repas", ["porteur"], True, ["denrees", "locaux"]),
         ("caf", "repas", ["partenaire"], None, ["denrees"]),
         ("asso", "visites", ["porteur"]), ("amis", "visites", ["copilote"]), ("seule", "cours", ["porteur"])],
        ties=[Link(("asso", "seule"), origin="preexistant"), Link(("asso", "caf"), absent=True),
              Link(("caf", "seule"), origin="envisage")],
        needs={"repas": ["precarite-alimentaire"], "visites": ["lien-social"], "cours": ["lien-social"]},
        sites={"repas": "stains", "visites": "stains", "cours": "brest"})
    found = losses(world)
    assert named(world, found, "asso") == NOTHING | {
        "leads": {"repas"}, "contributions": {("repas", "locaux")},
        "narrowed": {("precarite-alimentaire", "stains", "caf"), ("lien-social", "stains", "amis")},
        "ties": {"tie-000"}, "cut_off": 2}
    assert named(world, found, "caf") == NOTHING | {"narrowed": {("precarite-alimentaire", "stains", "asso")}}
    assert named(world, found, "amis") == NOTHING | {"narrowed": {("lien-social", "stains", "asso")}}
    assert named(world, found, "seule") == NOTHING | {
        "actions": {"cours"}, "needs": {("lien-social", "brest")}, "ties": {"tie-000"}}
    assert [world.actors.iris[i] for i in found.order(np.arange(4))] == ["seule", "asso", "amis", "caf"]


def test_a_body_stops_with_its_members_and_a_member_stops_alone() -> None:
    world = panel(
        [("conseil", "repas", ["porteur"], True, ["locaux"]), ("service", "repas", ["relais"], True, ["ecoute"]),
         ("agents", "repas", ["relais"], True, ["ecoute"]), ("service", "aide", ["porteur"])],
        houses={"service": "conseil", "agents": "conseil"}, ties=[("service", "asso")],
        needs={"repas": ["lien-social"], "aide": ["acces-aux-droits"]}, sites={"repas": "brest", "aide": "brest"})
    found = losses(world)
    both = {("lien-social", "brest"), ("acces-aux-droits", "brest")}
    assert named(world, found, "conseil") == NOTHING | {
        "actions": {"repas", "aide"}, "contributions": {("repas", "locaux"), ("repas", "ecoute")}, "needs": both,
        "ties": {"tie-000"}}
    # Its council still leads the meals and answers that need; the other action was its own, and so was the partner.
    assert named(world, found, "service") == NOTHING | {
        "actions": {"aide"}, "needs": {("acces-aux-droits", "brest")}, "ties": {"tie-000"}, "cut_off": 1}
    assert named(world, found, "agents") == NOTHING


def test_a_member_that_is_all_its_body_has_in_a_need_leaves_it_to_the_other() -> None:
    world = panel([("service", "x"), ("asso", "x")], houses={"service": "conseil"}, needs={"x": ["lien-social"]},
                  sites={"x": ["brest", "quimper"]})
    found = losses(world)
    left = {("lien-social", "brest", "asso"), ("lien-social", "quimper", "asso")}
    assert named(world, found, "service")["narrowed"] == left == named(world, found, "conseil")["narrowed"]
    assert named(world, found, "asso")["narrowed"] == {
        ("lien-social", "brest", "conseil"), ("lien-social", "quimper", "conseil")}


def test_a_wider_action_answers_the_need_of_each_part_and_who_pays_answers_none() -> None:
    world = panel([("asso", "ici"), ("caf", "ici", ["financeur"]), ("vaste", "partout"), ("autre", "ailleurs")],
                  needs={key: ["lien-social"] for key in ("ici", "partout", "ailleurs")},
                  sites={"ici": "stains", "partout": "93", "ailleurs": "brest"}, holders={"stains": ["93"]})
    found = losses(world)
    assert named(world, found, "asso")["narrowed"] == {("lien-social", "stains", "vaste")}
    assert named(world, found, "asso")["needs"] == set() == named(world, found, "caf")["narrowed"]
    assert named(world, found, "vaste") | {"actions": set()} == NOTHING | {
        "needs": {("lien-social", "93")}, "narrowed": {("lien-social", "stains", "asso")}}
    assert sorted(map(tuple, found.needs.tolist())) == sorted(
        zip(*(getattr(sole_cells(world), name).tolist() for name in ("answerer", "need", "territory")), strict=True))


def test_a_chain_falls_apart_in_its_middle() -> None:
    world = panel([("a", "x"), ("b", "x"), ("b", "y"), ("c", "y"), ("c", "z"), ("d", "z"), ("e", "z")])
    found = losses(world)
    assert found.counts[:, LOSSES.index("cut_off")].tolist() == [0, 1, 2, 0, 0]
    assert [world.actors.iris[i] for i in found.cut_off(1)] == ["a"]


def test_nothing_is_lost_where_there_is_nothing() -> None:
    for world in (panel(), panel(actors=["seule"])):
        found = losses(world)
        assert not found.counts.any() and found.counts.shape == (len(world.actors), len(LOSSES))


# --- against the definition: take the actor out, and look at what is left ---------------------------------------------

NAMES = st.sampled_from("abcdef")
ROWS = st.lists(st.tuples(NAMES, st.sampled_from("xyz"), st.sampled_from([("porteur",), ("copilote",), ("relais",)]),
                          st.none(), st.sets(st.sampled_from(["ecoute", "locaux"]))), max_size=10,
                unique_by=lambda row: row[:2])
TIES = st.lists(st.sets(NAMES, min_size=2, max_size=3).map(lambda members: tuple(sorted(members))), max_size=4)
HOUSES = st.sampled_from([{}, {"b": "a"}, {"b": "a", "c": "a"}, {"d": "e"}])
PLACES = st.fixed_dictionaries({}, optional={k: st.sets(st.sampled_from(["ici", "loin"]), min_size=1).map(sorted)
                                             for k in "xyz"})
WANTS = st.fixed_dictionaries({}, optional={k: st.sets(st.sampled_from(["lien-social", "acces-aux-soins"]), min_size=1)
                                            .map(sorted) for k in "xyz"})


def bodies_by_component(world: Panel, gone: set[int]) -> list[set[int]]:
    """The bodies that act, gathered as they are linked, without those that are gone."""
    house = world.actors.house.tolist()
    parent: dict[Any, Any] = {}

    def top(node: Any) -> Any:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    links = [(a, ("action", x)) for a, x in zip(world.participations.actor.tolist(),
                                                world.participations.action.tolist(), strict=True)]
    links += [(a, ("tie", t)) for t, a in zip(world.ties.member_tie.tolist(), world.ties.member.tolist(), strict=True)]
    for actor, thing in links:
        if actor not in gone:
            parent[top(actor)] = top(thing)
    for actor, body in enumerate(house):
        if actor not in gone and body not in gone:
            parent[top(actor)] = top(body)
    acting = {house[actor] for actor, _ in links}
    found: dict[Any, set[int]] = defaultdict(set)
    for body in acting - gone:
        found[top(body)].add(body)
    return sorted(found.values(), key=len)


@settings(max_examples=150)
@given(ROWS, TIES, HOUSES, PLACES, WANTS, st.sampled_from([{}, {"ici": ["loin"]}]))
def test_what_stops_is_what_is_no_longer_there(rows: Any, ties: Any, houses: Any, sites: Any, needs: Any,
                                               holders: Any) -> None:
    world = panel(rows, ties=ties, houses=houses, sites=sites, needs=needs, holders=holders)
    found, part = losses(world), world.participations
    leading = [i for i, roles in enumerate(part.role_sets) if {ROLES[r] for r in roles} & {"porteur", "copilote"}]
    whole = list(zip(part.actor.tolist(), part.action.tolist(), part.roles.tolist(), strict=True))
    brought = [(part.actor[r], part.action[r], c) for r, c in zip(part.brought_row, part.brought, strict=True)]
    needed, places, of, who = answers(world)
    house = world.actors.house
    for actor in range(len(world.actors)):
        gone = set(np.flatnonzero(house == actor).tolist()) if house[actor] == actor else {actor}
        left = [row for row in whole if row[0] not in gone]
        empty = {x for _, x, _ in whole} - {x for _, x, _ in left}
        unled = {x for _, x, r in whole if r in leading} - {x for _, x, r in left if r in leading} - empty
        bare = {b[1:] for b in brought} - {b[1:] for b in brought if b[0] not in gone}
        before, after = defaultdict(set), defaultdict(set)
        for cell, one in zip(of.tolist(), who.tolist(), strict=True):
            before[cell].add(int(house[one]))
            if one not in gone:
                after[cell].add(int(house[one]))
        assert {tuple(r[1:]) for r in found.actions.tolist() if r[0] == actor} == {(x,) for x in empty}
        assert {tuple(r[1:]) for r in found.leads.tolist() if r[0] == actor} == {(x,) for x in unled}
        assert {tuple(r[1:]) for r in found.contributions.tolist() if r[0] == actor} == bare
        assert {tuple(r[1:]) for r in found.needs.tolist() if r[0] == actor} == {
            (needed[c], places[c]) for c in before if not after[c]}
        assert {tuple(r[1:]) for r in found.narrowed.tolist() if r[0] == actor} == {
            (needed[c], places[c], min(after[c])) for c in before if len(before[c]) == 2 and len(after[c]) == 1}
        members = list(zip(world.ties.member_tie.tolist(), world.ties.member.tolist(), strict=True))
        held = {t for t, m in members if m in gone and len({house[o] for s, o in members if s == t}) > 1}
        assert {r[1] for r in found.ties.tolist() if r[0] == actor} == held
        # What it held together: the component it stood in, less the largest piece.
        mine = next((c for c in bodies_by_component(world, set()) if house[actor] in c), set()) - gone
        pieces = sorted((c & mine for c in bodies_by_component(world, gone)), key=len)
        assert len(found.cut_off(actor)) == found.counts[actor, LOSSES.index("cut_off")] == len(mine) - (
            len(pieces[-1]) if pieces else 0)
        assert set(found.cut_off(actor)) <= mine
