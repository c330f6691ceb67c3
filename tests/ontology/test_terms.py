"""Every own term and every code is complete, in French and in English, and vocab.py says what the ontology says."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from odas_graph import vocab
from odas_graph.analysis.brokerage import ROLES
from odas_graph.analysis.measures import MEASURES
from odas_graph.analysis.recognition import STATUSES
from odas_graph.cooperation.tables import SLUGS

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
SCHEMES = sorted((ONTOLOGY / "codes").glob("*.ttl"))
TURTLE = sorted(ONTOLOGY.rglob("*.ttl"))
HEADER = URIRef("https://w3id.org/odas-graph/def")
ODAS = Namespace("https://w3id.org/odas-graph/def#")
STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")
KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
LANGUAGES = ["en", "fr"]
# A dataset may be the source of another; a priority neighbourhood is a territory; funding is a partnership.
NOT_DISJOINT = {("Dataset", "Source"), ("QuartierPrioritaire", "Territory"), ("Funding", "Partnership")}


@cache
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY / "odas.ttl")


@cache
def codes() -> Graph:
    graph = Graph()
    for path in SCHEMES:
        graph.parse(path)
    return graph


def own(*kinds: URIRef) -> list[str]:
    """The local names of the own terms of these kinds."""
    found = {t for kind in kinds for t in ontology().subjects(RDF.type, kind)}
    return sorted(t.removeprefix(ODAS) for t in found if isinstance(t, URIRef) and t.startswith(ODAS))


CLASSES = own(OWL.Class)
PROPERTIES = own(*KINDS)
TERMS = sorted({*CLASSES, *PROPERTIES, *own(RDFS.Datatype)})
CONCEPTS = sorted(str(c) for c in codes().subjects(RDF.type, SKOS.Concept))


def texts(graph: Graph, term: URIRef, property_: URIRef) -> dict[str, str]:
    """Language → text; two texts of one language are a fault."""
    values = [v for v in graph.objects(term, property_) if isinstance(v, Literal)]
    languages = sorted(v.language or "" for v in values)
    assert len(languages) == len(set(languages)), f"{term} {property_}: {languages}"
    return {v.language or "": str(v) for v in values}


def check_sentences(found: dict[str, str]) -> None:
    """Both languages, real sentences, French typography."""
    assert sorted(found) == LANGUAGES
    assert found["fr"] != found["en"]
    for text in found.values():
        assert text[0].isupper() or text[0].isdigit() or text.startswith("data·inclusion"), text
        assert text.endswith((".", "…", ")")) and "  " not in text and len(text.split()) >= 3, text
    assert not re.search(r"[^\s][;!?](\s|$)", found["fr"]), found["fr"]
    assert not re.search(r"\s[;!?:](\s|$)", found["en"]), found["en"]


@pytest.mark.parametrize("path", TURTLE, ids=lambda p: str(p.relative_to(ONTOLOGY)))
def test_a_file_parses_and_stands_alone(path: Path) -> None:
    assert len(Graph().parse(path)) > 0
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n") and "\t" not in text and "\r" not in text


@pytest.mark.parametrize("property_", [
    DCTERMS.title, DCTERMS.abstract, DCTERMS.description, DCTERMS.rights, DCTERMS.bibliographicCitation, RDFS.label])
def test_the_header_is_in_both_languages(property_: URIRef) -> None:
    assert sorted(texts(ontology(), HEADER, property_)) == LANGUAGES


@pytest.mark.parametrize("property_", [
    DCTERMS.creator, DCTERMS.contributor, DCTERMS.publisher, DCTERMS.created, DCTERMS.issued, DCTERMS.modified,
    DCTERMS.license, DCTERMS.source, OWL.versionInfo, OWL.versionIRI, VANN.preferredNamespacePrefix,
    VANN.preferredNamespaceUri])
def test_the_header_has(property_: URIRef) -> None:
    assert list(ontology().objects(HEADER, property_))


def test_the_version_is_said_alike_everywhere() -> None:
    version = str(ontology().value(HEADER, OWL.versionInfo))
    assert str(ontology().value(HEADER, OWL.versionIRI)) == f"{HEADER}/{version}"
    assert all(version in text for text in texts(ontology(), HEADER, DCTERMS.bibliographicCitation).values())
    assert {str(v) for v in codes().objects(None, OWL.versionInfo)} == {version}


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_documented(term: str) -> None:
    labels = texts(ontology(), ODAS[term], RDFS.label)
    assert sorted(labels) == LANGUAGES
    assert all(label == label.strip() and not label.endswith(".") for label in labels.values())
    check_sentences(texts(ontology(), ODAS[term], SKOS.definition))
    if comments := texts(ontology(), ODAS[term], RDFS.comment):
        check_sentences(comments)
    assert list(ontology().objects(ODAS[term], RDFS.isDefinedBy)) == [HEADER]
    assert str(ontology().value(ODAS[term], STATUS)) in {"unstable", "testing", "stable", "archaic"}


def classes_of(node: Node) -> set[Node]:
    """The classes a domain or range names: itself, or those of its union."""
    union = ontology().value(node, OWL.unionOf)
    return set(Collection(ontology(), union)) if union else {node}


@pytest.mark.parametrize("term", PROPERTIES)
def test_a_property_has_one_domain_and_one_range(term: str) -> None:
    for side in (RDFS.domain, RDFS.range):
        nodes = list(ontology().objects(ODAS[term], side))
        assert len(nodes) == 1, f"{side}: several would mean all of them at once"
        for node in classes_of(nodes[0]):
            declared = set(ontology().objects(node, RDF.type))
            assert declared & {OWL.Class, RDFS.Datatype} or str(node).startswith((str(RDFS), "http://www.w3.org/2001/"))
    is_data = (ODAS[term], RDF.type, OWL.DatatypeProperty) in ontology()
    kind = ontology().value(ODAS[term], RDFS.range)
    assert is_data == (kind == RDF.langString or str(kind).startswith("http://www.w3.org/2001/XMLSchema#"))


@pytest.mark.parametrize("term", PROPERTIES)
def test_a_subproperty_stays_within_the_domain_above(term: str) -> None:
    mine = classes_of(next(ontology().objects(ODAS[term], RDFS.domain)))
    for above in ontology().objects(ODAS[term], RDFS.subPropertyOf):
        if not str(above).startswith(ODAS):
            continue
        allowed = classes_of(next(ontology().objects(above, RDFS.domain)))
        assert all(set(ontology().transitive_objects(c, RDFS.subClassOf)) & allowed for c in mine)


@pytest.mark.parametrize("term", PROPERTIES)
def test_an_inverse_answers(term: str) -> None:
    for other in ontology().objects(ODAS[term], OWL.inverseOf):
        assert (other, OWL.inverseOf, ODAS[term]) in ontology()
        assert ontology().value(other, RDFS.domain) == ontology().value(ODAS[term], RDFS.range)
        assert ontology().value(other, RDFS.range) == ontology().value(ODAS[term], RDFS.domain)


@pytest.mark.parametrize("term", [p for p in PROPERTIES if (ODAS[p], RDFS.range, SKOS.Concept) in ontology()])
def test_a_coded_property_names_its_code_list(term: str) -> None:
    scheme = ontology().value(ODAS[term], RDFS.seeAlso)
    assert (scheme, RDF.type, SKOS.ConceptScheme) in codes()


def test_every_code_list_is_used_by_a_property() -> None:
    named = {str(s).removeprefix(vocab.CODE) for s in ontology().objects(None, RDFS.seeAlso)}
    assert set(vocab.CODES) - named == {"role"}, "roles are given with prov:hadRole"


def test_own_classes_are_disjoint_two_by_two() -> None:
    stated = {frozenset(pair) for group in ontology().objects(None, OWL.members)
              for pair in combinations(Collection(ontology(), group), 2)}
    stated |= {frozenset(pair) for pair in ontology().subject_objects(OWL.disjointWith)}

    def kinds(name: str) -> set[Node | None]:
        extra = {ODAS.Territory} if name == "QuartierPrioritaire" else set()
        return {*ontology().transitive_objects(ODAS[name], RDFS.subClassOf), *extra}

    missing = {(a, b) for a, b in combinations(CLASSES, 2)
               if not any(frozenset((x, y)) in stated for x in kinds(a) for y in kinds(b) if x != y)}
    assert missing == NOT_DISJOINT


def uses() -> Iterator[tuple[Path, str]]:
    """Every own term named in the ontology or in a query; examples of faults apart."""
    for path in sorted([*TURTLE, *ONTOLOGY.rglob("*.rq"), *(ROOT / "odas_graph").rglob("*.rq")]):
        if "invalid" not in path.parts:
            text = path.read_text(encoding="utf-8")
            for name in re.findall(r"\bodas:([A-Za-z]\w*)|<https://w3id\.org/odas-graph/def#(\w+)>", text):
                yield path, "".join(name)


def test_every_own_term_in_use_is_declared() -> None:
    assert {(str(path.relative_to(ROOT)), name) for path, name in uses() if name not in TERMS} == set()


def test_every_code_in_use_exists() -> None:
    named = re.compile(rf"<{re.escape(vocab.CODE)}([\w-]+)/([\w-]+)>")
    found = {(path, *code) for path in TURTLE if "invalid" not in path.parts
             for code in named.findall(path.read_text(encoding="utf-8"))}
    assert {f"{path.name}: {scheme}/{slug}" for path, scheme, slug in found
            if slug not in vocab.CODES.get(scheme, ())} == set()


@pytest.mark.parametrize("path", SCHEMES, ids=lambda p: p.stem)
def test_a_code_list_is_complete(path: Path) -> None:
    graph = Graph().parse(path)
    scheme = URIRef(vocab.CODE + path.stem)
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
    for property_ in (DCTERMS.title, SKOS.prefLabel):
        assert sorted(texts(graph, scheme, property_)) == LANGUAGES
    check_sentences(texts(graph, scheme, SKOS.definition))
    for property_ in (DCTERMS.license, DCTERMS.creator, DCTERMS.publisher, DCTERMS.issued, DCTERMS.modified):
        assert list(graph.objects(scheme, property_))
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == set(graph.subjects(SKOS.topConceptOf, scheme))
    assert set(graph.subjects(SKOS.inScheme, scheme)) == concepts
    for language in LANGUAGES:
        labels = [texts(graph, URIRef(str(c)), SKOS.prefLabel)[language] for c in concepts]
        assert len(labels) == len(set(labels)), "two codes of one list bear the same label"


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda c: str(c).removeprefix(vocab.CODE))
def test_a_code_is_complete(concept: str) -> None:
    code, graph = URIRef(concept), codes()
    scheme, slug = concept.removeprefix(vocab.CODE).split("/")
    labels = texts(graph, code, SKOS.prefLabel)
    assert sorted(labels) == LANGUAGES and all(label == label.strip() for label in labels.values())
    check_sentences(texts(graph, code, SKOS.definition))
    assert list(graph.objects(code, SKOS.notation)) == [Literal(slug)]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    above = {str(b) for b in graph.objects(code, SKOS.broader) if str(b).startswith(f"{vocab.CODE}{scheme}/")}
    is_top = (code, SKOS.topConceptOf, URIRef(vocab.CODE + scheme)) in graph
    assert len(above) + is_top == 1
    assert above <= set(CONCEPTS)
    assert concept not in {str(c) for b in above for c in graph.transitive_objects(URIRef(b), SKOS.broader)}
    for below in graph.objects(code, SKOS.narrower):
        assert (below, SKOS.broader, code) in graph
    assert all((URIRef(b), SKOS.narrower, code) in graph for b in above)


@pytest.mark.parametrize("slug", vocab.CODES["type-acteur"])
def test_a_type_of_actor_says_its_sphere_and_its_class(slug: str) -> None:
    code = URIRef(vocab.code("type-acteur", slug))
    assert vocab.SPHERE[slug] in vocab.CODES["sphere"]
    assert vocab.CIRCLE.get(slug, "region") in vocab.CODES["cercle"]
    assert vocab.ACTOR_CLASS[slug] in {
        vocab.CV.PublicOrganisation, vocab.ORG.FormalOrganization, vocab.ORG.OrganizationalUnit, vocab.FOAF.Group,
        vocab.FOAF.Person}
    for property_ in (ODAS.sphere, ODAS.actorClass, ODAS.institution):
        assert len(list(codes().objects(code, property_))) == 1
    sphere = URIRef(vocab.code("sphere", vocab.SPHERE[slug]))
    assert (slug in vocab.BROADER["type-acteur"]) != ((code, SKOS.broader, sphere) in codes())


def test_what_belongs_to_a_circle_is_an_institution() -> None:
    assert set(vocab.CIRCLE) <= vocab.INSTITUTIONS <= set(vocab.CODES["type-acteur"])
    assert set(vocab.CIRCLE.values()) == set(vocab.CODES["cercle"])


def test_every_measure_of_a_network_has_its_code() -> None:
    columns = {*MEASURES, *(f"brokerage_{role}" for role in ROLES), "separates"}
    assert set(vocab.MEASURE) == columns
    assert len(set(vocab.MEASURE.values())) == len(columns) and set(vocab.MEASURE.values()) < set(vocab.CODES["mesure"])
    assert SLUGS.items() <= {slug: name for name, slug in vocab.MEASURE.items()}.items()


def test_what_a_circle_may_have_known_is_what_recognition_says() -> None:
    assert set(vocab.CODES["statut-de-connaissance"]) == set(STATUSES)


def test_every_footing_says_whether_it_is_formal() -> None:
    for slug in vocab.CODES["formalisation"]:
        value = codes().value(URIRef(vocab.code("formalisation", slug)), ODAS.formal)
        assert isinstance(value, Literal) and bool(value.value) is (slug in vocab.FORMAL)
    assert set(vocab.CODES["formalisation"]) - vocab.FORMAL == {"accord-oral", "aucune"}


def generator() -> ModuleType:
    """The script that writes vocab.py, as a module."""
    spec = importlib.util.spec_from_file_location("generate_vocab", ROOT / "tools" / "generate_vocab.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_vocab_is_up_to_date() -> None:
    assert generator().main(["--check"]) == 0, "run python tools/generate_vocab.py"


def test_an_outdated_vocab_is_found_and_mended(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    module, target = generator(), tmp_path / "vocab.py"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "TARGET", target)
    assert module.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert not target.exists()
    assert module.main([]) == 0
    assert module.main(["--check"]) == 0
    target.write_text(target.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert module.main(["--check"]) == 1


def test_vocab_names_every_own_term() -> None:
    assert sorted(name for name in vars(vocab.ODAS) if not name.startswith("_")) == sorted(TERMS)
    assert all(getattr(vocab.ODAS, name) == str(ODAS[name]) for name in TERMS)


def test_vocab_names_every_code() -> None:
    assert sorted(vocab.code(scheme, slug) for scheme, slugs in vocab.CODES.items() for slug in slugs) == CONCEPTS
    assert sorted(vocab.CODES) == [path.stem for path in SCHEMES]


def test_vocab_loads_nothing_heavy() -> None:
    tree = ast.parse(Path(vocab.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__", "typing"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]


def test_a_typo_is_an_error() -> None:
    with pytest.raises(AttributeError):
        getattr(vocab.ODAS, "Actoin")  # noqa: B009
    with pytest.raises(KeyError, match="no code list 'roles'"):
        vocab.code("roles", "porteur")
    with pytest.raises(KeyError, match="'port' is not in the code list 'role'"):
        vocab.code("role", "port")


def test_the_codes_keep_the_order_of_their_file() -> None:
    assert vocab.CODES["moment"] == ("avant", "pendant", "apres")
