"""The ontology, merged with those it reuses, contradicts nothing under OWL-RL, and catches what it should."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from odas_graph.describe import describe
from odas_graph.importers.dataset import read_dataset

ONTOLOGY = Path(__file__).parents[2] / "ontology"
REUSED = Path(__file__).parent / "reused"
VALID = sorted((ONTOLOGY / "examples" / "valid").rglob("*.ttl"))
DATASETS = sorted(path.parent for path in (ONTOLOGY.parent / "data").glob("*/dataset.yaml"))

ODAS = Namespace("https://w3id.org/odas-graph/def#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
IGEO = Namespace("http://rdf.insee.fr/def/geo#")
ORG = Namespace("http://www.w3.org/ns/org#")
PROV = Namespace("http://www.w3.org/ns/prov#")
ID = Namespace("https://w3id.org/odas-graph/id/")
ERRORS = Namespace("http://www.daml.org/2002/03/agents/agent-ont#")  # where owlrl reports contradictions

# Texts bear on no rule of OWL-RL but slow it down.
TEXTS = {RDFS.label, RDFS.comment, RDFS.isDefinedBy, SKOS.definition, SKOS.note, SKOS.editorialNote}

PREFIXES = """
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix igeo: <http://rdf.insee.fr/def/geo#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix odas: <https://w3id.org/odas-graph/def#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix code: <https://w3id.org/odas-graph/code/> .
@prefix : <https://w3id.org/odas-graph/id/> .
"""

# Every class and most properties at work, with an association, a council and its service, inhabitants and a person.
SAMPLE = PREFIXES + """
:action a odas:Action ;
    skos:prefLabel "Distribution de repas"@fr ;
    dct:spatial :stains ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2020-03"^^xsd:gYearMonth ] ;
    odas:addresses <https://w3id.org/odas-graph/code/problematique/precarite-alimentaire> ;
    odas:servesPublic <https://w3id.org/odas-graph/code/public/habitants> ;
    odas:phase <https://w3id.org/odas-graph/code/phase/premier-confinement> ;
    odas:obstacle "Aucun local."@fr ;
    odas:involves :association, :elue, :habitants ;
    odas:evidence :place ;
    prov:qualifiedAssociation :participation, :participation-elue, :participation-habitants .
:collected a odas:Action ; odas:detailedBy :action .
:association a odas:Actor, org:FormalOrganization ;
    odas:actorType <https://w3id.org/odas-graph/code/type-acteur/association-habitants> ;
    org:classification <https://w3id.org/odas-graph/code/type-acteur/association-habitants> ;
    org:identifier "W931234567"^^odas:rna ;
    odas:basedIn :stains ; odas:generic false ; odas:evidence :place .
:council a odas:Actor, <http://data.europa.eu/m8g/PublicOrganisation> .
:service a odas:Actor, org:OrganizationalUnit ; odas:partOf :council ; org:unitOf :council .
:elue a odas:Actor, foaf:Person ; odas:partOf :council ;
    odas:actorType <https://w3id.org/odas-graph/code/type-acteur/elu> .
:habitants a odas:Actor, foaf:Group ; odas:operatesIn :stains ;
    odas:actorType <https://w3id.org/odas-graph/code/type-acteur/habitants> .
:participation a odas:Participation ;
    prov:agent :association ;
    prov:hadRole <https://w3id.org/odas-graph/code/role/porteur> ;
    odas:contribution <https://w3id.org/odas-graph/code/contribution/benevolat> ;
    odas:directContact true ; odas:evidence :place .
:participation-elue a odas:Participation ; prov:agent :elue .
:participation-habitants a odas:Participation ; prov:agent :habitants .
:partnership a odas:Partnership ; odas:withinAction :action ; odas:partner :association, :elue, :habitants ;
    odas:formalisation <https://w3id.org/odas-graph/code/formalisation/aucune> ; odas:evidence :place .
:funding a odas:Funding, odas:Partnership ; odas:funder :council ; odas:beneficiary :association ;
    odas:amount "6000"^^xsd:decimal ; odas:year "2020"^^xsd:gYear .
:tension a odas:Tension ; odas:withinAction :action ; odas:party :association, :council ; odas:about "Les locaux."@fr .
:absence a odas:AbsentTie ; odas:withinAction :action ; odas:party :association, :council ;
    odas:unawareParty :council ; odas:moment <https://w3id.org/odas-graph/code/moment/avant> .
:result a odas:Result ; odas:withinAction :action ; odas:value "480"^^xsd:decimal ; odas:unit "colis"@fr .
:remark a odas:Remark ; odas:withinAction :action ; odas:text "Tout s'est fait en dix jours."@fr ;
    odas:heading <https://w3id.org/odas-graph/code/rubrique/deroulement> .
:contradiction a odas:Contradiction ; odas:concerns :action ; odas:claim :claim .
:claim a odas:Claim ; odas:text "Neuf actions."@fr ; odas:evidence :place .
:dataset a odas:Dataset ; dct:source :source ; odas:fictional true .
:source a odas:Source .
:place a oa:SpecificResource ; oa:hasSource :source ; odas:page 27 ; odas:section "Les partenaires"@fr .
:build a prov:Activity ; prov:wasAssociatedWith :software ; prov:used :source .
:run a odas:Run ; prov:wasAssociatedWith :software ; prov:used :weights ; odas:trials 200 ; odas:seed 0 ;
    odas:network "ties" ; odas:scope <https://w3id.org/odas-graph/code/cercle/departement> .
:weights a prov:Entity .
:software a prov:SoftwareAgent .
:assessment a odas:Assessment ; odas:assesses :association ; odas:inTerritory :stains ;
    odas:contributionScore "0.9"^^xsd:decimal ; odas:rank 1 ; odas:onFront true ; prov:wasGeneratedBy :run ;
    odas:basedOn :participation ; odas:reason "Une convention."@fr ;
    odas:mainArchetype <https://w3id.org/odas-graph/code/archetype/invisible-atteste> .
:view a odas:CircleView ; odas:ofAssessment :assessment ; odas:recognitionBeforeLow "0"^^xsd:decimal ;
    odas:inCircle <https://w3id.org/odas-graph/code/cercle/commune-ccas> ; odas:basedOn :partnership, :absence ;
    odas:knowledge <https://w3id.org/odas-graph/code/statut-de-connaissance/absence-attestee> .
:measurement a odas:Measurement ; odas:measures :association ; odas:network "affiliation" ;
    odas:measure <https://w3id.org/odas-graph/code/mesure/degre> ; odas:value "1"^^xsd:decimal .
:cluster a odas:Cluster ; odas:unsureMember :association ; odas:stability "1"^^xsd:decimal ; odas:network "ties" ;
    odas:overRepresents :stains, <https://w3id.org/odas-graph/code/sphere/association> .
:stains a igeo:Commune ; igeo:codeINSEE "93072" ; igeo:nom "Stains" ; odas:within :seine-saint-denis ;
    igeo:subdivisionDe :seine-saint-denis ; odas:population 38835 .
:seine-saint-denis a igeo:Departement ; odas:within :france .
:france a igeo:Pays .
:quartier a odas:QuartierPrioritaire ; odas:within :stains .
"""


def load(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@cache
def core() -> Graph:
    """The ontology and the digests of what it reuses."""
    return load([ONTOLOGY / "odas.ttl", *REUSED.glob("*.ttl")])


@cache
def axioms() -> Graph:
    """The same with the alignments and the code lists."""
    return core() + load([*(ONTOLOGY / "alignments").glob("*.ttl"), *(ONTOLOGY / "codes").glob("*.ttl")])


def closure(*parts: Graph) -> Graph:
    """All that follows under OWL-RL from these graphs."""
    graph = Graph()
    for part in parts:
        for triple in part:
            if triple[1] not in TEXTS:
                graph.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: Graph) -> list[str]:
    return sorted(str(message) for message in graph.objects(None, ERRORS.error))


@cache
def sample() -> Graph:
    return closure(axioms(), Graph().parse(data=SAMPLE))


def instances(graph: Graph, kind: URIRef) -> set[Node]:
    """The things of this class, those of the data only."""
    return {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and s.startswith(ID)}


def test_the_ontology_merged_with_those_it_reuses_is_consistent() -> None:
    assert contradictions(closure(axioms())) == []


def test_the_sample_is_consistent() -> None:
    assert contradictions(sample()) == []


@pytest.mark.skipif(not VALID, reason="no valid examples yet")
def test_the_valid_examples_are_consistent_together() -> None:
    assert contradictions(closure(axioms(), load(VALID))) == []


MISTAKES = {
    "a council that is also its territory": ":x a odas:Actor, igeo:Departement .",
    "a territory reached as an actor": ":x odas:partner :y . :y a igeo:Commune .",
    "dates and a primary source on a participation":
        ':x prov:startedAtTime "2020-03-17T00:00:00Z"^^xsd:dateTime ; prov:hadPrimarySource :y .',
    "dates on a participation": ':x a odas:Participation ; prov:startedAtTime "2020-03-17T00:00:00Z"^^xsd:dateTime .',
    "a participation derived from a source": ":x a odas:Participation ; prov:wasDerivedFrom :y .",
    "an action generated by a run": ":x a odas:Action ; prov:wasGeneratedBy :run .",
    "a partnership that is an action": ":x a odas:Partnership, odas:Action .",
    "a tension filed as a partnership": ":x a odas:Tension ; odas:partner :y .",
    "a person with a company number": ':x a foaf:Person ; org:identifier "552100554"^^odas:siren .',
    "a person classified as an organisation":
        ":x a foaf:Person ; org:classification <https://w3id.org/odas-graph/code/type-acteur/elu> .",
    "a person who is a unit": ":x a foaf:Person ; org:unitOf :y .",
    "a source that is an organisation": ":x a odas:Source, org:FormalOrganization .",
    "a dataset that is an actor": ":x a odas:Dataset, odas:Actor .",
    "an assessment of a territory": ":x odas:assesses :y . :y a igeo:Region .",
    "a participation that is an action": ":x a odas:Participation, odas:Action .",
    "an actor given the party of an absence": ":x a odas:Actor ; odas:unawareParty :y .",
    "a circle's view filed as a partnership": ":x odas:inCircle :y ; odas:partner :z .",
    "a circle of an action": ":x odas:ofAssessment :y . :y a odas:Action .",
    "a run that is an action": ":x a odas:Run, odas:Action .",
    "an assessment that is a run": ":x a odas:Assessment ; odas:seed 1 .",
    "a cluster known by an actor": ":x a odas:Cluster, odas:Actor .",
    "a scheme used as a code": ":x odas:addresses :y . :y a skos:ConceptScheme .",
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda name: name.replace(" ", "-"))
def test_a_mistake_is_a_contradiction(mistake: str) -> None:
    assert contradictions(closure(core(), Graph().parse(data=PREFIXES + MISTAKES[mistake])))


@pytest.mark.parametrize(("things", "kind"), [
    (ODAS.Action, ORG.Organization), (ODAS.Action, PROV.Entity), (ODAS.Action, FOAF.Agent),
    (ODAS.Participation, PROV.Entity), (ODAS.Participation, PROV.Activity), (ODAS.Partnership, ORG.Organization),
    (FOAF.Person, ORG.Organization), (FOAF.Group, ORG.Organization), (IGEO.Commune, PROV.Agent),
    (ODAS.Actor, SKOS.Concept), (ODAS.Source, ODAS.Dataset), (ODAS.CircleView, PROV.Agent), (ODAS.Run, PROV.Entity),
])
def test_nothing_becomes_what_it_is_not(things: URIRef, kind: URIRef) -> None:
    assert instances(sample(), things), "the sample must hold one"
    assert not instances(sample(), things) & instances(sample(), kind)


@pytest.mark.parametrize("fact", [
    (ID.association, RDF.type, PROV.Agent),
    (ID.association, ODAS.partnerIn, ID.partnership),
    (ID.funding, ODAS.partner, ID.council),
    (ID.action, ODAS.details, ID.collected),
    (ID.action, PROV.wasAssociatedWith, ID.elue),
    (ID.action, ODAS.narrative, Literal("Aucun local.", lang="fr")),
    (ID.elue, ODAS.participatesIn, ID.action),
    (ID.stains, RDF.type, ODAS.Territory),
    (ID.quartier, ODAS.within, ID.france),
    (ID.absence, ODAS.party, ID.council),
    (ID.assessment, ODAS.archetype, URIRef("https://w3id.org/odas-graph/code/archetype/invisible-atteste")),
    (ID.cluster, ODAS.member, ID.association),
])
def test_what_should_follow_does(fact: tuple[Node, Node, Node]) -> None:
    assert fact in sample()


def test_the_build_is_no_action() -> None:
    for made in (ID.build, ID.run):
        assert (made, RDF.type, ODAS.Action) not in sample()
    assert (ID.build, RDF.type, ODAS.Run) not in sample()
    assert (ID.software, RDF.type, ODAS.Actor) not in sample()


@cache
def curated() -> Graph:
    """All curated datasets as the build describes them."""
    records = [found for found, _ in map(read_dataset, DATASETS) if found]
    assert len(records) == len(DATASETS)
    lines = [f"{quad.subject} {quad.predicate} {quad.object} ." for quad in describe(records).quads]
    return Graph().parse(data="\n".join(lines), format="nt")


@pytest.mark.skipif(not DATASETS, reason="no curated data here")
def test_the_curated_data_are_consistent() -> None:
    spoken = Graph()
    for triple in curated():
        if not (isinstance(triple[2], Literal) and triple[2].language):  # texts bear on no rule
            spoken.add(triple)
    assert contradictions(closure(axioms(), spoken)) == []


def ranges(graph: Graph) -> dict[Node, set[Node]]:
    """Property → its datatype ranges, those of the properties above it included."""
    found: dict[Node, set[Node]] = {}
    for property_ in graph.subjects(RDF.type, OWL.DatatypeProperty):
        for above in graph.transitive_objects(property_, RDFS.subPropertyOf):
            found.setdefault(property_, set()).update(graph.objects(above, RDFS.range))
    return {property_: kinds - {RDFS.Literal} for property_, kinds in found.items()}


def misfits(data: Graph) -> list[str]:
    """The literals of the data that do not belong to the range of their property (xsd:token takes plain strings)."""
    expected = ranges(axioms())
    wrong = []
    for subject, property_, value in data:
        for kind in expected.get(property_, ()):
            if not isinstance(value, Literal):
                wrong.append(f"{subject} {property_} {value}: a literal expected")
                continue
            actual = RDF.langString if value.language else value.datatype or XSD.string
            if actual != kind and (kind, actual) != (XSD.token, XSD.string):
                wrong.append(f"{subject} {property_} {value}: {kind} expected, got {actual}")
    return sorted(wrong)


def test_the_literals_of_the_sample_fit_their_ranges() -> None:
    assert misfits(Graph().parse(data=SAMPLE)) == []


@pytest.mark.skipif(not VALID, reason="no valid examples yet")
def test_the_literals_of_the_valid_examples_fit_their_ranges() -> None:
    assert misfits(load(VALID)) == []


@pytest.mark.skipif(not DATASETS, reason="no curated data here")
def test_the_literals_of_the_curated_data_fit_their_ranges() -> None:
    assert misfits(curated()) == []


@pytest.mark.parametrize("line", [
    ':x odas:amount "6000" .', ':x odas:text "sans langue" .', ':x odas:page "27" .', ':x odas:year 2020 .',
    ':x igeo:nom "Stains"@fr .', ":x odas:directContact :y .", ':x odas:obstacle "x" .',
])
def test_a_literal_of_the_wrong_kind_is_found(line: str) -> None:
    assert misfits(Graph().parse(data=PREFIXES + line))


def test_the_sample_uses_every_own_class() -> None:
    used = set(Graph().parse(data=SAMPLE).objects(None, RDF.type))
    own = {c for c in axioms().subjects(RDF.type, OWL.Class) if isinstance(c, URIRef) and c.startswith(ODAS)}
    assert own - used - {ODAS.Territory} == set()


def test_own_unions_name_classes_once() -> None:
    for union in axioms().objects(None, OWL.unionOf):
        members = list(Collection(axioms(), union))
        assert len(members) == len(set(members)) >= 2
