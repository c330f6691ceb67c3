"""Networks drawn at random of the size of one that is known: what they keep, their figures, what is read of them."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.cooperation.perimeter import members, pairs, perimeter
from odas_graph.cooperation.reference import FIGURES, against, figures, placed, set_against
from odas_graph.panel import Floats, Ints
from tests.analysis.panels import Link
from tests.analysis.panels import panel as made


def rows(*teams: tuple[int, ...]) -> tuple[Ints, Ints]:
    return (np.repeat(np.arange(len(teams)), [len(team) for team in teams]),
            np.array([member for team in teams for member in team], np.int64))


def one(*teams: tuple[int, ...], actors: int, two_mode: bool = False) -> dict[str, float]:
    team, member = rows(*teams)
    return dict(zip(FIGURES, figures(team, member[None, :], actors, two_mode=two_mode)[0].tolist(), strict=True))


# figures

def test_the_figures_of_a_chain_by_hand() -> None:
    found = one((0, 1), (1, 2), (2, 3), actors=4)
    # Degrees 1, 2, 2, 1; distances 1, 1, 1, 2, 2, 3.
    assert found == {"density": 0.5, "centralisation": pytest.approx(2 / 6), "fragmentation": 0, "clustering": 0,
                     "distance": pytest.approx(10 / 6)}


def test_a_star_is_wholly_centralised_and_a_tie_of_three_wholly_closed() -> None:
    assert one((0, 1), (0, 2), (0, 3), actors=4)["centralisation"] == 1
    found = one((0, 1, 2), (3, 4), actors=5)
    assert found["clustering"] == 1 and found["distance"] == 1
    assert found["fragmentation"] == pytest.approx(1 - 4 / 10)


def test_two_mode_figures_by_hand() -> None:
    # Two actors who share two actions: one cycle of four, four paths of three steps.
    found = one((0, 1), (0, 1), actors=2, two_mode=True)
    assert found["clustering"] == 1 and math.isnan(found["density"]) is False
    # Actor 0 in all three actions, the others in one each: as central as it gets.
    assert one((0, 1), (0, 2), (0, 3), actors=4, two_mode=True)["centralisation"] == 1
    assert one((0, 1), (2, 3), actors=4, two_mode=True)["centralisation"] == 0


def test_what_has_no_pair_or_path_is_not_defined() -> None:
    found = one((0,), (1,), actors=2)
    assert math.isnan(found["clustering"]) and math.isnan(found["distance"])
    assert found["density"] == 0 and found["fragmentation"] == 1
    assert math.isnan(one((0, 1), (2, 3), actors=4, two_mode=True)["clustering"])


teams = st.lists(st.integers(1, 4), min_size=1, max_size=8)


@settings(max_examples=60)
@given(teams, st.integers(4, 12), st.integers(0, 10**6))
def test_figures_of_many_draws_are_those_of_each(sizes: list[int], actors: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    team = np.repeat(np.arange(len(sizes)), sizes)
    draws = np.stack([np.concatenate([generator.choice(actors, size, replace=False) for size in sizes])
                      for _ in range(5)])
    for two_mode in (False, True):
        found = figures(team, draws, actors, two_mode=two_mode)
        for row, drawn in zip(draws, found, strict=True):
            assert drawn == pytest.approx(by_networkx(team, row, actors, two_mode), nan_ok=True)


def by_networkx(team: Ints, row: Ints, actors: int, two_mode: bool) -> Floats:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(actors))
    left, right = pairs(team)
    graph.add_edges_from(zip(row[left].tolist(), row[right].tolist(), strict=True))
    lengths = [d for _, to in nx.all_pairs_shortest_path_length(graph) for d in to.values() if d]
    together = sum(len(part) * (len(part) - 1) for part in nx.connected_components(graph))
    bipartite: nx.Graph[tuple[str, int]] = nx.Graph()
    bipartite.add_nodes_from(("actor", i) for i in range(actors))
    bipartite.add_edges_from((("actor", int(a)), ("team", int(t))) for t, a in zip(team, row, strict=True))
    if two_mode:
        degree = [bipartite.degree[("actor", i)] for i in range(actors)]
        count = len(set(team.tolist()))
        most = (actors - 1) * (count - 1)
        central = sum(max(degree) - d for d in degree) / most if most else math.nan
        paths = sum((bipartite.degree[u] - 1) * (bipartite.degree[v] - 1) for u, v in bipartite.edges)
        cluster = nx.bipartite.robins_alexander_clustering(bipartite) if paths else math.nan
    else:
        degree = [d for _, d in graph.degree]
        central = sum(max(degree) - d for d in degree) / ((actors - 1) * (actors - 2))
        cluster = nx.transitivity(graph) if any(d > 1 for d in degree) else math.nan
    return np.array([nx.density(graph), central, 1 - together / (actors * (actors - 1)), cluster,
                     sum(lengths) / len(lengths) if lengths else math.nan])


def test_distances_may_be_averaged_from_some_actors() -> None:
    team, member = rows(*((i, i + 1) for i in range(99)))
    whole = figures(team, member[None, :], 100)[0]
    some = figures(team, member[None, :], 100, sources=70)[0]
    graph = nx.path_graph(100)
    lengths = [d for i in range(70) for d in nx.single_source_shortest_path_length(graph, i).values() if d]
    assert whole[4] == pytest.approx(101 / 3) and some[4] == pytest.approx(sum(lengths) / len(lengths))


# draws

@settings(max_examples=60)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=10), st.integers(0, 10**6), st.data())
def test_draws_keep_the_sizes_and_leave_nobody_out(sizes: list[int], seed: int, data: st.DataObject) -> None:
    actors = data.draw(st.integers(max(sizes), sum(sizes)))
    team = np.repeat(np.arange(len(sizes)), sizes)
    found = placed(team, actors, 20, np.random.default_rng(seed))
    assert found.shape == (20, sum(sizes))
    for row in found:
        assert set(row.tolist()) == set(range(actors))
        for number in range(len(sizes)):
            within = row[team == number].tolist()
            assert len(set(within)) == len(within)


def test_the_same_seed_gives_the_same_draws_and_each_pair_is_as_likely() -> None:
    team = np.array([0, 0, 1, 1, 1])
    first = placed(team, 4, 3000, np.random.default_rng(5))
    assert (first == placed(team, 4, 3000, np.random.default_rng(5))).all()
    met: dict[tuple[int, ...], int] = {}
    for row in first[:, :2].tolist():
        met[tuple(sorted(row))] = met.get(tuple(sorted(row)), 0) + 1
    assert len(met) == 6 and all(abs(count - 500) < 100 for count in met.values())  # five standard errors


@pytest.mark.parametrize(("sizes", "actors"), [([2, 2], 5), ([4], 3)])
def test_what_cannot_be_filled_is_refused(sizes: list[int], actors: int) -> None:
    with pytest.raises(ValueError, match="cannot fill"):
        placed(np.repeat(np.arange(len(sizes)), sizes), actors, 1, np.random.default_rng(0))


# against

def test_a_figure_against_its_draws() -> None:
    drawn = np.arange(1.0, 101.0)
    found = against(100.5, drawn)
    assert (found.verdict, found.place, found.draws) == ("above", 1.0, 100)
    assert found.p == pytest.approx(2 / 101)  # and never below what a hundred draws can tell
    assert against(50.5, drawn).verdict == "within" and against(50.5, drawn).p == 1
    assert against(0.0, drawn).verdict == "below"
    equal = against(50.0, drawn)
    assert equal.place == pytest.approx((49 + 0.5) / 100)


def test_a_figure_that_does_not_vary_is_fixed_by_the_size() -> None:
    found = against(0.3, np.full(50, 0.1 + 0.2))  # equal but for the last digit
    assert (found.verdict, found.p, found.place) == ("fixed", 1, 0.5)


def test_a_figure_that_is_not_defined_has_no_verdict() -> None:
    assert against(float("nan"), np.ones(3)).verdict == "unknown"
    assert against(1.0, np.full(3, np.nan)).verdict == "unknown"
    assert against(1.0, np.array([0.0, np.nan, 2.0])).draws == 2


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.floats(0, 1))
def test_no_probability_is_smaller_than_the_draws_can_tell(drawn: list[float], observed: float) -> None:
    found = against(observed, np.array(drawn))
    assert found.p is not None and found.place is not None
    assert min(1.0, 2 / (len(drawn) + 1)) <= found.p <= 1 and 0 <= found.place <= 1


# a whole network

def test_a_star_stands_out_of_its_reference_and_draws_do_not() -> None:
    star = made([], ties=[Link(("hub", f"a{i}")) for i in range(12)])
    found = set_against(*members(star, perimeter(star), "ties"), draws=300)
    # Twelve ties among thirteen actors of whom each has one: no star by chance.
    assert found["centralisation"].verdict == "above" and found["centralisation"].p == pytest.approx(2 / 301)
    assert found["fragmentation"].verdict in ("below", "within") and found["distance"].draws == 300
    again = set_against(*members(star, perimeter(star), "ties"), draws=300)
    assert again == found
    assert set_against(*members(star, perimeter(star), "ties"), draws=300, seed=1) != found


def test_a_draw_is_seldom_outside_its_own_reference() -> None:
    generator = np.random.default_rng(0)
    team = np.repeat(np.arange(12), 3)
    outside = 0
    for row in placed(team, 15, 40, generator):
        found = set_against(team, row, draws=200, seed=7)
        outside += sum(found[name].verdict in ("above", "below") for name in FIGURES)
    assert outside / (40 * len(FIGURES)) < 0.2  # one in ten, with the noise of two hundred dependent figures


def test_every_draw_is_told_of() -> None:
    told: list[int] = []
    team, member = rows((0, 1), (1, 2), (0, 2), (2, 3), (3, 4))
    set_against(team, member, draws=120, advance=told.append)
    assert sum(told) == 120
