"""Fiches to RDF and back: nothing is lost, nothing depends on chance, every format says the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from odas_graph import vocab
from odas_graph.describe import describe
from odas_graph.describe.facts import Facts, code_label, literal, thing
from odas_graph.exporters.rdf import FORMATS, dump
from odas_graph.fiche import Action, Actor, Evidence
from odas_graph.naming import MAX_SLUG, slugify
from odas_graph.pipeline import build, read
from odas_graph.records import Located, Records
from odas_graph.store import EmbeddedStore
from odas_graph.vocab import DCT, ODAS, RDF

from .datasets import FILES, described, village_dataset, write_dataset

GOLDEN = Path(__file__).parent / "golden" / "village.trig"


def action(**fields: Any) -> Action:
    return Action.model_validate({
        "titre": "T", "source": "own", "territoires": ["93"], "porteurs": [{"acteur": "a", "preuve": "x"}], **fields})


def test_headings_that_differ_in_case_are_two_places() -> None:
    found = action(porteurs=[{"acteur": "a", "preuve": ["Impacts", "impacts", "p. 3", {"page": 3}]}])
    quads = described([("x", found)])
    places = {str(q.object) for q in quads if q.predicate.value == ODAS.evidence and "participation" in str(q.subject)}
    assert len(places) == 4
    sections = [q for q in quads if q.predicate.value == ODAS.section]
    assert len({q.subject for q in sections}) == len(sections), "two headings on one place"


def test_one_place_has_one_name_in_all_datasets() -> None:
    one = Located(action(porteurs=[{"acteur": "a", "preuve": "Impacts"}]), "x", "x.yaml")
    other = Located(action(porteurs=[{"acteur": "a", "preuve": "impacts"}]), "y", "y.yaml")
    second = village_dataset().model_copy(update={"slug": "second"})
    quads = describe([Records(Located(village_dataset(), "essai", "d"), (), (one,)),
                      Records(Located(second, "second", "d"), (), (other,))]).quads
    sections = {(q.subject, q.object) for q in quads if q.predicate.value == ODAS.section}
    assert len(sections) == len({subject for subject, _text in sections}) == 2


@pytest.mark.parametrize(("ties", "names"), [
    ([["1", "1a"], ["1", "1a"], ["1", "1a", "2"]], 3),  # x--1--1a--2 is both the second of two and the one of three
    ([["1", "1a", "2"], ["1", "1a"], ["1", "1a"]], 3),
    ([["y" * 120, "z" * 120], ["y" * 120, "z" * 119 + "a"]], 2),
])
def test_two_ties_never_share_a_name(ties: list[list[str]], names: int) -> None:
    quads = described([("x", action(partenariats=[{"partenaires": p, "preuve": "x"} for p in ties]))])
    found = {q.subject for q in quads if q.predicate.value == RDF.type and str(q.object) == f"<{ODAS.Partnership}>"}
    assert len(found) == names
    assert all(str(iri).startswith(f"<{vocab.ID}partnership/x--") and len(str(iri)) < 300 for iri in found)


def test_reordering_a_file_changes_no_name() -> None:
    ties = [{"partenaires": p, "preuve": "x"} for p in (["a", "b"], ["b", "c"], ["a", "c", "1"])]
    there, back = action(partenariats=ties), action(partenariats=ties[::-1])
    assert set(described([("x", there)])) == set(described([("x", back)]))


@given(st.text(max_size=400))
def test_a_slug_is_short_and_plain(text: str) -> None:
    assume(not any("\ud800" <= c <= "\udfff" for c in text))
    slug = slugify(text)
    assert 0 < len(slug) <= MAX_SLUG
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-") and not slug.endswith("-")


def test_long_names_that_begin_alike_stay_apart() -> None:
    assert slugify("é" * 500 + "a") != slugify("é" * 500 + "b")
    assert slugify("日本") != slugify("東京") != slugify("")


HOSTILE = ["</script><script>alert(1)</script>", "\"'\\", "../../etc/passwd", "a\u202eb\u200f", "=cmd()", "a\nb\rc\td",
           "\x00nul", "🏚️👩‍👩‍👧", "é" * 299, "<a> .\n<b> <c> <d> .", "}} {% raw %}", "@prefix : <x> ."]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names_are_harmless_in_every_format(name: str, form: str) -> None:
    actor = Actor.model_validate({"slug": "a", "nom": name, "alias": [name], "type": "association",
                                  "preuve": {"source": "own", "section": name}})
    store = EmbeddedStore()
    store.add(describe([Records(Located(village_dataset(), "essai", "d"), (Located(actor, "a", "f"),),
                                (Located(action(titre=name, lieu=name), "x", "f"),))]).quads)
    again = parse(dump(store, form), {"trig": RdfFormat.TRIG, "ttl": RdfFormat.TURTLE, "nq": RdfFormat.N_QUADS,
                                      "jsonld": RdfFormat.JSON_LD}[form])
    assert {str(q.triple) for q in again} == {str(q.triple) for q in store.quads()}
    terms = [term for q in store.quads() for term in (q.subject, q.predicate, q.object)]
    texts = [term.value for term in terms if isinstance(term, Literal)]
    assert not any(c in text for text in texts for c in "\x00\n\r\t\u202e\u200f")
    assert all(re.fullmatch(r"https?://[\w./#:-]+", term.value) and "/.." not in term.value
               for term in terms if isinstance(term, NamedNode))


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("0.10", "0.1"), ("-0.5", "-0.5"), ("-0", "0")])
def test_figures_are_decimals_without_exponent(value: str, text: str) -> None:
    quads = described([("x", action(resultats=[{"libelle": "L", "valeur": value, "preuve": "x"}]))])
    [figure] = [q.object for q in quads if q.predicate.value == ODAS.value]
    assert figure == Literal(text, datatype=NamedNode(vocab.XSD.decimal))


def test_codes_alone_keep_their_proof() -> None:
    quads = described([("x", action(suite={"continuite": ["perennisee"], "preuve": "Ici"}))])
    [text] = [q.object for q in quads if q.predicate.value == ODAS.text]
    assert text == literal(code_label("continuite", "perennisee"), "fr")
    assert not [q for q in quads if q.predicate.value == ODAS.continuationNote]


def test_a_place_without_source_is_left_out() -> None:
    facts = Facts(NamedNode(f"{vocab.GRAPH}x"))
    facts.prove(thing("actor", "a"), [Evidence(section="Ici")], Evidence(), {})
    assert facts.quads() == []


def test_the_only_source_of_a_dataset_is_that_of_its_proofs(tmp_path: Path) -> None:
    one_source = FILES["dataset.yaml"].split("  - {slug: journal")[0]
    changes: dict[str, str | bytes | None] = {
        "dataset.yaml": one_source, "fiches/permanence.yaml": None, "initiatives.csv": None,
        "fiches/epicerie.yaml": 'titre: T\nsource: carnet\nterritoires: ["93"]\nporteurs: [{acteur: a, preuve: x}]\n',
        "actors.yaml": "- {slug: a, nom: A, type: association, territoire: '93', preuve: Ici}\n"}
    records, findings = read([write_dataset(tmp_path / "v", changes)])
    assert [f for f in findings if f.level == "violation"] == []
    [place] = [q for q in describe(records).quads if q.predicate.value == "http://www.w3.org/ns/oa#hasSource"
               and "ici" in str(q.subject)]
    assert place.object == thing("source", "carnet")


def canonical(quads: Iterable[Quad]) -> set[str]:
    """The quads as text, blank nodes named canonically: equal for isomorphic graphs and for no others."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    store = build([write_dataset(tmp_path_factory.mktemp("data") / "village")], lang="fr").store
    assert isinstance(store, EmbeddedStore)
    return store


def test_the_description_is_the_golden_one(tmp_path: Path) -> None:
    """To renew the file after a change that is meant, and read the difference: see `renew` below."""
    records, _findings = read([write_dataset(tmp_path / "village")])
    assert canonical(describe(records).quads) == canonical(parse(path=GOLDEN))


def renew() -> None:
    """`python -c 'from tests.test_describe import renew; renew()'` writes the golden file anew."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        records, _findings = read([write_dataset(Path(folder) / "village")])
    store = EmbeddedStore()
    store.add(describe(records).quads)
    GOLDEN.write_bytes(store.dump("trig"))


def reread_rdflib(data: bytes, form: str) -> set[str]:
    import rdflib

    graph = rdflib.Graph() if form == "turtle" else rdflib.Dataset()
    graph.parse(data=data, format=form)
    triples_only = form == "turtle"
    written = graph.serialize(format="nt" if triples_only else "nquads", encoding="utf-8")
    return canonical(parse(written, RdfFormat.N_TRIPLES if triples_only else RdfFormat.N_QUADS))


READERS: dict[str, tuple[RdfFormat, str]] = {
    "nq": (RdfFormat.N_QUADS, "nquads"), "trig": (RdfFormat.TRIG, "trig"), "ttl": (RdfFormat.TURTLE, "turtle"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld")}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_format_is_read_back_as_the_same_graph(village: EmbeddedStore, form: str) -> None:
    data = dump(village, form)
    quads = list(village.quads())
    if form == "ttl":
        quads = [Quad(q.subject, q.predicate, q.object) for q in quads]
    expected = canonical(quads)
    mine, theirs = READERS[form]
    assert canonical(parse(data, mine)) == expected
    assert reread_rdflib(data, theirs) == expected


BUILD = """
import hashlib, sys
from odas_graph.exporters.rdf import FORMATS, dump
from odas_graph.pipeline import build
store = build([sys.argv[1]]).store
print(" ".join(hashlib.sha256(dump(store, form)).hexdigest() for form in FORMATS))
"""


def test_two_builds_give_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village")
    runs = [subprocess.Popen([sys.executable, "-c", BUILD, str(folder)], stdout=subprocess.PIPE, text=True,
                             env={**os.environ, "PYTHONHASHSEED": seed, "LANG": lang, "LC_ALL": lang})
            for seed, lang in (("0", "fr_FR.UTF-8"), ("4242", "en_US.UTF-8"))]
    digests = [run.communicate()[0].split() for run in runs]
    assert len(digests[0]) == len(FORMATS)
    assert digests[0] == digests[1]


def test_lines_of_the_quads_file_are_sorted(village: EmbeddedStore) -> None:
    lines = dump(village, "nq").decode().splitlines()
    assert all(one < other for one, other in pairwise(lines))


def test_the_build_describes_itself(village: EmbeddedStore) -> None:
    asked: Callable[[str], int] = lambda q: int(next(iter(village.select(q)))["n"].value)  # noqa: E731
    inputs = asked(f"SELECT (COUNT(?label) AS ?n) WHERE {{ <{vocab.ID}run/build> prov:used ?f . ?f rdfs:label ?label ; "
                   f"<{DCT.identifier}> ?digest . FILTER(STRSTARTS(?digest, 'sha256:')) }}")
    assert inputs == len(FILES)
    for graph in village.graphs():
        if graph.value != f"{vocab.GRAPH}description":
            said = asked(f"SELECT ?n WHERE {{ <{graph.value}> void:triples ?n }}")
            assert said == len(list(village.quads(graph)))
