"""The verdict: archetypes, percentiles by kind, Pareto front, order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph import vocab
from odas_graph.analysis.recognition import LOCAL_CIRCLES, UNKNOWN, CircleView, middle
from odas_graph.analysis.verdict import LISTED, Candidate, Verdict, relisted, verdicts
from odas_graph.network import CIRCLES
from odas_graph.visibility import default_weights

WEIGHTS = default_weights()
VIEWS = {
    "inconnu": CircleView("", UNKNOWN, UNKNOWN, "inconnu"),
    "formel": CircleView("", (1, 1), (1, 1), "connu", ("f",), True),
    "informel": CircleView("", (.7, .7), (.7, .7), "connu", ("f",), False),
    "sans-date": CircleView("", (0, 1), (.3, 1), "lien-date-inconnue", ("f",)),
    "sans-date-informel": CircleView("", (0, .7), (.3, .7), "lien-date-inconnue", ("f",)),
    "ignore": CircleView("", (0, 0), (0, .3), "absence-attestee", ("f",)),
    "sans-lien": CircleView("", (0, 0), (0, 0), "sans-lien", ("f",)),
    "nouveau": CircleView("", (0, 0), (.3, .3), "lien-nouveau", ("f",)),
}


def candidate(name: str, proximity: float | None, *views: str, kind: str = "organisation") -> Candidate:
    """A candidate whose local circles are seen as `views` says, the rest unknown."""
    seen = dict(zip(CIRCLES, ["inconnu"] * len(CIRCLES), strict=True)) | dict(zip(LOCAL_CIRCLES, views, strict=False))
    return Candidate(name, kind, proximity, {c: replace(VIEWS[v], circle=c) for c, v in seen.items()})


def judged(*candidates: Candidate, scope: Sequence[str] = LOCAL_CIRCLES) -> dict[str, Verdict]:
    return {v.actor: v for v in verdicts(candidates, scope, WEIGHTS)}


OTHERS = (candidate("moyen", .2, "formel", "formel"), candidate("faible", .1, "formel", "formel"))


def archetype(proximity: float | None, *views: str, scope: Sequence[str] = LOCAL_CIRCLES) -> str | None:
    return judged(candidate("vu", proximity, *views), *OTHERS, scope=scope)["vu"].archetype


@pytest.mark.parametrize(("views", "expected"), [
    (["ignore"], "invisible-atteste"),
    # Invisibility has an addressee: other circles knew it, and that does not undo what the source states.
    (["ignore", "formel", "formel", "formel"], "invisible-atteste"),
    # That they did not work together is no statement that they did not know it.
    (["sans-lien"], "invisible-probable"),
    (["nouveau"], "revele-par-l-action"),
    (["nouveau", "sans-lien"], "revele-par-l-action"),
    (["formel"], "pilier-reconnu"),
    (["formel", "informel", "nouveau", "sans-lien"], "revele-par-l-action"),
    (["informel", "sans-lien", "sans-lien", "sans-lien"], "invisible-probable"),
    ([], "donnees-insuffisantes"),
    # Ties of unknown date say nothing of before: neither invisible nor revealed, however many they are.
    (["sans-date"], "donnees-insuffisantes"),
    (["sans-date"] * 4, "donnees-insuffisantes"),
    (["sans-date-informel"] * 4, "donnees-insuffisantes"),
    (["sans-lien", "sans-date", "sans-date", "sans-date"], "invisible-probable"),
])
def test_the_archetype_of_an_actor_that_contributes_much(views: list[str], expected: str) -> None:
    assert archetype(.3, *views) == expected


@pytest.mark.parametrize(("proximity", "views", "expected"), [
    (.05, ["ignore"], None),  # it contributes less than the others: no matter of invisibility
    (.05, ["formel"], None),
    (.05, [], "donnees-insuffisantes"),
    (None, ["ignore"], "donnees-insuffisantes"),  # of whom no source says whether it met inhabitants
    (None, ["formel"] * 4, "donnees-insuffisantes"),
])
def test_the_archetype_of_the_others(proximity: float | None, views: list[str], expected: str | None) -> None:
    assert archetype(proximity, *views) == expected


def test_who_never_met_inhabitants_does_not_contribute_much_among_its_like() -> None:
    found = judged(*(candidate(name, 0.0, "ignore") for name in "abc"))
    assert {v.contribution for v in found.values()} == {.5}
    assert {v.archetype for v in found.values()} == {None}


def test_a_circle_out_of_scope_counts_for_nothing() -> None:
    assert archetype(.3, "ignore", scope=("departement",)) == "donnees-insuffisantes"
    assert archetype(.3, "ignore", scope=("commune-ccas",)) == "invisible-atteste"
    assert archetype(.3, "ignore", scope=()) == "donnees-insuffisantes"


def test_one_new_tie_among_six_circles_reveals() -> None:
    # 0.3 / 6 falls short of 0.05 by the last bit of a float.
    found = archetype(.3, "nouveau", "sans-lien", "sans-lien", scope=CIRCLES)
    assert found == "revele-par-l-action"


def test_percentiles_are_among_the_same_kind_and_those_documented() -> None:
    found = judged(candidate("a", .1, "sans-lien"), candidate("b", .2, "formel"), candidate("c", .3),
                   candidate("muet", None), candidate("p", .01, "nouveau", kind="collective"))
    assert {name: v.contribution for name, v in found.items()} == {"a": 0, "b": .5, "c": 1, "muet": None, "p": .5}
    assert {name: v.recognition for name, v in found.items()} == {"a": 0, "b": 1, "c": None, "muet": None, "p": .5}
    assert {name: v.coverage for name, v in found.items()} == {"a": .25, "b": .25, "c": 0, "muet": 0, "p": .25}


def test_actors_of_whom_nothing_is_known_move_nothing() -> None:
    few = judged(candidate("vu", .3, "ignore"), candidate("neuf", .25, "nouveau"), *OTHERS)
    many = judged(candidate("vu", .3, "ignore"), candidate("neuf", .25, "nouveau"), *OTHERS,
                  *(candidate(f"annexe-{i}", None) for i in range(60)))
    assert {name: many[name] for name in few} == few


def test_the_list_comes_first_then_the_others_by_contribution() -> None:
    found = verdicts([candidate("muet", None), candidate("fort", .9), candidate("vu", .8, "ignore"), *OTHERS],
                     LOCAL_CIRCLES, WEIGHTS)
    assert [v.actor for v in found] == ["vu", "fort", "moyen", "faible", "muet"]
    assert [v.rank for v in found] == [1, None, None, None, None]


def test_the_front_comes_before_a_wider_gap() -> None:
    # x: C 1, R 2/3; y: C 2/3, R 0, both on the front; z: C 1/3 less than y and better known than it.
    found = judged(candidate("x", .4, "informel", "nouveau", "sans-lien", "sans-lien"),
                   candidate("y", .3, "ignore", "sans-lien", "sans-lien", "sans-lien"),
                   candidate("z", .3, "ignore", "sans-lien", "sans-lien"), candidate("w", .1, "formel", "formel"))
    listed = [v for v in found.values() if v.rank]
    assert {v.actor for v in listed if v.on_front} == {"x", "y"}
    assert [v.actor for v in listed][-1] == "z"


# --- properties ----------------------------------------------------------------------------------------------------

VIEW_NAMES = st.sampled_from(sorted(VIEWS))
CANDIDATES = st.lists(st.builds(
    lambda proximity, views, kind: (proximity, views, kind),
    st.none() | st.sampled_from([0.0, .05, .1, .2, .2, .5]) | st.floats(0, 3, allow_nan=False),
    st.lists(VIEW_NAMES, max_size=4), st.sampled_from(["organisation", "collective", "person"])), max_size=14).map(
        lambda items: [candidate(f"a{i:02}", p, *views, kind=kind) for i, (p, views, kind) in enumerate(items)])
SCOPES = st.lists(st.sampled_from(CIRCLES), unique=True, max_size=6)


@given(CANDIDATES, SCOPES, st.randoms(use_true_random=False))
def test_the_verdict_does_not_depend_on_the_order_of_input(candidates: list[Candidate], scope: list[str],
                                                           dice: random.Random) -> None:
    shuffled = list(candidates)
    dice.shuffle(shuffled)
    assert verdicts(shuffled, scope, WEIGHTS) == verdicts(candidates, scope, WEIGHTS)


@given(CANDIDATES, SCOPES)
def test_figures_stay_within_their_bounds(candidates: list[Candidate], scope: list[str]) -> None:
    found = verdicts(candidates, scope, WEIGHTS)
    assert sorted(v.actor for v in found) == sorted(c.actor for c in candidates)
    for v in found:
        assert 0 <= v.before[0] <= v.before[1] <= 1 and 0 <= v.after[0] <= v.after[1] <= 1
        assert 0 <= v.coverage <= 1
        assert all(share is None or 0 <= share <= 1 for share in (v.contribution, v.recognition))
        assert v.archetype is None or v.archetype in vocab.CODES["archetype"]
        assert (v.rank is not None) == (v.archetype in LISTED)
        assert v.rank or not v.on_front
        if v.rank:
            # What is listed is covered, contributes, and has a place on both axes.
            assert v.coverage > 0 and v.proximity and v.contribution is not None and v.recognition is not None


@given(CANDIDATES, SCOPES)
def test_ranks_follow_the_front_then_the_gap(candidates: list[Candidate], scope: list[str]) -> None:
    listed = [v for v in verdicts(candidates, scope, WEIGHTS) if v.rank]
    assert [v.rank for v in listed] == list(range(1, len(listed) + 1))
    assert [v.actor for v in listed] == [v.actor for v in sorted(listed, key=lambda v: (
        not v.on_front, -v.gap, v.actor))]


def dominates(one: Verdict, other: Verdict) -> bool:
    more = (one.contribution or 0) - (other.contribution or 0)
    less = (other.recognition or 0) - (one.recognition or 0)
    return more >= 0 and less >= 0 and more + less > 0


@given(CANDIDATES, SCOPES)
def test_the_front_is_that_of_the_definition(candidates: list[Candidate], scope: list[str]) -> None:
    listed = [v for v in verdicts(candidates, scope, WEIGHTS) if v.rank]
    for v in listed:
        assert v.on_front == (not any(dominates(other, v) for other in listed))


@given(CANDIDATES, SCOPES)
def test_an_actor_unchanged_stays_where_it_was(candidates: list[Candidate], scope: list[str]) -> None:
    for v in verdicts(candidates, scope, WEIGHTS):
        assert relisted(v, v.circles, scope, WEIGHTS) == (v.rank is not None)


@settings(max_examples=60)
@given(CANDIDATES.filter(bool), st.sampled_from(LOCAL_CIRCLES))
def test_an_agreement_before_never_makes_an_actor_less_known(candidates: list[Candidate], circle: str) -> None:
    first, *rest = candidates
    known = Candidate(first.actor, first.kind, first.proximity,
                      {**first.circles, circle: replace(VIEWS["formel"], circle=circle)})
    was, now = judged(*candidates)[first.actor], judged(known, *rest)[first.actor]
    assert now.before[0] >= was.before[0] and middle(now.before) >= middle(was.before) - 1e-12
    assert now.coverage >= was.coverage
    assert now.contribution == was.contribution
