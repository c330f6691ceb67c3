"""What would take an actor off the list: compared with the list of the world so changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odas_graph.analysis.draws import stated
from odas_graph.analysis.exits import Exits, _Peers, exits, percentile
from odas_graph.analysis.recognition import LOCAL_CIRCLES, recognition
from odas_graph.analysis.verdict import Raw, add_up, order, score, weigh
from odas_graph.panel import KINDS, Floats, Panel
from tests.analysis.candidates import CANDIDATES, SCOPES, WEIGHTS, Candidate, assessed, candidate, judged, known, world
from tests.analysis.panels import Part, panel
from tests.analysis.test_verdict import OTHERS, three_parts, unseen


def ways_off(found: Panel, scope: Sequence[str] = LOCAL_CIRCLES) -> dict[str, Exits]:
    draws = stated(WEIGHTS)
    seen = recognition(found, draws)
    scores = score(found, draws, weights=WEIGHTS, scope=scope, kinds=KINDS, seen=seen)
    places = order(scores)
    names = [found.actors.iris[i] for i in scores.candidates[places]]
    told = exits(found, draws, scores, seen, places, weights=WEIGHTS, scope=scope)
    return dict(zip(names, told, strict=True))


def test_an_agreement_with_the_town_hall_that_did_not_know_it() -> None:
    found = ways_off(world([candidate("vu", .5, "ignore", "inconnu", "sans-date"), *OTHERS]))
    # Not with the département: its town hall would still not have known it.
    assert found["vu"] == Exits(("commune-ccas",), ("proximite",))
    assert found["moyen"] == found["faible"] == Exits()


def test_circles_come_in_the_order_of_the_scope() -> None:
    # Known by one circle of two, half is known: no longer little.
    scope = ("departement", "commune-ccas")
    found = ways_off(world([candidate("vu", .5, "sans-lien", "inconnu", "sans-lien"), *OTHERS]), scope)
    assert found["vu"].circles == scope


def test_a_tie_of_before_is_no_way_off() -> None:
    views = ["informel", "sans-lien", "sans-lien", "sans-lien"]
    assert judged(candidate("vu", .5, *views), *OTHERS)["vu"].rank
    # 0.7 and 1 of four circles: 0.425, still little.
    assert ways_off(world([candidate("vu", .5, *views), *OTHERS]))["vu"].circles == ()


def test_a_part_of_contribution_withdrawn() -> None:
    found = ways_off(three_parts(*unseen("lien"), *unseen("seul"), *unseen("pres")))
    assert found["lien"].parts == ("passage",)
    assert found["seul"].parts == ("irremplacabilite",)
    assert found["pres"].parts == ("proximite",)
    # Near inhabitants and alone on a need: of either without the other, something is left.
    both = panel([Part("a", "x", ("porteur",), True), Part("b", "y", ("relais",), True)],
                 needs={"x": ["precarite-alimentaire"]}, sites={"x": "stains"}, contacts=unseen("a"),
                 institutions={"commune-ccas-a"})
    assert assessed(both)[0].signatures == ("invisible-probable", "seul-sur-un-besoin")
    assert ways_off(both)["a"].parts == ()


@given(CANDIDATES.filter(bool), SCOPES)
def test_an_agreement_takes_off_the_list_where_it_is_said_to(everyone: list[Candidate], scope: list[str]) -> None:
    told = ways_off(world(everyone), scope)
    for verdict in assessed(world(everyone), scope):
        if verdict.rank is None:
            assert told[verdict.actor] == Exits()
            continue
        for circle in scope:
            if verdict.circles[circle].status == "connu":
                assert circle not in told[verdict.actor].circles
                continue
            agreed = assessed(world(everyone, known(verdict.actor, circle, "formel")), scope)
            after = next(v for v in agreed if v.actor == verdict.actor)
            assert (after.rank is None) == (circle in told[verdict.actor].circles)


@given(CANDIDATES.filter(bool))
def test_contact_no_longer_stated_takes_off_the_list_where_it_is_said_to(everyone: list[Candidate]) -> None:
    told = ways_off(world(everyone))
    for verdict in assessed(world(everyone)):
        if verdict.rank is not None:
            silent = assessed(world(everyone, silent=verdict.actor))
            after = next(v for v in silent if v.actor == verdict.actor)
            assert (after.rank is None) == ("proximite" in told[verdict.actor].parts)


COUNTS = st.sampled_from([0.0, 0.0, 1.0, 2.0, 3.0])
ROWS = st.lists(st.tuples(COUNTS | st.just(np.nan), COUNTS, COUNTS, COUNTS, st.booleans()), min_size=1, max_size=9)
WEIGHINGS = st.sampled_from([(.5, .25, .25), (1.0, 0, 0), (0, .5, .5), (1 / 3, 1 / 3, 1 / 3)])


def counted(columns: Floats) -> Raw:
    """C1, both sides of C2 and C3 as counts of one reading, of which nobody alone answers a need."""
    one, two, three, four = (column[None].copy() for column in columns)
    return Raw(one, two, three, four, np.zeros(one.shape, dtype=bool))


@settings(max_examples=300)
@given(ROWS, WEIGHINGS, st.integers(0, 8), st.integers(0, 2))
def test_one_value_changed_is_weighed_as_all_weighed_anew(
        counts: list[tuple[float, ...]], parts: tuple[float, ...], place: int, part: int) -> None:
    me, weights = place % len(counts), np.array([parts])
    assume(any(counts[me][i] > 0 for i in ((0,), (1, 2), (3,))[part]))
    kind, columns = np.array([one[4] for one in counts], dtype=np.int64), np.array([one[:4] for one in counts]).T
    raw = counted(columns)
    peers = _Peers.of(raw, kind, int(kind[me]))
    mine = int(np.searchsorted(peers.places, me))
    changed, stands = peers.without(mine, part)
    # The whole of it again, with the value changed where the counts are.
    columns[list(((0,), (1, 2), (3,))[part]), me] = np.nan if part == 0 else 0
    _, expected, deeds = weigh(counted(columns), kind, np.zeros(len(counts), dtype=bool), weights)
    np.testing.assert_array_equal(stands[0], np.nan_to_num(expected[0, peers.places]))
    total, works = add_up(changed, stands, weights)
    np.testing.assert_equal(percentile(total[0], mine), deeds.share[0, me])
    assert works[0].tolist() == deeds.works[0, peers.places].tolist()


def test_only_circles_where_parts_are_not_asked_for() -> None:
    found, draws = world([candidate("vu", .5, "ignore"), *OTHERS]), stated(WEIGHTS)
    seen = recognition(found, draws)
    scores = score(found, draws, weights=WEIGHTS, seen=seen)
    place = order(scores)[:1]
    assert exits(found, draws, scores, seen, place, weights=WEIGHTS)[0].parts == ("proximite",)
    assert exits(found, draws, scores, seen, place, weights=WEIGHTS, parts=False) == [Exits(("commune-ccas",))]


def test_nobody_asked_for_is_nobody_told() -> None:
    found, draws = world(OTHERS), stated(WEIGHTS)
    seen = recognition(found, draws)
    scores = score(found, draws, weights=WEIGHTS, seen=seen)
    assert exits(found, draws, scores, seen, np.empty(0, dtype=np.int64), weights=WEIGHTS) == []
