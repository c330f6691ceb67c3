"""The whole analysis, once: what it finds is in the graph, whoever asks by SPARQL finds the same."""

from __future__ import annotations

from functools import cache

import pytest

import odas_graph as og
from odas_graph.analysis.engines import LARGE
from odas_graph.pipeline import load_ontology
from odas_graph.simulation import story
from odas_graph.simulation.quads import to_nquads
from odas_graph.store import EmbeddedStore
from odas_graph.study import MEASURED, Study, assessments, measure, study
from odas_graph.writeback import GRAPH


@cache
def found() -> tuple[EmbeddedStore, Study]:
    store = og.build().store
    assert isinstance(store, EmbeddedStore)
    return store, study(store, perturbations=50)


def test_the_list_in_the_graph_is_the_one_that_was_found() -> None:
    store, told = found()
    rows = store.select("SELECT ?actor ?rank WHERE { ?a a odas:Assessment ; odas:assesses ?actor ; odas:rank ?rank }")
    in_graph = {row["actor"].value: int(row["rank"].value) for row in rows}
    assert in_graph == {a.actor: a.rank for a in told.assessments["fr"] if a.rank}
    assert 1 in in_graph.values()


def test_both_languages_tell_of_the_same_actors_with_their_own_words() -> None:
    _store, told = found()
    french, english = told.assessments["fr"], told.assessments["en"]
    assert [a.actor for a in french] == [a.actor for a in english]
    assert french[0].reasons != english[0].reasons and len(french[0].reasons) == len(english[0].reasons)
    assert french[0].verdict.stability and french[0].verdict.stability.readings == 50


def test_measures_and_clusters_are_in_the_graph() -> None:
    store, told = found()
    for network in MEASURED:
        rows = store.select(
            "SELECT (COUNT(*) AS ?n) WHERE { ?m a odas:Measurement ; odas:network \"" + network + "\" }")
        assert int(next(rows)["n"].value) > 100
    rows = store.select("SELECT ?c (COUNT(?m) AS ?n) WHERE { ?c a odas:Cluster ; odas:member ?m } GROUP BY ?c")
    largest = max(len(g.actors) for g in told.clustered["ties"]["fr"].groups)
    assert max(int(row["n"].value) for row in rows) == largest


def test_a_second_study_changes_nothing_and_another_seed_only_what_is_drawn() -> None:
    store, _told = found()
    before = store.dump("nq", GRAPH)
    study(store, perturbations=50)
    assert store.dump("nq", GRAPH) == before


def test_nothing_is_written_where_only_the_list_is_wanted() -> None:
    store = EmbeddedStore()
    store.load(b"".join(to_nquads(story(150, 3))), "nq")
    load_ontology(store)
    size = len(store)
    told = assessments(store, perturbations=0)
    assert len(store) == size and set(told) == {"fr", "en"}


@pytest.mark.parametrize("network", MEASURED)
def test_beyond_what_can_be_counted_distances_say_their_error(network: str) -> None:
    _store, told = found()
    small = measure(told.found, network)
    assert not small.estimates
    if network == "ties":
        from odas_graph.visibility.figures import figures

        store = EmbeddedStore()
        store.load(b"".join(to_nquads(story(2000, 1))), "nq")
        load_ontology(store)
        large = measure(figures(store), network)
        assert len(large.nodes) > LARGE / 10
        assert large.estimates["betweenness"].error > 0 and large.estimates["betweenness"].confidence == 0.9
