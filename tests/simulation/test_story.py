"""The story: what it says of itself holds, and the truth is not made of what is observed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.errors import UsageError
from odas_graph.panel import NO, ORIGINS, SILENT, YES, Bools, Ints
from odas_graph.simulation import Parameters, World, check_size, story
from odas_graph.simulation.parameters import FIELDS, INSTITUTIONS, SORTS
from odas_graph.territory import territory
from odas_graph.vocab import CODES

from . import changed, differences, large, small

OLD = (ORIGINS.index("preexistant"), ORIGINS.index("renforce"))


def ranks(values: np.ndarray) -> np.ndarray:
    return np.argsort(np.argsort(values, kind="stable"), kind="stable")


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def others(world: World) -> Ints:
    return world.folk.others


def test_the_same_seed_tells_the_same_story() -> None:
    assert differences(story(150, 3), small()) == []
    assert "actor" in differences(story(150, 4), small())


@pytest.mark.parametrize("name", ["loss", "documentation", "contact_told", "no_contact_told"])
def test_the_truth_is_there_before_anything_is_seen(name: str) -> None:
    other = story(150, 3, changed(**{name: 0.9}))
    assert differences(other.truth, small().truth) == []
    assert differences(other, small())


def test_who_is_planted_did_most_and_was_known_least() -> None:
    world = small()
    work, known, who = world.truth.work, world.truth.known, others(world)
    third = round(len(who) / 3)
    busy = set(who[np.argsort(work[who])[-third:]].tolist())
    planted = set(np.flatnonzero(world.planted).tolist())
    assert planted and planted <= busy
    unseen = busy - planted
    assert max(known[list(planted)]) <= min(known[list(unseen)])
    pillars = set(np.flatnonzero(world.pillars).tolist())
    assert pillars and pillars <= busy - planted
    assert min(known[list(pillars)]) >= max(known[list(busy - pillars)])


def test_institutions_are_neither_planted_nor_pillars() -> None:
    world = large()
    institutions = world.panel().actors.institution
    assert institutions.sum() == world.folk.institutions
    assert not (world.planted | world.pillars | world.truth.by_draw)[institutions].any()


def test_engagement_and_visibility_are_drawn_apart_or_as_stated() -> None:
    for wanted in (0.0, 0.3, -0.5):
        folk = story(6_000, 1, changed(correlation=wanted)).folk
        drawn = np.corrcoef(folk.engagement[folk.others], folk.visibility[folk.others])[0, 1]
        assert abs(drawn - wanted) < 0.04


def test_who_knew_an_actor_comes_from_its_visibility_alone() -> None:
    world = story(6_000, 1, changed(correlation=0.0))
    known, who = world.truth.known, others(world)
    assert correlation(known[who], world.folk.visibility[who]) > 0.7
    assert abs(correlation(known[who], world.folk.engagement[who])) < 0.04
    blind = story(6_000, 1, changed(insight=0.0))
    assert abs(correlation(blind.truth.known[who], blind.folk.visibility[who])) < 0.04


def test_what_an_actor_does_does_not_come_from_its_visibility() -> None:
    world = story(6_000, 1, changed(correlation=0.0))
    who = others(world)
    assert correlation(world.truth.work[who], world.folk.engagement[who]) > 0.8
    assert abs(correlation(world.truth.work[who], world.folk.visibility[who])) < 0.04


def test_spreading_thin_gives_more_actions_and_no_more_work() -> None:
    world = large()
    who = others(world)
    actions = np.bincount(world.actor, minlength=len(world.folk))
    assert correlation(actions[who], world.folk.thinness[who]) > 0.4
    # A little less, as nobody takes part in more actions than there are near.
    assert -0.1 < correlation(world.truth.work[who], world.folk.thinness[who]) < 0.03


def test_a_fifth_of_all_facts_is_lost() -> None:
    whole, seen = story(6_000, 1, changed(loss=0.0)), large()
    for name in ("actor", "brought", "told_in"):
        share = len(getattr(seen, name)) / len(getattr(whole, name))
        expected = 0.8 * 0.8 if name == "brought" else 0.8
        assert share == pytest.approx(expected, abs=0.02), name
    assert (whole.origin != SILENT).all() and (whole.footing != SILENT).all()
    assert (seen.origin == SILENT).mean() == pytest.approx(0.2, abs=0.01)
    assert (seen.footing == SILENT).mean() == pytest.approx(0.2, abs=0.01)


def test_contact_is_told_more_often_than_its_absence() -> None:
    told = np.bincount(large().contact + 1, minlength=3)
    assert told[SILENT + 1] > told[YES + 1] > told[NO + 1] > 0


def test_an_actor_has_ten_participations() -> None:
    world = large()
    assert len(world.actor) / len(world.folk) == pytest.approx(10, abs=0.5)


def test_an_action_has_one_lead_whoever_was_lost() -> None:
    world = story(150, 3, changed(loss=0.6))
    assert np.array_equal(np.bincount(world.action[world.lead], minlength=len(world.site)), np.ones(len(world.site)))
    assert set(world.action.tolist()) == set(range(len(world.site)))


def test_nobody_takes_part_twice_in_an_action_and_no_tie_holds_anybody_twice() -> None:
    world = small()
    assert len(set(zip(world.actor.tolist(), world.action.tolist(), strict=True))) == len(world.actor)
    for members in world.members.tolist():
        held = [m for m in members if m != SILENT]
        assert len(set(held)) == len(held) >= 2


def pairs(world: World, rows: Bools) -> set[tuple[int, int]]:
    return {tuple(sorted(pair)) for pair in world.members[rows][:, :2].tolist()}


def test_no_source_calls_a_stranger_whom_an_institution_knew() -> None:
    world = story(150, 3, changed(loss=0.0, documentation=1.0))
    known = pairs(world, (world.many == 2) & np.isin(world.origin, OLD))
    strangers = set(zip(world.absence_institution.tolist(), world.absence_actor.tolist(), strict=True))
    assert strangers and not strangers & known
    # Each of the others has ten institutions: it is known to them, or stated not to be.
    who = others(world)
    met = np.bincount(world.absence_actor, minlength=len(world.folk))[who]
    seen = np.bincount(world.actor, minlength=len(world.folk))[who] > 0
    assert (met + world.truth.known[who] == sum(map(len, INSTITUTIONS)))[seen].all()


def test_without_documentation_silence_is_all_there_is() -> None:
    assert not len(story(150, 3, changed(documentation=0.0)).absence_actor)


def test_territories_are_real_and_hold_one_another() -> None:
    land = small().land
    for found in land.territories:
        assert territory(found.code) == found
    for commune, epci, departement, region in land.chain.tolist():
        place = land.territories[commune]
        assert (land.territories[epci].code, land.territories[departement].code, land.territories[region].code) == (
            place.epci, place.departement, place.region)
    # Small countries lie close together, so that actors of different communes share institutions.
    assert len(set(land.chain[:, 2].tolist())) == 1 and len(land.chain) == 6


def test_a_large_country_has_all_departements_and_no_commune_twice() -> None:
    land = story(60_000, 1, changed(actions_per_actor=1.0)).land
    assert len(land.chain) == 2_400 == len(np.unique(land.chain[:, 0]))
    assert len(np.unique(land.chain[:, 2])) > 95


def test_kinds_are_as_frequent_as_in_the_shipped_data() -> None:
    world = large()
    kinds = np.bincount(world.actor_kinds[others(world)]) / len(others(world))
    assert kinds == pytest.approx([0.79, 0.18, 0.03], abs=0.02)


def test_parameters_name_codes_that_there_are() -> None:
    assert {need for field in FIELDS for need in field} <= set(CODES["problematique"])
    assert {s.type for s in SORTS} | {i.type for level in INSTITUTIONS for i in level} <= set(CODES["type-acteur"])
    assert sum(s.share for s in SORTS) == pytest.approx(1.0)


@pytest.mark.parametrize(("name", "value"), [
    ("loss", 1.1), ("loss", float("nan")), ("correlation", 1.0), ("doing_most", 0.0), ("actions_per_actor", 0.5),
    ("actions_per_actor", float("nan"))])
def test_parameters_out_of_range_are_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=name):
        changed(**{name: value})


def test_sizes_out_of_range_are_refused() -> None:
    for actors in (0, 29, 10**9):
        with pytest.raises(UsageError):
            story(actors)
    with pytest.raises(UsageError, match="nquads"):
        check_size(50_000, files=True)
    with pytest.raises(UsageError):
        story(100, seed=-1)
    with pytest.raises(UsageError, match="participations"):
        story(2_000_000, 0, changed(actions_per_actor=100.0))


@settings(max_examples=15)
@given(st.integers(30, 90), st.integers(0, 10_000), st.floats(0, 1), st.floats(0, 1), st.floats(1, 12))
def test_every_story_gives_a_panel_that_holds_together(actors: int, seed: int, loss: float, told: float,
                                                       each: float) -> None:
    world = story(actors, seed, replace(Parameters(), loss=loss, documentation=told, actions_per_actor=each))
    panel = world.panel()
    assert len(panel.actors) == actors and len(set(panel.actors.iris)) == actors
    assert list(panel.ties.iris) == sorted(panel.ties.iris[:len(world.told_in)]) + sorted(
        panel.ties.iris[len(world.told_in):])
    assert len(set(panel.ties.iris)) == len(panel.ties)
    assert (panel.contacts.circle == panel.actors.circle[panel.contacts.institution]).all()
    for column, top in ((panel.participations.actor, actors), (panel.participations.action, len(panel.actions)),
                        (panel.ties.action, len(panel.actions)), (panel.contacts.tie, len(panel.ties))):
        assert ((column >= SILENT) & (column < top)).all()
