"""C3: the cells that one house alone fills."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from odas_graph.analysis.draws import Draws
from odas_graph.analysis.irreplaceability import irreplaceability, sole_cells
from odas_graph.panel import CONTRIBUTIONS, NEEDS, ROLES, SILENT, Panel
from tests.analysis.drawn import drawn, readings
from tests.analysis.panels import Part, panel

STATED = readings()
NEED = {"x": ["lien-social"]}


def counts(world: Panel, draws: Draws = STATED) -> list[dict[str, float]]:
    """What is above 0, by name, in each reading."""
    return [{name: value for name, value in zip(world.actors.iris, row, strict=True) if value}
            for row in irreplaceability(world, draws).tolist()]


def brings(world: Panel) -> set[tuple[str, str, str]]:
    cells = sole_cells(world)
    return {(world.actors.iris[a], world.actions.iris[x], CONTRIBUTIONS[c]) for a, x, c in zip(
        cells.bringer.tolist(), cells.action.tolist(), cells.contribution.tolist(), strict=True)}


def answers(world: Panel) -> set[tuple[str, str, str]]:
    cells = sole_cells(world)
    return {(world.actors.iris[a], NEEDS[n], world.territories[t]) for a, n, t in zip(
        cells.answerer.tolist(), cells.need.tolist(), cells.territory.tolist(), strict=True)}


def test_the_only_one_to_bring_it() -> None:
    world = panel([Part("a", "x", brought={"locaux", "denrees"}), Part("b", "x", brought={"denrees"})])
    assert brings(world) == {("a", "x", "locaux")}
    assert counts(world) == [{"a": 1}]


def test_what_others_bring_to_another_action_takes_nothing() -> None:
    world = panel([Part("a", "x", brought={"locaux"}), Part("b", "y", brought={"locaux"})])
    assert brings(world) == {("a", "x", "locaux"), ("b", "y", "locaux")}


def test_of_one_house_each_that_brings_it_counts() -> None:
    world = panel([Part(name, "x", brought={"locaux"}) for name in "abc"], houses={"b": "a", "c": "a"})
    assert counts(world) == [{"a": 1, "b": 1, "c": 1}]
    world = panel([Part("a", "x"), Part("b", "x", brought={"locaux"})], houses={"b": "a"})
    assert counts(world) == [{"b": 1}]


def test_a_need_that_nobody_else_answers_there() -> None:
    world = panel([("a", "x"), ("b", "y")], needs=NEED | {"y": ["lien-social"]}, sites={"x": "t1", "y": "t2"})
    assert answers(world) == {("a", "lien-social", "t1"), ("b", "lien-social", "t2")}
    world = panel([("a", "x"), ("b", "y")], needs=NEED | {"y": ["lien-social"]}, sites={"x": "t1", "y": ["t1", "t2"]})
    assert answers(world) == {("b", "lien-social", "t2")}


def test_a_wider_action_answers_too_and_a_narrower_not_for_the_whole() -> None:
    world = panel([("a", "x"), ("b", "y")], needs=NEED | {"y": ["lien-social"]}, sites={"x": "t1", "y": "d"},
                  holders={"t1": ["d", "r"], "d": ["r"]})
    assert answers(world) == {("b", "lien-social", "d")}


def test_a_wider_action_of_the_same_house_takes_nothing() -> None:
    world = panel([("a", "x"), ("a", "y"), ("b", "y")], needs=NEED | {"y": ["lien-social"]}, houses={"b": "a"},
                  sites={"x": "t1", "y": "d"}, holders={"t1": ["d"]})
    assert answers(world) == {("a", "lien-social", "t1"), ("a", "lien-social", "d"), ("b", "lien-social", "d")}


def test_a_need_is_as_stated_and_a_cell_counts_once() -> None:
    needs = {"x": ["lien-social"], "y": ["lien-social", "acces-aux-droits"], "z": ["rupture-de-liens"]}
    world = panel([("a", "x"), ("a", "y"), ("b", "z")], needs=needs, sites=dict.fromkeys("xyz", "t1"))
    assert counts(world) == [{"a": 2, "b": 1}]


def test_an_action_of_unknown_territory_answers_nowhere() -> None:
    world = panel([("a", "x"), ("b", "y")], needs=NEED | {"y": ["lien-social"]}, sites={"x": "t1"})
    assert counts(world) == [{"a": 1}]


def test_to_pay_or_to_observe_is_not_to_answer() -> None:
    beside = [("b", "x", {"financeur"}), ("c", "x", {"evaluateur", "financeur"})]
    world = panel([("a", "x"), *beside], needs=NEED, sites={"x": "t1"})
    assert counts(world) == [{"a": 1}]
    assert counts(panel(beside, needs=NEED, sites={"x": "t1"})) == [{}]
    # Who pays and acts answers; a part without a stated role does too.
    for roles in ({"financeur", "relais"}, set[str]()):
        assert counts(panel([("a", "x"), ("b", "x", roles)], needs=NEED, sites={"x": "t1"})) == [{}]
    assert counts(panel([Part("b", "x", {"financeur"}, brought={"financement"})])) == [{"b": 1}]


def test_an_action_left_out_takes_its_cells_and_leaves_the_others_alone() -> None:
    world = panel([Part("a", "x", brought={"locaux"}), Part("b", "y")], needs=NEED | {"y": ["lien-social"]},
                  sites=dict.fromkeys("xy", "t1"))
    assert counts(world, readings(left_out=[SILENT, 0, 1, 0])) == [{"a": 1}, {"b": 1}, {"a": 2}, {"b": 1}]


def naive(world: Panel, left_out: int) -> list[int]:
    """By looking at everybody for every cell."""
    rows, house = world.participations, world.actors.house.tolist()
    beside = {ROLES.index("financeur"), ROLES.index("evaluateur")}
    above = {t: {t} for t in range(len(world.territories))}
    for one, holder in zip(world.held.tolist(), world.holder.tolist(), strict=True):
        above[one].add(holder)
    brought, answered = set(), set()
    for row, (actor, action) in enumerate(zip(rows.actor.tolist(), rows.action.tolist(), strict=True)):
        if action == left_out:
            continue
        brought |= {(actor, (action, c)) for c in rows.brought[rows.brought_row == row].tolist()}
        roles = rows.role_sets[rows.roles[row]]
        if not roles or set(roles) - beside:
            answered |= {(actor, (need, site))
                         for need in world.actions.need[world.actions.need_action == action].tolist()
                         for site in world.actions.site_territory[world.actions.site_action == action].tolist()}
    found = [0] * len(house)
    for actor, cell in brought:
        found[actor] += all(house[other] == house[actor] for other, its in brought if its == cell)
    for actor, (need, site) in answered:
        found[actor] += all(house[other] == house[actor] for other, (its, there) in answered
                            if its == need and there in above[site])
    return found


@given(drawn())
def test_as_counted_cell_by_cell(case: tuple[Panel, Draws]) -> None:
    world, draws = case
    assert irreplaceability(world, draws).tolist() == [naive(world, action) for action in draws.left_out.tolist()]


@given(drawn())
def test_the_cells_are_those_that_are_counted_and_each_is_there_once(case: tuple[Panel, Draws]) -> None:
    world, _ = case
    cells = sole_cells(world)
    assert len(brings(world)) == len(cells.bringer) and len(answers(world)) == len(cells.answerer)
    assert (np.diff(cells.bringer) >= 0).all() and (np.diff(cells.answerer) >= 0).all()
    count = np.bincount(np.concatenate([cells.bringer, cells.answerer]), minlength=len(world.actors))
    assert (irreplaceability(world, STATED)[0] == count).all()
