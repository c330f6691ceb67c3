"""RDF to all that is known of each action, actor and dataset: what the page of one of them says in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from odas_graph import vocab
from odas_graph.store import GraphStore
from odas_graph.things import KNOWN_BY_MORE, Text, Things, about, gather
from odas_graph.views import Proof
from odas_graph.vocab import DCAT, DCT, OA, ODAS, ORG, RDF, RDFS, SKOS


@dataclass(frozen=True, slots=True)
class Remark:
    """What a source observes of an action, under a heading of the grid (code list `rubrique`)."""

    heading: str
    text: str
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A figure that a source gives; `qualifier` says how sure it is (about, at least…)."""

    label: str
    value: Decimal | int | None
    unit: str | None
    qualifier: str | None
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class ActionDossier:
    """An action as its fiche has it: codes as slugs, territories as IRIs, remarks by heading in the order of the grid.

    `details` are the collected initiatives that this action says more of.
    """

    iri: str
    title: Text
    summary: str | None
    place: str | None
    period: tuple[str | None, str | None]
    territories: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    remarks: Mapping[str, tuple[Remark, ...]]
    results: tuple[Result, ...]
    detailed_by: str | None
    details: tuple[str, ...]
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class ActorDossier:
    """An actor as the registry has it; `parts` are the actors that are part of it. Identifiers by kind, sorted."""

    iri: str
    name: str
    aliases: tuple[str, ...]
    type: str
    person: bool
    generic: bool
    based_in: str | None
    operates_in: tuple[str, ...]
    part_of: tuple[str, ...]
    parts: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    note: str | None
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What sources tell differently: the matter, whom or what it concerns, each claim with its proof."""

    about: str
    concerns: tuple[str, ...]
    claims: tuple[tuple[str, tuple[Proof, ...]], ...]


@dataclass(frozen=True, slots=True)
class DatasetDossier:
    """A dataset as it describes itself, its gaps among that."""

    iri: str
    title: Text
    description: Text
    collection: str | None
    gaps: tuple[str, ...]
    licence: str | None
    fictional: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossiers:
    """All of them by IRI, and the titles of the sources."""

    actions: Mapping[str, ActionDossier]
    actors: Mapping[str, ActorDossier]
    contradictions: tuple[Contradiction, ...]
    datasets: tuple[DatasetDossier, ...]
    sources: Mapping[str, str]


# The codes of an action, by code list.
CODED: Final = {"problematique": ODAS.addresses, "public": ODAS.servesPublic, "caracteristique": ODAS.criterion,
                "approche": ODAS.approach, "phase": ODAS.phase, "stade": ODAS.stage, "continuite": ODAS.continuation}
_OF_CLASS: Final = "SELECT ?thing ?property ?value WHERE { ?thing a <#class#> ; ?property ?value #more# }"
_ABOUT: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE { VALUES ?thing { #things# } ?thing ?property ?value .
  FILTER(?property IN (#properties#)) }"""


def dossiers(store: GraphStore) -> Dossiers:
    """Everything the store holds of actions, actors and datasets: a dozen queries, whatever its size."""
    return _Reader(store).read()


class _Reader:
    """The things of a store by class, and the places that prove them."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.actions, self.actors, self.remarks, self.results, self.contradictions, self.claims, self.datasets = (
            self.of(name) for name in (ODAS.Action, ODAS.Actor, ODAS.Remark, ODAS.Result, ODAS.Contradiction,
                                       ODAS.Claim, ODAS.Dataset))
        proven = (self.actions, self.actors, self.remarks, self.results, self.claims)
        places = self.about({e for things in proven for iri in things for e in things.all(iri, ODAS.evidence)},
                            OA.hasSource, ODAS.section, ODAS.page, ODAS.row)
        self.proofs = {iri: Proof(str(places.one(iri, OA.hasSource) or ""), places.plain(iri, ODAS.section),
                                  places.one(iri, ODAS.page), places.one(iri, ODAS.row)) for iri in places}
        self.periods = self.about({p for iri in self.actions for p in self.actions.all(iri, DCT.temporal)},
                                  DCAT.startDate, DCAT.endDate)

    def of(self, name: str) -> Things:
        return gather(self.store, _OF_CLASS.replace("#class#", name).replace(
            "#more#", KNOWN_BY_MORE if name == ODAS.Actor else ""))

    def about(self, things: Iterable[str], *properties: str) -> Things:
        return about(self.store, _ABOUT, things, properties)

    def proof(self, things: Things, iri: str) -> tuple[Proof, ...]:
        return tuple(self.proofs[place] for place in things.all(iri, ODAS.evidence) if place in self.proofs)

    def read(self) -> Dossiers:
        titles = self.about({p.source for p in self.proofs.values() if p.source} | {
            s for iri in self.datasets for s in self.datasets.all(iri, DCT.source)}, DCT.title)
        return Dossiers(
            actions=self.read_actions(), actors=self.read_actors(),
            contradictions=tuple(self.contradiction(iri) for iri in sorted(self.contradictions)),
            datasets=tuple(self.dataset(iri) for iri in sorted(self.datasets)),
            sources={iri: titles.text(iri, DCT.title).fr for iri in sorted(titles)})

    def read_actions(self) -> dict[str, ActionDossier]:
        remarks, results = self.within(self.remarks), self.within(self.results)
        details: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(self.actions):
            for target in self.actions.all(iri, ODAS.detailedBy):
                details[target].append(iri)
        return {iri: self.action(iri, remarks[iri], results[iri], details[iri]) for iri in sorted(self.actions)}

    @staticmethod
    def within(things: Things) -> dict[str, list[str]]:
        """The things of each action, in the order of their IRIs, which end in their number."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(things, key=lambda name: (len(name), name)):
            for action in things.all(iri, ODAS.withinAction):
                found[action].append(iri)
        return found

    def action(self, iri: str, remarks: Iterable[str], results: Iterable[str],
               details: Iterable[str]) -> ActionDossier:
        things = self.actions
        by_heading: dict[str, list[Remark]] = {heading: [] for heading in vocab.CODES["rubrique"]}
        for remark in remarks:
            heading = self.remarks.slug(remark, ODAS.heading) or ""
            by_heading.setdefault(heading, []).append(
                Remark(heading, self.remarks.plain(remark, ODAS.text) or "", self.proof(self.remarks, remark)))
        period = things.one(iri, DCT.temporal)
        return ActionDossier(
            iri=iri, title=things.text(iri, SKOS.prefLabel), summary=things.plain(iri, DCT.abstract),
            place=things.plain(iri, ODAS.place), period=self.period(period),
            territories=things.all(iri, DCT.spatial),
            codes={scheme: things.slugs(iri, name) for scheme, name in CODED.items()},
            remarks={heading: tuple(found) for heading, found in by_heading.items() if found},
            results=tuple(self.result(result) for result in results),
            detailed_by=things.one(iri, ODAS.detailedBy), details=tuple(details), proof=self.proof(things, iri))

    def period(self, iri: str | None) -> tuple[str | None, str | None]:
        if iri is None:
            return None, None
        start, end = (self.periods.one(iri, name) for name in (DCAT.startDate, DCAT.endDate))
        return (None if start is None else str(start), None if end is None else str(end))

    def result(self, iri: str) -> Result:
        things = self.results
        return Result(things.text(iri, RDFS.label).fr, things.one(iri, ODAS.value), things.plain(iri, ODAS.unit),
                      things.plain(iri, ODAS.qualifier), self.proof(things, iri))

    def read_actors(self) -> dict[str, ActorDossier]:
        things = self.actors
        parts: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(things):
            for parent in things.all(iri, ODAS.partOf):
                parts[parent].append(iri)
        return {iri: self.actor(iri, parts[iri]) for iri in sorted(things)}

    def actor(self, iri: str, parts: Iterable[str]) -> ActorDossier:
        things = self.actors
        return ActorDossier(
            iri=iri, name=things.text(iri, SKOS.prefLabel).fr,
            aliases=tuple(str(getattr(alias, "value", alias)) for alias in things.all(iri, SKOS.altLabel)),
            type=things.slug(iri, ODAS.actorType) or "", person=vocab.FOAF.Person in things.all(iri, RDF.type),
            generic=bool(things.one(iri, ODAS.generic)), based_in=things.one(iri, ODAS.basedIn),
            operates_in=things.all(iri, ODAS.operatesIn), part_of=things.all(iri, ODAS.partOf), parts=tuple(parts),
            identifiers=tuple(self.identifiers.get(iri, ())), note=things.plain(iri, ODAS.note),
            proof=self.proof(things, iri))

    @cached_property
    def identifiers(self) -> Mapping[str, list[tuple[str, str]]]:
        """The identifiers of each actor with their kind, which only their datatype says."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self.store.select(f"SELECT DISTINCT ?actor ?id WHERE {{ ?actor <{ORG.identifier}> ?id }}"):
            kind = row["id"].datatype.value.rsplit("#", 1)[-1]
            found[row["actor"].value].append((kind, row["id"].value))
        return {actor: sorted(pairs) for actor, pairs in found.items()}

    def contradiction(self, iri: str) -> Contradiction:
        claims = self.contradictions.all(iri, ODAS.claim)
        return Contradiction(
            self.contradictions.plain(iri, ODAS.about) or "", self.contradictions.all(iri, ODAS.concerns),
            tuple((self.claims.plain(claim, ODAS.text) or "", self.proof(self.claims, claim)) for claim in claims))

    def dataset(self, iri: str) -> DatasetDossier:
        things = self.datasets
        gaps = sorted(str(getattr(gap, "value", gap)) for gap in things.all(iri, RDFS.comment))
        return DatasetDossier(
            iri=iri, title=things.text(iri, DCT.title), description=things.text(iri, DCT.description),
            collection=things.plain(iri, DCT.provenance), gaps=tuple(gaps), licence=things.one(iri, DCT.license),
            fictional=bool(things.one(iri, ODAS.fictional)), sources=things.all(iri, DCT.source))
