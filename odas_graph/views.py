"""RDF to what a page shows: the actors, actions and ties of a territory, with their words and their proof.

A handful of queries a view, whatever its size: what is wanted of many things comes in one answer of
(thing, property, value) rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from odas_graph import vocab
from odas_graph.store import GraphStore
from odas_graph.territory import Territory
from odas_graph.things import Text, Things, about, gather
from odas_graph.vocab import CV, DCT, FOAF, OA, ODAS, ORG, PROV, RDF, SKOS

if TYPE_CHECKING:
    from odas_graph.visibility import Assessment

_KINDS: Final = {ORG.FormalOrganization: "organisation", CV.PublicOrganisation: "organisation",
                 ORG.OrganizationalUnit: "organisation", FOAF.Group: "collective", FOAF.Person: "person"}


@dataclass(frozen=True, slots=True)
class Proof:
    """A place in a source: IRI of the source, heading, page, row."""

    source: str
    section: str | None = None
    page: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Visibility:
    """The place of an actor in the list of invisible actors, the code of its verdict, the reasons by language."""

    rank: int | None
    archetype: str | None
    reasons: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ActorView:
    """An actor; `territories` are the IRIs of where it is based and active, `sphere` that of its type or parent."""

    iri: str
    name: str
    type: str
    sphere: str
    kind: str
    generic: bool
    territories: tuple[str, ...]
    note: str | None
    proof: tuple[Proof, ...]
    visibility: Visibility | None


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action, its codes as slugs; `detailed_by` is the fiche action that says more of a collected initiative."""

    iri: str
    title: Text
    stage: str | None
    summary: str | None
    territories: tuple[str, ...]
    needs: tuple[str, ...]
    phases: tuple[str, ...]
    detailed_by: str | None
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class ParticipationView:
    """One actor in one action; `contact` is None where no source says whether it met inhabitants itself."""

    iri: str
    actor: str
    action: str
    roles: tuple[str, ...]
    contributions: tuple[str, ...]
    contact: bool | None
    note: str | None
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class TieView:
    """A partnership or a funding and its partners; `formal` is None where the sources are silent on the footing."""

    iri: str
    parties: tuple[str, ...]
    funder: str | None
    beneficiary: str | None
    formalisation: tuple[str, ...]
    formal: bool | None
    origin: str | None
    action: str | None
    subject: str | None
    amount: Decimal | None
    year: int | None
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A tension or an absent tie that a source states; `unaware` and `moment` are for absences."""

    iri: str
    parties: tuple[str, ...]
    unaware: tuple[str, ...]
    moment: str | None
    about: str
    action: str | None
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class MapView:
    """All that the map of a territory shows; `territory` None is everything the store holds.

    `words` goes from the IRI of a code to its label, `sources` from the IRI of a source to its title.
    """

    territory: Territory | None
    actors: tuple[ActorView, ...] = ()
    actions: tuple[ActionView, ...] = ()
    participations: tuple[ParticipationView, ...] = ()
    ties: tuple[TieView, ...] = ()
    tensions: tuple[DisputeView, ...] = ()
    absences: tuple[DisputeView, ...] = ()
    words: Mapping[str, Text] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> tuple[TieView | DisputeView, ...]:
        """Ties, tensions and absences."""
        return (*self.ties, *self.tensions, *self.absences)

    def word(self, scheme: str, slug: str, lang: str) -> str:
        """The label of a code, or its slug where the store has no label."""
        text = self.words.get(f"{vocab.CODE}{scheme}/{slug}")
        return text.within(lang) if text else slug


# Everything the store says of each matter of a territory; `#here#` is where the territory is asked for.
_HERE: Final = "?action dct:spatial/odas:within? ?territory ."
_ACTIONS: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE {
  #here# ?action a odas:Action ; ?property ?value . BIND(?action AS ?thing)
  FILTER(?property IN (rdf:type, skos:prefLabel, odas:stage, odas:addresses, odas:phase, dct:spatial, dct:abstract,
                       odas:detailedBy, odas:evidence)) }"""
_PARTICIPATIONS: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE {
  #here# ?action prov:qualifiedAssociation ?thing .
  { ?thing ?property ?value }
  UNION { BIND(odas:withinAction AS ?property) ?value prov:qualifiedAssociation ?thing } }"""
_FACTS: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE { #here# ?thing odas:withinAction ?action ; a ?class ; ?property ?value .
  FILTER(?class IN (odas:Partnership, odas:Tension, odas:AbsentTie)) }"""
# Asked of those who take part, each once: from the actions on, an actor would come up as often as it takes part.
_OUTSIDE: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE { VALUES ?actor { #things# } ?thing odas:partner|odas:party ?actor .
  FILTER NOT EXISTS { ?thing odas:withinAction ?any } FILTER NOT EXISTS { ?thing odas:beneficiary/odas:listedOnly true }
  ?thing ?property ?value }"""
# Whom a tie holds together, and whom a tension or an absence sets apart.
_HOLDS: Final = (ODAS.partner, ODAS.party)
# Actors of elsewhere that take part here: a State or a federation has ties in every territory.
_GUESTS: Final = """
SELECT DISTINCT ?actor WHERE { #here# ?action odas:involves ?actor .
  { ?actor odas:basedIn ?any . FILTER NOT EXISTS { ?actor odas:basedIn/odas:within? ?territory } }
  UNION { ?actor odas:participatesIn ?other . FILTER NOT EXISTS { ?actor odas:basedIn ?any }
          FILTER NOT EXISTS { ?other dct:spatial/odas:within? ?territory }
          FILTER NOT EXISTS { ?territory odas:within/^dct:spatial ?other } } }"""
_ABOUT: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE { VALUES ?thing { #things# } ?thing ?property ?value .
  FILTER(?property IN (#properties#)) }"""
_ASSESSMENTS: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE { VALUES ?thing { #things# } ?assessment odas:assesses ?thing ;
  ?property ?value . FILTER(?property IN (#properties#)) }"""
_WORDS: Final = "SELECT DISTINCT ?code ?label WHERE { ?code a skos:Concept ; skos:prefLabel ?label }"


def map_view(store: GraphStore, territory: Territory | None = None, *,
             assessments: Iterable[Assessment] | None = None) -> MapView:
    """What the map of a territory shows: the actions in it, those who take part, and their ties, tensions, absences.

    A tie outside any action, or an absence, belongs to the map where one of its partners takes part and is at home, or
    where all its partners stand already. Without `assessments`, those that the store holds are shown.
    """
    return _Reader(store, territory).read(assessments)


class _Reader:
    """One view being read from the store."""

    def __init__(self, store: GraphStore, territory: Territory | None) -> None:
        self.store, self.territory = store, territory
        self.proofs: dict[str, Proof] = {}

        self.here, self.bound = "", None
        if territory is not None:
            self.here, self.bound = _HERE, {"territory": NamedNode(f"{vocab.ID}territory/{territory.iri_slug}")}

    def gather(self, query: str) -> Things:
        return gather(self.store, query.replace("#here#", self.here), self.bound)

    def read(self, assessments: Iterable[Assessment] | None) -> MapView:
        actions, participations, facts = self.gather(_ACTIONS), self.gather(_PARTICIPATIONS), self.gather(_FACTS)
        present = {p for things, name in ((participations, PROV.agent), (facts, ODAS.partner), (facts, ODAS.party))
                   for iri in things for p in things.all(iri, name)}
        outside = self.outside_facts(participations, present)
        facts.update(outside)
        present.update(p for iri in outside for name in _HOLDS for p in outside.all(iri, name))
        actors = about(self.store, _ABOUT, present, (
            RDF.type, SKOS.prefLabel, ODAS.actorType, ODAS.generic, ODAS.basedIn, ODAS.operatesIn, ODAS.partOf,
            ODAS.note, ODAS.evidence))
        self.read_proofs((actions, participations, facts, actors))
        seen = self.visibilities(present, assessments)
        spheres = self.spheres(actors)
        order = {iri: (text.fr.casefold(), iri) for things in (actors, actions)
                 for iri, text in ((i, things.text(i, SKOS.prefLabel)) for i in things)}
        known = sorted((iri for iri in present if iri in actors), key=order.__getitem__)
        return MapView(
            territory=self.territory,
            actors=tuple(self.actor(actors, iri, spheres[iri], seen.get(iri)) for iri in known),
            actions=tuple(self.action(actions, iri) for iri in sorted(actions, key=order.__getitem__)),
            participations=tuple(self.participation(participations, iri) for iri in sorted(participations)),
            ties=tuple(self.tie(facts, iri) for iri in self.of_class(facts, ODAS.Partnership)),
            tensions=tuple(self.dispute(facts, iri) for iri in self.of_class(facts, ODAS.Tension)),
            absences=tuple(self.dispute(facts, iri) for iri in self.of_class(facts, ODAS.AbsentTie)),
            words=self.words(), sources=self.sources())

    @staticmethod
    def of_class(things: Things, name: str) -> list[str]:
        return sorted(iri for iri in things if name in things.all(iri, RDF.type))

    def outside_facts(self, participations: Things, present: set[str]) -> Things:
        taking_part = {p for iri in participations for p in participations.all(iri, PROV.agent)}
        found = about(self.store, _OUTSIDE, taking_part, ())
        guests = set() if self.territory is None else {
            row["actor"].value
            for row in self.store.select(_GUESTS.replace("#here#", self.here), substitutions=self.bound)}
        local = taking_part - guests
        held = {iri: {actor for name in _HOLDS for actor in found.all(iri, name)} for iri in found}
        return Things((iri, found[iri]) for iri in found if held[iri] & local or held[iri] <= present)

    def read_proofs(self, described: Iterable[Things]) -> None:
        wanted = {place for things in described for iri in things for place in things.all(iri, ODAS.evidence)}
        places = about(self.store, _ABOUT, wanted, (OA.hasSource, ODAS.section, ODAS.page, ODAS.row))
        self.proofs = {iri: Proof(str(places.one(iri, OA.hasSource) or ""), places.plain(iri, ODAS.section),
                                  places.one(iri, ODAS.page), places.one(iri, ODAS.row)) for iri in places}

    def proof(self, things: Things, iri: str) -> tuple[Proof, ...]:
        return tuple(self.proofs[place] for place in things.all(iri, ODAS.evidence) if place in self.proofs)

    def sources(self) -> dict[str, str]:
        titles = about(self.store, _ABOUT, {p.source for p in self.proofs.values() if p.source}, (DCT.title,))
        return {iri: titles.text(iri, DCT.title).fr for iri in sorted(titles)}

    def words(self) -> dict[str, Text]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.store.select(_WORDS):
            found[row["code"].value][row["label"].language or "fr"] = row["label"].value
        french = {iri: by.get("fr") or next(iter(by.values())) for iri, by in sorted(found.items())}
        return {iri: Text(label, found[iri].get("en", label)) for iri, label in french.items()}

    def spheres(self, actors: Things) -> dict[str, str]:
        """The sphere of each actor; a service or a trade has that of what it is part of."""
        known = Things(actors)
        missing = {p for iri in actors for p in actors.all(iri, ODAS.partOf)} - known.keys()
        while missing:
            found = about(self.store, _ABOUT, missing, (ODAS.actorType, ODAS.partOf))
            known.update({iri: found.get(iri, {}) for iri in missing})
            missing = {p for iri in found for p in found.all(iri, ODAS.partOf)} - known.keys()
        return {iri: self.sphere(known, iri, {iri}) for iri in actors}

    def sphere(self, known: Things, iri: str, seen: set[str]) -> str:
        own = known.slug(iri, ODAS.actorType) or ""
        if own in ("service", "professionnel"):
            for parent in known.all(iri, ODAS.partOf):
                if parent not in seen and ODAS.actorType in known.get(parent, {}):
                    return self.sphere(known, parent, seen | {parent})
        return vocab.SPHERE.get(own, "association")

    def visibilities(self, present: set[str], assessments: Iterable[Assessment] | None) -> dict[str, Visibility]:
        if assessments is not None:
            return {a.actor: Visibility(a.verdict.rank, a.verdict.archetype, dict.fromkeys(Text._fields, a.reasons))
                    for a in assessments}
        stored = about(self.store, _ASSESSMENTS, present, (ODAS.rank, ODAS.archetype, ODAS.reason))
        return {iri: Visibility(stored.one(iri, ODAS.rank), stored.slug(iri, ODAS.archetype), {
            lang: tuple(r.value for r in stored.all(iri, ODAS.reason) if isinstance(r, Literal) and r.language == lang)
            for lang in Text._fields}) for iri in stored}

    def actor(self, things: Things, iri: str, sphere: str, seen: Visibility | None) -> ActorView:
        kind = next((_KINDS[c] for c in things.all(iri, RDF.type) if c in _KINDS), "organisation")
        return ActorView(
            iri=iri, name=things.text(iri, SKOS.prefLabel, iri.rsplit("/", 1)[-1]).fr,
            type=things.slug(iri, ODAS.actorType) or "", sphere=sphere, kind=kind,
            generic=bool(things.one(iri, ODAS.generic)),
            territories=(*things.all(iri, ODAS.basedIn), *things.all(iri, ODAS.operatesIn)),
            note=things.plain(iri, ODAS.note), proof=self.proof(things, iri),
            # A natural person is on no list that is published.
            visibility=None if kind == "person" else seen)

    def action(self, things: Things, iri: str) -> ActionView:
        return ActionView(
            iri=iri, title=things.text(iri, SKOS.prefLabel, iri.rsplit("/", 1)[-1]), stage=things.slug(iri, ODAS.stage),
            summary=things.plain(iri, DCT.abstract), territories=things.all(iri, DCT.spatial),
            needs=things.slugs(iri, ODAS.addresses), phases=things.slugs(iri, ODAS.phase),
            detailed_by=things.one(iri, ODAS.detailedBy), proof=self.proof(things, iri))

    def participation(self, things: Things, iri: str) -> ParticipationView:
        return ParticipationView(
            iri=iri, actor=things.one(iri, PROV.agent) or "", action=things.one(iri, ODAS.withinAction) or "",
            roles=things.slugs(iri, PROV.hadRole), contributions=things.slugs(iri, ODAS.contribution),
            contact=things.one(iri, ODAS.directContact), note=things.plain(iri, ODAS.note),
            proof=self.proof(things, iri))

    def tie(self, things: Things, iri: str) -> TieView:
        footing, funder = things.slugs(iri, ODAS.formalisation), things.one(iri, ODAS.funder)
        # A payment leaves a written trace, whatever the source says of it (as in the network of ties).
        formal = True if funder else bool(set(footing) & vocab.FORMAL) if footing else None
        return TieView(
            iri=iri, parties=things.all(iri, ODAS.partner), funder=funder,
            beneficiary=things.one(iri, ODAS.beneficiary), formalisation=footing, formal=formal,
            origin=things.slug(iri, ODAS.origin), action=things.one(iri, ODAS.withinAction),
            subject=things.plain(iri, ODAS.subject), amount=things.one(iri, ODAS.amount),
            year=things.one(iri, ODAS.year), proof=self.proof(things, iri))

    def dispute(self, things: Things, iri: str) -> DisputeView:
        return DisputeView(
            iri=iri, parties=things.all(iri, ODAS.party), unaware=things.all(iri, ODAS.unawareParty),
            moment=things.slug(iri, ODAS.moment), about=things.plain(iri, ODAS.about) or "",
            action=things.one(iri, ODAS.withinAction), proof=self.proof(things, iri))
