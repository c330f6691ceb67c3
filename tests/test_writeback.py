"""What analysis found, back into the graph: the numbers that were found, whatever the names, in one graph, once."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from odas_graph import vocab
from odas_graph.analysis.draws import stated
from odas_graph.analysis.recognition import LOCAL_CIRCLES, middle, recognition, views
from odas_graph.analysis.stability import Stability
from odas_graph.analysis.verdict import score, verdicts
from odas_graph.cooperation.described import describe_clusters
from odas_graph.cooperation.perimeter import web
from odas_graph.cooperation.tables import Estimate, Measures, measure_all
from odas_graph.describe.facts import literal
from odas_graph.errors import StoreError
from odas_graph.i18n import LANGUAGES, in_language
from odas_graph.panel import KINDS, Panel
from odas_graph.shapes import validate
from odas_graph.simulation import story
from odas_graph.store import EmbeddedStore, RemoteStore, python_value
from odas_graph.visibility import Figures, assess_in_all_languages, default_weights, figures
from odas_graph.vocab import ODAS, PROV, RDF, SKOS
from odas_graph.writeback import GRAPH, Settings, turtle, write_back
from odas_graph.writeback.runs import weights_text
from tests.analysis import absence, action, actor, iri, takes_part, tie, world
from tests.test_remote_store import running_server

HOSTILE = ('"', "\\", '"""', "\n", "\r", "\t", "\x00", "\x7f", "\x85", "\u2028", "\ud800", "\udfff\ud800",
           "\u202egnp", "\ufffe", "\U0010ffff", '" . <x> <y> <z> .', "@prefix o: <http://x/> .", "</script>", "=1+1",
           "{}", "é", "中", "<>", "%", "%zz", "\\u0041", "a" * 5000, "")
TEXTS = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(HOSTILE)


def whole(value: str) -> str:
    """The text with U+FFFD for half characters."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)


# --- texts, IRIs, numbers as Turtle --------------------------------------------------------------------------------


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_a_text_stays_one_literal_whatever_it_holds(value: str, lang: str) -> None:
    line = f"<http://e/s> <http://e/p> {turtle.text(value, lang)}, {turtle.plain(value)} ."
    found = [quad.object for quad in parse(line.encode(), RdfFormat.TURTLE)]
    assert found == [Literal(whole(value), language=lang), Literal(whole(value))]


@given(TEXTS)
def test_an_iri_stays_one_iri_whatever_it_holds(value: str) -> None:
    quad, = parse(f"{turtle.iri(vocab.ID + value)} a <http://e/C> .".encode(), RdfFormat.TURTLE)
    assert isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(vocab.ID)
    assert turtle.iri(quad.subject.value) == f"<{quad.subject.value}>", "what is an IRI is left alone"


@pytest.mark.parametrize("value", ["http://e/é中\U0001f600", "http://e/%C3%A9", "http://e/a?b#c", "urn:isbn:1"])
def test_an_iri_of_a_store_is_written_as_it_stands(value: str) -> None:
    assert NamedNode(value) == next(iter(parse(f"{turtle.iri(value)} a <http://e/C> .", RdfFormat.TURTLE))).subject


@given(st.lists(TEXTS.map(lambda t: vocab.ID + "actor/" + t) | TEXTS, unique=True, max_size=8))
def test_different_actors_have_different_names_that_fit_an_iri(iris: list[str]) -> None:
    names = turtle.slugs(iris)
    assert len({whole(one) for one in iris}) <= len(set(names)) <= len(iris)
    for name in names:
        lines = f"@prefix e: <http://e/> . e:{name} a e:C . <http://e/{name}> a e:C ."
        assert len({quad.subject for quad in parse(lines, RdfFormat.TURTLE)}) == 1
        assert len(name) <= turtle.MAX_NAME


def test_an_actor_keeps_its_name() -> None:
    assert turtle.slugs([iri("apcis"), iri("ccas-93--2")]) == ["apcis", "ccas-93--2"]
    assert turtle.actors([iri("apcis"), "http://e/x", iri("é")]) == ["a:apcis", "<http://e/x>", f"<{iri('é')}>"]


def numbers(texts: Iterable[str]) -> list[Literal]:
    line = "@prefix x: <http://www.w3.org/2001/XMLSchema#> . " + "".join(
        f"<http://e/{i}> <http://e/p> {text} .\n" for i, text in enumerate(texts))
    found = [quad.object for quad in parse(line, RdfFormat.TURTLE)]
    return [term for term in found if isinstance(term, Literal)]


@given(st.lists(st.floats(-1e9, 1e9) | st.sampled_from([0.0, -0.0, 1.0, 0.5, 1e-5, -1e-5, 0.00005, 0.12345, 1 / 3]),
                min_size=1))
def test_decimals_are_those_that_describing_writes(values: list[float]) -> None:
    expected = [literal(Decimal(str(round(value, 4)))) for value in values]
    assert numbers(turtle.decimals(np.array(values))) == expected


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_a_small_measure_keeps_digits_that_say_something(values: list[float]) -> None:
    for value, found in zip(values, numbers(turtle.decimals(np.array(values), relative=True)), strict=True):
        number = python_value(found)
        assert isinstance(number, Decimal)
        assert abs(float(number) - value) <= max(min(abs(value) / 1000, 1e-4), 1e-18)


def test_what_is_no_number_is_not_written() -> None:
    assert turtle.decimals(np.array([np.nan, np.inf, -np.inf, 1, np.nan])) == ["", "", "", '"1"^^x:decimal', ""]
    assert turtle.decimals(np.array([])) == []
    assert turtle.said("o:x", ["1", "", "2"]) == [";o:x 1", "", ";o:x 2"]


def test_lines_are_loaded_in_pieces_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"a:x{i} a o:Actor .\n" for i in range(50)]
    for size in (1, 40, 10 ** 9):
        monkeypatch.setattr(turtle, "CHUNK", size)
        store = EmbeddedStore()
        turtle.load(store, iter(lines))
        assert len(store) == 50 and [g.value for g in store.graphs()] == [GRAPH]
    turtle.load(store, [])
    assert len(store) == 50


# --- a made-up country: what is written is what was found ----------------------------------------------------------


@cache
def country() -> Figures:
    """Three hundred actors, of all kinds."""
    return judged(story(300, seed=3).panel(), KINDS)


def judged(panel: Panel, kinds: tuple[str, ...]) -> Figures:
    weights, draws = default_weights(), stated(default_weights())
    seen = recognition(panel, draws)
    return Figures(panel, weights, LOCAL_CIRCLES, kinds, seen,
                   score(panel, draws, weights=weights, kinds=kinds, seen=seen))


@cache
def tried() -> Mapping[int, Stability]:
    return country().stability(np.arange(0, 40), 30, 1)


@cache
def written() -> EmbeddedStore:
    """All that can be written of it, persons too; not to be changed."""
    store = EmbeddedStore()
    write_back(store, country(), stability=tried(), measured={"ties": measured()}, persons=True,
               settings=Settings(trials=30, seed=1))
    return store


@cache
def measured() -> Measures[str]:
    graph = web(country().panel, "affiliation")
    return measure_all(graph.arrays, ("degree", "two_mode_closeness", "articulation"), modes=graph.modes)


def facts_of(store: EmbeddedStore, kind: str) -> dict[str, dict[str, list[Any]]]:
    """The things of a class by IRI, each with its values by property, sorted; an IRI as its text."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    things = {quad.subject for quad in store.quads()
              if quad.predicate.value == RDF.type and quad.object == NamedNode(kind)}
    for quad in store.quads():
        if quad.subject in things and isinstance(quad.subject, NamedNode):
            found[quad.subject.value][quad.predicate.value.rpartition("#")[2]].append(python_value(quad.object))
    for values in found.values():
        for items in values.values():
            items.sort(key=str)
    return found


def rounded(value: float | None) -> list[Decimal]:
    return [] if value is None else [Decimal(str(round(value, 4)))]


def test_an_assessment_says_what_was_found() -> None:
    panel, found = country().panel, facts_of(written(), ODAS.Assessment)
    told = verdicts(panel, country().scores, country().seen, stability=tried())
    assert len(found) == len(told) == len(country().scores.candidates)
    assert any(v.rank for v in told) and any(v.contribution is None for v in told) and any(v.stability for v in told)
    for verdict in told:
        facts = found[f"{vocab.ID}assessment/{verdict.actor.removeprefix(vocab.ID + 'actor/')}"]
        held = verdict.stability
        expected: dict[str, list[Any]] = {
            "type": [ODAS.Assessment], "assesses": [verdict.actor], "wasGeneratedBy": [f"{vocab.ID}run/visibility"],
            "mainArchetype": [vocab.code("archetype", verdict.archetype)] if verdict.archetype else [],
            "archetype": sorted(vocab.code("archetype", one) for one in verdict.signatures),
            "contributionScore": rounded(verdict.contribution), "coverage": rounded(verdict.coverage),
            "peers": [] if verdict.contribution is None else [verdict.peers],
            "proximityScore": rounded(verdict.standings[0]), "bridgingScore": rounded(verdict.standings[1]),
            "irreplaceabilityScore": rounded(verdict.standings[2]),
            "recognitionBefore": rounded(middle(verdict.before)), "recognitionAfter": rounded(middle(verdict.after)),
            "recognitionBeforeLow": rounded(verdict.before[0]), "recognitionBeforeHigh": rounded(verdict.before[1]),
            "recognitionAfterLow": rounded(verdict.after[0]), "recognitionAfterHigh": rounded(verdict.after[1]),
            "rank": [verdict.rank] if verdict.rank else [], "onFront": [verdict.on_front] if verdict.rank else [],
            "stability": rounded(held.holds if held else None), "listedShare": rounded(held.listed if held else None),
            "rankLow": [held.rank_low] if held and held.rank_low else [],
            "rankHigh": [held.rank_high] if held and held.rank_high else []}
        assert {**facts, "aloneOn": []} == {**{k: v for k, v in expected.items() if v}, "aloneOn": []}, verdict.actor


def test_a_circle_is_seen_as_the_verdict_saw_it_with_its_facts() -> None:
    """The columns written must rest on the facts that `recognition.views` names, for every actor and circle."""
    panel, found = country().panel, facts_of(written(), ODAS.CircleView)
    numbers = country().scores.candidates.tolist()
    expected = {}
    for number, circles in zip(numbers, views(panel, country().seen, numbers), strict=True):
        name = panel.actors.iris[number].rpartition("/")[2]
        for circle, view in circles.items():
            if view.facts:
                expected[f"{vocab.ID}circle-view/{name}--{circle}"] = {
                    "type": [ODAS.CircleView], "ofAssessment": [f"{vocab.ID}assessment/{name}"],
                    "inCircle": [vocab.code("cercle", circle)], "basedOn": sorted(view.facts),
                    "knowledge": [vocab.code("statut-de-connaissance", view.status)],
                    "recognitionBeforeLow": rounded(view.before[0]), "recognitionBeforeHigh": rounded(view.before[1]),
                    "recognitionAfterLow": rounded(view.after[0]), "recognitionAfterHigh": rounded(view.after[1])}
            else:
                assert view.status == "inconnu"
    assert {iri: dict(facts) for iri, facts in found.items()} == expected
    assert len({facts["knowledge"][0] for facts in found.values()}) > 2


def test_measures_are_written_of_actors_where_they_are_defined() -> None:
    found = {(facts["measures"][0], facts["measure"][0]): facts for facts in
             facts_of(written(), ODAS.Measurement).values()}
    expected = {}
    for column, values in measured().columns.items():
        for node, value in zip(measured().nodes, values, strict=True):
            if value is not None and node in country().panel.actors.iris:
                expected[node, vocab.code("mesure", vocab.MEASURE[column])] = value
    assert found.keys() == expected.keys() and any(value == 0 for value in expected.values())
    for key, value in expected.items():
        assert float(found[key]["value"][0]) == pytest.approx(value, rel=1e-3, abs=1e-12)
        assert found[key]["network"] == ["ties"] and found[key]["wasGeneratedBy"] == [f"{vocab.ID}run/measures-ties"]
        assert "errorBound" not in found[key]


def test_an_estimate_says_by_how_much_it_may_be_wrong_and_an_unknown_column_is_left_out() -> None:
    nodes = country().panel.actors.iris[:3]
    columns: dict[str, list[float | None]] = {
        "betweenness": [0.0, None, 1e-7], "pagerank": [float("nan"), 0.25, 0.5], "core": [1.0, 1.0, 1.0]}
    store = EmbeddedStore()
    write_back(store, country(), measured={"ties": Measures(nodes, columns, {"betweenness": Estimate(2.5, 0.9, 7)})},
               persons=True)
    found = facts_of(store, ODAS.Measurement)
    assert sorted((f["measure"][0].rpartition("/")[2], float(f["value"][0]), *map(float, f.get("errorBound", ())))
                  for f in found.values()) == [
        ("intermediarite", 0.0, 2.5), ("intermediarite", 1e-7, 2.5), ("pagerank", 0.25), ("pagerank", 0.5)]


def test_natural_persons_are_left_out_unless_asked_for() -> None:
    panel, store = country().panel, EmbeddedStore()
    persons = {panel.actors.iris[i] for i in np.flatnonzero(panel.actors.kind == KINDS.index("person")).tolist()}
    write_back(store, country(), measured={"ties": measured()})
    about = {str(quad.object.value) for quad in store.quads()
             if quad.predicate.value in (ODAS.assesses, ODAS.measures) and isinstance(quad.object, NamedNode)}
    named = {str(quad.object.value) for quad in written().quads()
             if quad.predicate.value in (ODAS.assesses, ODAS.measures) and isinstance(quad.object, NamedNode)}
    assert persons & named and named - persons == about


def test_the_results_replace_those_of_an_earlier_run_and_nothing_else() -> None:
    store, other = EmbeddedStore(), Quad(*(NamedNode("http://e/x"),) * 4)
    store.add([other])
    write_back(store, country(), stability=tried(), settings=Settings(trials=30, seed=1))
    first = store.dump("nq")
    write_back(store, country(), stability=tried(), settings=Settings(trials=30, seed=1))
    assert store.dump("nq") == first
    write_back(store, judged(country().panel, ("collective",)))
    kinds = {country().panel.actors.kind[country().panel.actors.iris.index(facts["assesses"][0])]
             for facts in facts_of(store, ODAS.Assessment).values()}
    assert kinds == {KINDS.index("collective")}
    assert other in set(store.quads()) and len(store.graphs()) == 2


def test_what_is_written_conforms_to_the_shapes() -> None:
    faults = validate([*written().quads(), *actors_of(country().panel)], lang="en")
    assert [f.message for f in faults if f.code.startswith(("assessment", "analysis", "circle", "code", "measurement",
                                                            "cluster", "run"))] == []


def actors_of(panel: Panel) -> list[Quad]:
    return [Quad(NamedNode(one), NamedNode(RDF.type), NamedNode(ODAS.Actor)) for one in panel.actors.iris]


def test_a_country_is_written_alike_by_every_process() -> None:
    """Names come from sets and dictionaries, whose order hangs on the process."""
    code = ("import hashlib; from tests.test_writeback import written; "
            "print(hashlib.sha256(written().dump('nq')).hexdigest())")
    digests = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                              env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")}
    assert len(digests) == 1


# --- runs ----------------------------------------------------------------------------------------------------------


def test_a_run_says_what_was_run_and_how() -> None:
    found = facts_of(written(), ODAS.Run)
    assert set(found) == {f"{vocab.ID}run/visibility", f"{vocab.ID}run/measures-ties"}
    run = found[f"{vocab.ID}run/visibility"]
    assert run["trials"] == [30] and run["seed"] == [1] and len(run["label"]) == 2
    assert run["scope"] == sorted(vocab.code("cercle", circle) for circle in LOCAL_CIRCLES)
    assert run["wasAssociatedWith"] == [f"{vocab.ID}agent/odas-graph"] and "endedAtTime" not in run
    weights, = run["used"]
    text = next(str(quad.object.value) for quad in written().quads() if isinstance(quad.object, Literal)
                and quad.subject == NamedNode(weights) and quad.predicate.value == RDF.value)
    assert {"roles.porteur: 1", "parts.passage: 0.25", "outside: economie, logement, sante"} <= set(text.splitlines())
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert weights == f"{vocab.ID}weights/{digest[:16]}"
    assert any(quad.object == Literal(f"sha256:{digest}") for quad in written().quads())


def test_the_clock_and_the_trials_are_recorded_only_if_given() -> None:
    store = EmbeddedStore()
    write_back(store, country(), settings=Settings(version="9.9", ended_at="2026-01-01T00:00:00Z"))
    run = facts_of(store, ODAS.Run)[f"{vocab.ID}run/visibility"]
    assert run["endedAtTime"] and "trials" not in run and "seed" not in run
    assert any(quad.object == Literal("odas-graph 9.9") for quad in store.quads())


def test_other_weights_are_another_run() -> None:
    mine = replace(default_weights(), roles={**default_weights().roles, "porteur": 0.1})
    assert weights_text(mine) != weights_text(default_weights())
    shuffled = replace(mine, roles=dict(sorted(mine.roles.items(), reverse=True)))
    assert weights_text(shuffled) == weights_text(mine)


# --- small worlds, whose answer is worked out by hand --------------------------------------------------------------

NAME = "</script> \"=1+1\" \\ 'x'"
TOWN = [actor("mairie", "commune"), actor("conseil", "departement", territoire="93"),
        actor("caf", "caf", territoire="93"), actor("epci", "epci", territoire="200054781")]


@cache
def town() -> EmbeddedStore:
    """`une` and `autre` meet inhabitants; the town hall did not know `une`, which alone answers a need."""
    store = world([*TOWN, actor("une", nom=NAME), actor("autre"), actor("elue", "enseignant")], {
        "x": action(takes_part("une", "porteur", contact=True), titre=f"Action {NAME}",
                    problematiques=["acces-aux-soins"],
                    absences=[absence("mairie", "une", ignorant=["mairie"], moment="avant")],
                    partenariats=[tie("une", "conseil", origine="preexistant", formalisation="convention")]),
        "y": action(takes_part("autre", "relais", contact=True), participants=[takes_part("elue", "benevole")])})
    found = figures(store)
    write_back(store, found, explained=assess_in_all_languages(store))
    return store


def of_une(*properties: str) -> dict[str, list[Any]]:
    facts = facts_of(town(), ODAS.Assessment)[f"{vocab.ID}assessment/une"]
    return {name: facts.get(name, []) for name in properties}


def test_the_assessment_of_an_actor_unknown_to_its_town_hall() -> None:
    # Known of one circle of four for sure, unknown to another; of two nobody says: (0 + 1 + [0, 1] + [0, 1]) / 4.
    assert of_une("rank", "mainArchetype", "recognitionBeforeLow", "recognitionBeforeHigh", "recognitionBefore",
                  "coverage", "peers", "inTerritory", "aloneOn", "contributionScore") == {
        "rank": [1], "mainArchetype": [vocab.code("archetype", "invisible-atteste")],
        "recognitionBeforeLow": [Decimal("0.25")], "recognitionBeforeHigh": [Decimal("0.75")],
        "recognitionBefore": [Decimal("0.5")], "coverage": [Decimal("0.5")], "peers": [1],
        "inTerritory": [iri("commune-93072", "territory")], "contributionScore": [1],
        "aloneOn": [vocab.code("problematique", "acces-aux-soins")]}


def test_each_circle_has_its_status_its_bounds_and_its_fact() -> None:
    found = facts_of(town(), ODAS.CircleView)
    circles = {name: facts for name, facts in found.items() if "circle-view/une--" in name}
    assert {name.partition("--")[2]: (facts["knowledge"][0].rpartition("/")[2], float(facts["recognitionBeforeLow"][0]))
            for name, facts in circles.items()} == {
        "commune-ccas": ("absence-attestee", 0.0), "departement": ("connu", 1.0)}
    kinds = {quad.subject: quad.object for quad in town().quads() if quad.predicate.value == RDF.type}
    assert {kinds[NamedNode(facts["basedOn"][0])] for facts in circles.values()} == {
        NamedNode(ODAS.AbsentTie), NamedNode(ODAS.Partnership)}


def test_an_assessment_rests_on_the_part_that_the_actor_took() -> None:
    fact, = of_une("basedOn")["basedOn"]
    rows = town().select("SELECT ?actor ?place { ?part prov:agent ?actor ; odas:evidence/rdfs:label ?place }",
                         substitutions={"part": NamedNode(fact)})
    assert [(row["actor"].value, "Part de une" in row["place"].value) for row in rows] == [(iri("une"), True)]


def test_the_sentences_are_there_in_both_languages_whatever_the_names() -> None:
    by_language = assess_in_all_languages(town())
    for lang, told in by_language.items():
        for one in told:
            node = NamedNode(f"{vocab.ID}assessment/{one.actor.rpartition('/')[2]}")
            found = {quad.object.value for quad in town().quads() if quad.subject == node
                     and isinstance(quad.object, Literal) and quad.predicate.value == ODAS.reason
                     and quad.object.language == lang}
            assert found == set(one.reasons) and found
    assert any(NAME in reason for one in by_language["en"] for reason in one.reasons)


def test_what_would_take_it_off_the_list_is_said_circle_by_circle() -> None:
    """As many sources as it takes: the town hall must have known it, since one that did not is what lists it."""
    told = next(one for one in assess_in_all_languages(town())["en"] if one.actor == iri("une"))
    leaving = [reason for reason in told.reasons if reason.startswith("Would leave the list if an agreement")]
    assert of_une("leavesWith")["leavesWith"] == [vocab.code("cercle", "commune-ccas")]
    assert len(leaving) == 1 and "municipality" in leaving[0]
    assert of_une("leavesWithout")["leavesWithout"] == [
        vocab.code("mesure", part) for part in ("irremplacabilite", "passage", "proximite")
        if any(word in reason for reason in told.reasons for word in WITHOUT[part])]


WITHOUT = {"proximite": ("direct contact with inhabitants were not confirmed",),
           "passage": ("if all whom it links were linked",), "irremplacabilite": ("if others brought all",)}


def test_no_person_is_in_the_graph_of_the_analysis() -> None:
    assert not any("elue" in str(quad) for quad in town().quads(GRAPH))


@cache
def parted() -> EmbeddedStore:
    """Two groups of three joined by one tie; a person stands in the first."""
    people = [actor(f"a{i}") for i in range(1, 6)] + [actor("p", "elu")]
    pairs = [("a1", "a2"), ("a2", "p"), ("a1", "p"), ("a3", "a4"), ("a4", "a5"), ("a3", "a5"), ("a1", "a3")]
    store = world(people, {"x": action(takes_part("a1", "porteur"), partenariats=[tie(*pair) for pair in pairs])})
    found = figures(store)
    clustered = {}
    for lang in LANGUAGES:
        with in_language(lang):
            clustered[lang] = describe_clusters(store, found.panel, draws=20)
    write_back(store, found, clustered={"ties": clustered})
    return store


def test_clusters_have_members_but_persons_and_a_name_in_each_language() -> None:
    found = facts_of(parted(), ODAS.Cluster)
    assert sorted(facts["member"] for facts in found.values()) == [
        [iri("a1"), iri("a2")], [iri("a3"), iri("a4"), iri("a5")]]
    for facts in found.values():
        assert facts["network"] == ["ties"] and facts["stability"] == [1] and "unsureMember" not in facts
        assert len(facts["toldApart"]) == 1
    labels = [quad.object for quad in parted().quads(GRAPH) if quad.predicate.value == SKOS.prefLabel]
    assert sorted(label.language or "" for label in labels if isinstance(label, Literal)) == ["en", "en", "fr", "fr"]
    run = facts_of(parted(), ODAS.Run)[f"{vocab.ID}run/clusters-ties"]
    assert run["network"] == ["ties"] and {facts["wasGeneratedBy"][0] for facts in found.values()} == {
        f"{vocab.ID}run/clusters-ties"}


def test_small_worlds_conform_to_the_shapes() -> None:
    for store in (town(), parted()):
        assert [f.message for f in validate(store.quads(), lang="en")
                if f.focus and f.focus.startswith((f"{vocab.ID}assessment", f"{vocab.ID}circle-view",
                                                   f"{vocab.ID}cluster", f"{vocab.ID}run"))] == []


def test_nothing_is_written_of_nothing_but_the_run() -> None:
    store = EmbeddedStore()
    write_back(store, figures(store), explained=assess_in_all_languages(store))
    assert {quad.object for quad in store.quads() if quad.predicate.value == RDF.type} == {
        NamedNode(ODAS.Run), NamedNode(PROV.SoftwareAgent), NamedNode(PROV.Entity)}


# --- stores --------------------------------------------------------------------------------------------------------


def test_a_folder_and_a_server_hold_what_memory_holds(tmp_path: Path) -> None:
    expected = EmbeddedStore()
    write_back(expected, country(), stability=tried())
    with EmbeddedStore(tmp_path / "folder") as folder:
        write_back(folder, country(), stability=tried())
        write_back(folder, country(), stability=tried())
        assert folder.dump("nq") == expected.dump("nq")
    with running_server(tmp_path) as address:
        remote = RemoteStore(f"{address}/query", update_url=f"{address}/update")
        write_back(remote, country(), stability=tried())
        assert remote.dump("nq") == expected.dump("nq")


def test_a_store_that_cannot_be_written_to_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with EmbeddedStore(folder) as store:
        store.add([Quad(*(NamedNode("http://e/x"),) * 4)])
    with EmbeddedStore.read_only(folder) as store, pytest.raises(StoreError):
        write_back(store, country())
    with pytest.raises(StoreError, match="read-only"), in_language("en"), EmbeddedStore.read_only(folder) as store:
        turtle.load(store, ["a:x a o:Actor .\n"])
