"""Who is invisible, to whom: from the networks to assessments with their reasons and proof, and back into the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from odas_graph import vocab
from odas_graph.analysis.contribution import proximity
from odas_graph.analysis.explain import Deed, reasons
from odas_graph.analysis.recognition import LOCAL_CIRCLES, Interval, circle_view, middle
from odas_graph.analysis.verdict import Candidate, Verdict, verdicts
from odas_graph.analysis.weights import Weights
from odas_graph.describe.facts import Facts, code, literal, thing
from odas_graph.errors import UsageError
from odas_graph.i18n import LANGUAGES, in_language, language
from odas_graph.i18n import gettext as _
from odas_graph.network import CIRCLES, Contact, affiliation, contacts, places, within
from odas_graph.resources import package_file
from odas_graph.store import GraphStore, python_value
from odas_graph.vocab import ODAS, PROV, RDF, RDFS

if TYPE_CHECKING:
    from networkx import Graph
    from pyoxigraph import NamedNode

KINDS: Final = ("organisation", "collective", "person")
# Natural persons are never ranked unless someone asks for it.
PUBLIC_KINDS: Final = ("organisation", "collective")


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a source says it: the fact's IRI, the source and place in words."""

    fact: str
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The visibility of one actor in its territory; see `Verdict` for the figures."""

    actor: str
    label: str
    kind: str
    generic: bool
    territory: str | None
    territory_label: str | None
    verdict: Verdict
    reasons: tuple[str, ...]
    evidence: tuple[Proof, ...]

    @property
    def rank(self) -> int | None:
        """Its place among all actors listed; None where it is not on the list."""
        return self.verdict.rank

    @property
    def archetype(self) -> str | None:
        """The slug of its archetype."""
        return self.verdict.archetype

    @property
    def contribution(self) -> float | None:
        """The share of the others of its kind that do less, 0 to 1."""
        return self.verdict.contribution

    @property
    def recognition_before(self) -> float:
        """The middle of what the circles may have known before the action, 0 to 1."""
        return middle(self.verdict.before)

    @property
    def recognition_after(self) -> float:
        """The middle of what the circles may know since the action, 0 to 1."""
        return middle(self.verdict.after)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values; recognition as the middle of its interval, with the interval beside it."""
        verdict = self.verdict

        def rounded(value: float | None) -> float | None:
            return None if value is None else round(value, 4)

        def interval(bounds: Interval) -> list[float | None]:
            return [rounded(bounds[0]), rounded(bounds[1])]

        return {
            "rank": verdict.rank, "actor": self.actor, "label": self.label, "kind": self.kind,
            "generic": self.generic, "territory": self.territory, "territory_label": self.territory_label,
            "archetype": verdict.archetype,
            "contribution": rounded(verdict.contribution), "proximity": rounded(verdict.proximity),
            "recognition_before": rounded(middle(verdict.before)),
            "recognition_before_interval": interval(verdict.before),
            "recognition_before_percentile": rounded(verdict.recognition),
            "recognition_after": rounded(middle(verdict.after)),
            "recognition_after_interval": interval(verdict.after),
            "peers": verdict.peers, "coverage": rounded(verdict.coverage), "on_front": verdict.on_front,
            "circles": {name: {"status": view.status, "before": interval(view.before), "after": interval(view.after)}
                        for name, view in verdict.circles.items()},
            "reasons": list(self.reasons),
            "evidence": [{"fact": p.fact, "source": p.source, "place": p.place} for p in self.evidence],
        }


@cache
def default_weights() -> Weights:
    """The weights that ship."""
    import yaml

    return Weights.from_table(yaml.safe_load(package_file("analysis/weights.yaml").read_text("utf-8")))


def assess(store: GraphStore, *, territory: str | None = None, circles: Sequence[str] = LOCAL_CIRCLES,
           kinds: Sequence[str] = PUBLIC_KINDS, weights: Weights | None = None) -> list[Assessment]:
    """The visibility of every actor that is no institution, best candidates first, actors without a matter left out.

    `territory` is a territory's IRI: only actors based or active there are shown; figures and ranks stay relative to
    all actors of the same kind, since few territories hold enough of them. Institutions are recognisers, never
    candidates. Raises UsageError for a circle or a kind there is not.
    """
    _check_choice(circles, CIRCLES)
    _check_choice(kinds, KINDS)
    weights = weights or default_weights()
    graph = affiliation(store)
    scores = proximity(graph, weights)
    facts: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in contacts(store, graph):
        facts[contact.actor, contact.circle].append(contact)
    candidates = [
        Candidate(iri, data["kind"], scores[iri],
                  {circle: circle_view(circle, facts.get((iri, circle), ()), weights) for circle in CIRCLES})
        for iri, data in graph.nodes(data=True)
        if data["bipartite"] == 0 and not data["institution"] and data["kind"] in kinds and graph.degree(iri)]
    found = [v for v in verdicts(candidates, circles, weights) if v.archetype not in (None, "pilier-reconnu")]
    if territory is not None:
        own, holders = places(graph), within(store)
        found = [v for v in found if _is_in(own[v.actor], territory, holders)]
    words = _Words(store, graph)
    return [words.assessment(verdict, circles, weights) for verdict in found]


def _check_choice(chosen: Sequence[str], choices: Sequence[str]) -> None:
    for name in chosen:
        if name not in choices:
            raise UsageError(_("“{name}” is none of {choices}.").format(name=name[:100], choices=", ".join(choices)))


def _is_in(places: Iterable[str], territory: str, holders: Mapping[str, set[str]]) -> bool:
    return any(place == territory or territory in holders.get(place, ()) for place in places)


class _Words:
    """Labels and proof, read once, to turn verdicts into assessments in the language in force."""

    def __init__(self, store: GraphStore, graph: Graph[str]) -> None:
        self.graph = graph
        lang = language()
        self.codes = {str(row["code"].value): str(row["label"].value) for row in store.select(f"""
            SELECT ?code ?label WHERE {{ ?code a skos:Concept ; skos:prefLabel ?label .
              FILTER(LANG(?label) = "{lang}") }}""")}
        self.territories = {row["t"].value: (row["code"].value, row["label"].value) for row in store.select(
            "SELECT ?t ?code ?label WHERE { ?t igeo:codeINSEE ?insee ; skos:notation ?code ; skos:altLabel ?label }")}
        self.proofs: dict[str, list[Proof]] = defaultdict(list)
        for row in store.select("""
            SELECT ?fact ?source ?place WHERE { ?fact odas:evidence ?e . ?e oa:hasSource ?source ; rdfs:label ?place }
            ORDER BY ?fact ?place"""):
            fact = str(row["fact"].value)
            self.proofs[fact].append(Proof(fact, str(row["source"].value), str(python_value(row["place"]))))

    def word(self, scheme: str, slug: str) -> str:
        return self.codes.get(vocab.code(scheme, slug), slug)

    def assessment(self, verdict: Verdict, scope: Sequence[str], weights: Weights) -> Assessment:
        data = self.graph.nodes[verdict.actor]
        deeds, facts = [], []
        for action in sorted(self.graph[verdict.actor], key=lambda a: (self.graph.nodes[a]["label"], a)):
            edge = self.graph.edges[verdict.actor, action]
            facts += edge["participations"]
            deeds.append(Deed(self.graph.nodes[action]["label"], [self.word("role", r) for r in edge["roles"]],
                              [self.word("contribution", c) for c in edge["contributions"]], edge["contact"]))
        facts += [fact for view in verdict.circles.values() for fact in view.facts]
        names = {circle: self.word("cercle", circle) for circle in CIRCLES}
        place = self._territory(verdict.actor)
        return Assessment(
            actor=verdict.actor, label=data["label"], kind=data["kind"], generic=data["generic"], territory=place[0],
            territory_label=place[1], verdict=verdict, reasons=tuple(reasons(verdict, deeds, names, scope, weights)),
            evidence=tuple(dict.fromkeys(proof for fact in dict.fromkeys(facts) for proof in self.proofs[fact])))

    def _territory(self, actor: str) -> tuple[str | None, str | None]:
        based = self.graph.nodes[actor]["based_in"]
        # The finest place known: the one it is based in, else the first of its actions' territories.
        elsewhere = sorted(t for a in self.graph[actor] for t in self.graph.nodes[a]["territories"])
        for iri in [based] if based else elsewhere:
            if iri in self.territories:
                return self.territories[iri]
        return (None, None)


def describe_assessments(by_language: Mapping[str, Sequence[Assessment]]) -> Facts:
    """The assessments as RDF, reasons in every language given, generated by a run that says so."""
    from pyoxigraph import NamedNode

    facts = Facts(NamedNode(f"{vocab.GRAPH}analysis"))
    run = thing("run", "visibility")
    facts.add(run, RDF.type, PROV.Activity)
    facts.text(run, RDFS.label, "Visibilité des acteurs : C1 et reconnaissance par cercle")
    for lang, assessments in by_language.items():
        for assessment in assessments:
            _describe(facts, assessment, lang, run)
    return facts


def _describe(facts: Facts, assessment: Assessment, lang: str, run: NamedNode) -> None:
    verdict = assessment.verdict
    node = thing("assessment", assessment.actor.rsplit("/", 1)[-1])
    facts.add(node, RDF.type, ODAS.Assessment)
    facts.add(node, PROV.wasGeneratedBy, run)
    facts.add(node, ODAS.assesses, assessment.actor)
    if verdict.archetype:
        facts.add(node, ODAS.archetype, code("archetype", verdict.archetype))
    if assessment.territory:
        from odas_graph.describe.territories import territory_node

        facts.add(node, ODAS.inTerritory, territory_node(assessment.territory))
    figures = {ODAS.contributionScore: verdict.contribution, ODAS.recognitionBefore: middle(verdict.before),
               ODAS.recognitionBeforeLow: verdict.before[0], ODAS.recognitionBeforeHigh: verdict.before[1],
               ODAS.recognitionAfter: middle(verdict.after), ODAS.recognitionAfterLow: verdict.after[0],
               ODAS.recognitionAfterHigh: verdict.after[1]}
    for predicate, value in figures.items():
        if value is not None:
            # Four decimals say all that the method can tell apart, and keep the bytes the same everywhere.
            facts.add(node, predicate, literal(Decimal(str(round(value, 4)))))
    if verdict.rank:
        facts.add(node, ODAS.rank, literal(verdict.rank))
    for sentence in assessment.reasons:
        facts.text(node, ODAS.reason, sentence, lang)


def assess_in_all_languages(store: GraphStore) -> dict[str, list[Assessment]]:
    """The assessments of the whole graph in each language, for writing back."""
    found = {}
    for lang in LANGUAGES:
        with in_language(lang):
            found[lang] = assess(store)
    return found
