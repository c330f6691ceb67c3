"""Which institution an actor could meet, what that would open, and who could introduce them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.analysis.missing import Competences, Meeting, Meetings
from odas_graph.panel import CIRCLES, Ints, Panel
from tests.analysis.panels import Link, panel

TOWN, EPCI, COUNCIL, FUND = (CIRCLES.index(c) for c in (
    "commune-ccas", "intercommunalite", "departement", "protection-sociale"))
INSTITUTIONS = {"mairie": "commune-ccas", "ccas": "commune-ccas", "conseil": "departement", "caf": "protection-sociale",
                "msa": "protection-sociale", "loin": "commune-ccas"}
BASED = {"mairie": "stains", "ccas": "stains", "conseil": "93", "caf": "93", "msa": "93", "loin": "brest"}


def world(*rows: Any, **more: Any) -> Panel:
    return panel(rows, **{"institutions": list(INSTITUTIONS), "circles": INSTITUTIONS,
                          "holders": {"stains": ["93"], "brest": ["29"]},
                          "places": {"asso": "stains"} | BASED} | more)


def numbers(whole: Panel, pairs: Collection[tuple[str, Any]]) -> tuple[Ints, Ints]:
    """Pairs of action and matter as columns."""
    found = np.array([(whole.actions.iris.index(a), m) for a, m in pairs], np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def meetings(whole: Panel, *, based: Mapping[str, str] = BASED, matters: Collection[tuple[str, int]] = (),
             generic: Collection[str] = ()) -> Meetings:
    places = np.array([(whole.actors.iris.index(i), whole.territories.index(t)) for i, t in based.items()])
    return Meetings(whole, Competences(whole, places[:, 0], places[:, 1]), numbers(whole, matters),
                    np.array([a in generic for a in whole.actors.iris]))


def told(whole: Panel, found: list[Meeting]) -> list[tuple[str, tuple[str, ...], bool]]:
    who = whole.actors.iris
    return [(who[m.institution], tuple(who[i] for i in m.others), m.covers) for m in found]


def of(whole: Panel, actor: str = "asso", circles: Collection[int] = (TOWN, EPCI, COUNCIL, FUND),
       **more: Any) -> tuple[list[Meeting], list[int]]:
    return meetings(whole, **more).of(whole.actors.iris.index(actor), circles)


def test_one_a_circle_competent_on_its_territory() -> None:
    whole = world(("asso", "repas"))
    found, empty = of(whole)
    assert told(whole, found) == [("ccas", ("mairie",), True), ("conseil", (), True), ("caf", ("msa",), True)]
    assert empty == [EPCI]
    # One that stands for several comes after those that have a name.
    found, _ = of(whole, generic=["ccas", "caf"])
    assert [name for name, _, _ in told(whole, found)] == ["mairie", "conseil", "msa"]


def test_a_circle_with_which_it_has_a_tie_misses_none() -> None:
    def circles(*ties: Any, **more: Any) -> list[int]:
        return [m.circle for m in of(world(("asso", "repas"), ties=ties, **more))[0]]

    assert circles(("asso", "caf")) == [TOWN, COUNCIL]
    # Neither a plan nor a stated absence is a tie, nor is one with a town elsewhere.
    assert circles(Link(("asso", "caf"), origin="envisage"), Link(("asso", "mairie"), absent=True),
                   ("asso", "loin")) == [TOWN, COUNCIL, FUND]
    # That of its body, or with a service of the institution, is one.
    assert circles(("asso", "bureau"), houses={"bureau": "conseil"}) == [TOWN, FUND]
    assert circles(("mere", "caf"), houses={"asso": "mere"}) == [TOWN, COUNCIL]
    assert circles(contacts=[("asso", "caf", "protection-sociale", None, "preexistant")]) == [TOWN, COUNCIL]


def test_without_one_that_covers_its_place_one_within_it_will_do() -> None:
    whole = world(("asso", "repas"), places={"asso": "93", "mairie": "stains", "loin": "brest"} | BASED)
    found, _ = of(whole, circles=[TOWN])
    assert told(whole, found) == [("ccas", ("mairie",), False)]
    # Of two places, one within the other, the finer counts: there, nothing is known.
    both = world(("asso", "repas"), places=BASED | {"asso": ["stains", "france"], "mairie": "brest", "ccas": "brest"},
                 holders={"stains": ["93", "france"], "brest": ["29", "france"]})
    assert of(both, circles=[TOWN], based={"mairie": "brest", "ccas": "brest"}) == ([], [TOWN])
    nowhere = world(("asso", "repas"), places=BASED)
    assert of(nowhere) == ([], [TOWN, EPCI, COUNCIL, FUND])
    # A service is no body one could sign with; its council is.
    housed = world(("asso", "repas"), houses={"conseil": "etat"}, institutions=[*INSTITUTIONS, "etat"])
    assert of(housed, circles=[COUNCIL]) == ([], [COUNCIL])


def test_what_an_institution_would_newly_reach() -> None:
    whole = world(("asso", "repas", ["porteur"], True), ("asso", "visites", ["porteur"], True),
                  ("asso", "cours", ["porteur"], True), ("asso", "papiers", ["porteur"], False),
                  ("caf", "cours"), ("amis", "visites"), ("amis", "ailleurs"), ties=[("amis", "msa")])
    matters = [("repas", 1), ("repas", 2), ("visites", 3), ("cours", 4), ("ailleurs", 2), ("papiers", 5)]

    def news(institution: str) -> tuple[set[str], tuple[int, ...]]:
        of_them = of(whole, circles=[FUND], matters=matters, generic={"caf", "msa"} - {institution})[0][0]
        assert whole.actors.iris[of_them.institution] == institution
        return {whole.actions.iris[a] for a in of_them.actions}, of_them.matters

    # The one takes part in the lessons, the other knows who visits, and who does elsewhere what the meals are about.
    assert news("caf") == ({"repas", "visites"}, (1, 2, 3))
    assert news("msa") == ({"repas", "cours"}, (1, 4))
    # Of several, the one that would gain most.
    assert whole.actors.iris[of(whole, circles=[FUND], matters=matters)[0][0].institution] == "caf"


def test_pairs_joined_and_what_stays_apart() -> None:
    whole = world(("asso", "repas"), ("amis", "repas"), ties=[("asso", "amis"), ("caf", "conseil"), ("caf", "msa"),
                                                             Link(("asso", "msa"), origin="envisage")])
    found = {whole.actors.iris[m.institution]: m for m in of(whole)[0]}
    assert {name: m.joined for name, m in found.items()} == {"ccas": 0, "conseil": 6, "caf": 6}
    all_ = meetings(whole)
    # Pieces of 2 and 3 of five bodies that act: 20 ordered pairs, 2 + 6 of which are linked.
    assert all_.fragmentation() == pytest.approx(1 - 8 / 20)
    assert all_.fragmentation(6) == pytest.approx(0)


def test_who_could_introduce_them() -> None:
    def way(*ties: Any, rows: Any = (), to: str = "caf", closed: Collection[str] = (), **more: Any) -> list[str]:
        whole = world(("asso", "repas"), *rows, ties=ties, **more)
        who, acts = whole.actors.iris, whole.actions.iris
        names = [*who, *acts, *whole.ties.iris]
        found = meetings(whole).way(who.index("asso"), who.index(to), np.array([a not in closed for a in who]))
        return [names[i] for i in found]

    assert way() == []
    assert way(rows=[("caf", "repas")]) == ["asso", "repas", "caf"]
    assert way(("asso", "amis"), ("amis", "caf")) == ["asso", "tie-000", "amis", "tie-001", "caf"]
    # Who has ties with both comes before who shares an action with one, whoever is first.
    assert way(("asso", "zoe"), ("zoe", "caf"), rows=[("amis", "repas"), ("amis", "x"), ("caf", "x")])[2] == "zoe"
    assert way(("asso", "zoe"), ("zoe", "caf"), rows=[("amis", "repas"), ("amis", "x"), ("caf", "x")],
               closed=["zoe"]) == ["asso", "repas", "amis", "x", "caf"]
    assert way(("asso", "a"), ("a", "b"), ("b", "caf"))[::2] == ["asso", "a", "b", "caf"]
    assert way(("asso", "a"), ("a", "b"), ("b", "caf"), closed=["b"]) == []
    # A service stands for its body.
    assert way(("asso", "bureau"), ("conseil", "caf"), houses={"bureau": "conseil"})[::2] == ["asso", "conseil", "caf"]


NAMES = st.sampled_from(["asso", "a", "b", "c", "mairie", "ccas", "conseil", "caf"])
ROWS = st.lists(st.tuples(NAMES, st.sampled_from("xyz"), st.just(("porteur",)), st.sampled_from([True, False, None])),
                max_size=8, unique_by=lambda row: row[:2])
TIES = st.lists(st.sets(NAMES, min_size=2, max_size=3).map(lambda m: tuple(sorted(m))), max_size=5)


@given(ROWS, TIES)
def test_a_meeting_changes_what_it_says(rows: Any, ties: Any) -> None:
    whole = world(("asso", "repas", ["porteur"], True), *rows, ties=ties)
    matters = [(name, ord(name[0]) % 3) for name in whole.actions.iris]
    who = whole.actors.iris
    asso, all_ = who.index("asso"), meetings(whole, matters=matters)
    every = np.ones(len(who), dtype=bool)
    for meeting in all_.of(asso, [TOWN, COUNCIL, FUND])[0]:
        name = who[meeting.institution]
        after = world(("asso", "repas", ["porteur"], True), *rows, ties=[*ties, ("asso", name)])
        made = meetings(after, matters=matters)
        assert not made.of(asso, [meeting.circle])[0]
        if meeting.joined:
            assert made.fragmentation() == pytest.approx(all_.fragmentation(meeting.joined))
            assert made.fragmentation() < all_.fragmentation()
        graph = nx.Graph([(a, ("x", x)) for a, x, *_ in [("asso", "repas"), *rows]])
        graph.add_edges_from((m, ("t", i)) for i, members in enumerate(ties) for m in members)
        way = all_.way(asso, meeting.institution, every)
        linked = name in graph and nx.has_path(graph, "asso", name)
        assert bool(way) == linked
        if linked:
            assert len(way) - 1 == nx.shortest_path_length(graph, "asso", name)
            assert (way[0], way[-1]) == (asso, meeting.institution) and len(set(way)) == len(way)
            tie = len(who) + len(whole.actions)
            names = [who[i] if i < len(who) else ("x", whole.actions.iris[i - len(who)]) if i < tie else ("t", i - tie)
                     for i in way]
            assert all(graph.has_edge(*pair) for pair in pairwise(names))
