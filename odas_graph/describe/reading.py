"""RDF back to fiches: what was described is read again as the typed record it came from.

The description keeps all that a fiche says, but not two ways to write one thing. `as_described` puts a record in the
form that is kept, and reading the description of a record gives exactly `as_described` of it:

- lists without order (codes, actors, ties, figures, names) are sorted, codes and names once; remarks keep their order;
- a lead has the role `porteur`, an actor with that role is a lead;
- a proof names its source only where it is not that of the fiche, and in this source its page likewise; on the page of
  the fiche, it names its section only where it is not the chapter of the fiche;
- a territory has its code of today; `nature` stays only where it is not that of the type; an empty period is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from odas_graph import vocab
from odas_graph.describe.actors import NATURE_CLASS
from odas_graph.describe.facts import decimal_text, thing
from odas_graph.errors import UsageError
from odas_graph.fiche import Action, Actor, Evidence, Model, Participant, Participation, Period, Tie
from odas_graph.i18n import gettext as _
from odas_graph.territory import territory
from odas_graph.vocab import DCAT, DCT, OA, ODAS, ORG, PROV, RDF, RDFS, SKOS

M = TypeVar("M", bound=Model)
T = TypeVar("T", bound=Tie)
Values = dict[str, Any]


def read_action(quads: Iterable[Quad], slug: str) -> Action:
    """The action as its fiche has it, in the form of `as_described`; UsageError where the quads describe none.

    Reads all quads once: for many records, keep a `Reader`.
    """
    return Reader(quads).action(slug)


def read_actor(quads: Iterable[Quad], slug: str) -> Actor:
    """The actor as the registry has it, in the form of `as_described`; UsageError where the quads describe none."""
    return Reader(quads).actor(slug)


class Reader:
    """The records that quads describe: those of one named graph, since two may describe one actor."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._identifiers: dict[str, Values] = defaultdict(dict)
        self._within: dict[str, list[str]] = defaultdict(list)
        self._ties: dict[str, list[str]] = defaultdict(list)
        for quad in quads:
            self._index(quad)

    def _index(self, quad: Quad) -> None:
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
            return
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object.value
        if predicate == ORG.identifier and isinstance(quad.object, Literal):
            self._identifiers[subject][quad.object.datatype.value.removeprefix(vocab.PREFIXES["odas"])] = value
            return
        if isinstance(quad.object, Literal) and quad.object.language == "en":
            predicate += "@en"
        self._values[subject, predicate].append(value)
        if predicate == ODAS.withinAction:
            self._within[value].append(subject)
        if predicate in (ODAS.withinAction, ODAS.reportedIn):
            self._ties[_slug(value)].append(subject)

    def all(self, subject: str, predicate: str) -> list[str]:
        """The objects, as text."""
        return self._values.get((subject, predicate), [])

    def one(self, subject: str, predicate: str) -> str | None:
        """The object, or None."""
        return next(iter(self.all(subject, predicate)), None)

    def slugs(self, subject: str, predicate: str) -> list[str]:
        """The last part of the IRI of each object."""
        return [_slug(value) for value in self.all(subject, predicate)]

    def slug(self, subject: str, predicate: str) -> str | None:
        """The last part of the IRI of the object, or None."""
        return next(iter(self.slugs(subject, predicate)), None)

    def territories(self, subject: str, predicate: str) -> list[str]:
        """The codes of the territories that are objects."""
        return [territory(slug).code for slug in self.slugs(subject, predicate)]

    def ties(self, action: str, *, funding: bool) -> list[str]:
        """The partnerships a fiche states, or its fundings; `action` is its slug."""
        kinds = {tie: self.all(tie, RDF.type) for tie in self._ties.get(action, ())}
        return [tie for tie, types in kinds.items() if ODAS.Partnership in types and (ODAS.Funding in types) is funding]

    def within(self, action: str, cls: str) -> list[str]:
        """The things of that class within an action."""
        return [node for node in self._within.get(action, ()) if cls in self.all(node, RDF.type)]

    def proof(self, node: str) -> list[Values]:
        """Where the sources say it, in full."""
        return [{"source": self.slug(place, OA.hasSource), "section": self.one(place, ODAS.section),
                 "page": self.one(place, ODAS.page), "row": self.one(place, ODAS.row)}
                for place in self.all(node, ODAS.evidence)]

    def period(self, node: str) -> Values | None:
        """The span of time of a thing, or None."""
        period = self.one(node, DCT.temporal)
        return {"start": self.one(period, DCAT.startDate), "end": self.one(period, DCAT.endDate)} if period else None

    def actor(self, slug: str) -> Actor:
        """As `read_actor`."""
        node = thing("actor", slug).value
        if ODAS.Actor not in self.all(node, RDF.type):
            raise UsageError(_("The graph describes no actor “{slug}”.").format(slug=slug))
        natures = {iri: nature for nature, iri in NATURE_CLASS.items()}
        return actor_as_described(_made(Actor, {
            "slug": slug, "name": self.one(node, SKOS.prefLabel), "aliases": self.all(node, SKOS.altLabel),
            "type": self.slug(node, ODAS.actorType),
            "nature": next((natures[iri] for iri in self.all(node, RDF.type) if iri in natures), None),
            "territory": next(iter(self.territories(node, ODAS.basedIn)), None),
            "operates_in": self.territories(node, ODAS.operatesIn), "part_of": self.slugs(node, ODAS.partOf),
            "generic": self.one(node, ODAS.generic),
            "identifiers": self._identifiers.get(node), "note": self.one(node, ODAS.note), "proof": self.proof(node)}))

    def action(self, slug: str) -> Action:
        """As `read_action`."""
        node = thing("action", slug).value
        if ODAS.Action not in self.all(node, RDF.type):
            raise UsageError(_("The graph describes no action “{slug}”.").format(slug=slug))
        [own] = self.proof(node)
        return as_described(_made(Action, {
            "title": self.one(node, DCT.title), "title_en": self.one(node, f"{DCT.title}@en"),
            "summary": self.one(node, DCT.abstract), "place": self.one(node, ODAS.place), **own,
            "territories": self.territories(node, DCT.spatial), "needs": self.slugs(node, ODAS.addresses),
            "publics": self.slugs(node, ODAS.servesPublic), "criteria": self.slugs(node, ODAS.criterion),
            "approaches": self.slugs(node, ODAS.approach), "phases": self.slugs(node, ODAS.phase),
            "stage": self.slug(node, ODAS.stage), "period": self.period(node),
            "detailed_by": self.slug(node, ODAS.detailedBy), **_Facts(self, slug, own).values()}))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a fiche states besides the action itself; `own` is the place the fiche stands in."""

    reader: Reader
    slug: str
    own: Values

    def values(self) -> Values:
        """The fields of the fiche."""
        reader, node = self.reader, thing("action", self.slug).value
        everyone = [self._participation(p) for p in reader.all(node, PROV.qualifiedAssociation)]
        remarks, continuing = self._remarks(node)
        return {
            "leads": [p for p in everyone if "porteur" in p["roles"]],
            "participants": [p for p in everyone if "porteur" not in p["roles"]],
            "partnerships": [self._tie(t) | {"partners": reader.slugs(t, ODAS.partner)}
                             for t in reader.ties(self.slug, funding=False)],
            "fundings": [self._tie(t) | {
                "funder": reader.slug(t, ODAS.funder), "beneficiary": reader.slug(t, ODAS.beneficiary),
                "amount": reader.one(t, ODAS.amount), "year": reader.one(t, ODAS.year),
            } for t in reader.ties(self.slug, funding=True)],
            "tensions": [self._dispute(t) for t in reader.within(node, ODAS.Tension)],
            "absent_ties": [self._dispute(t) | {
                "unaware": reader.slugs(t, ODAS.unawareParty), "moment": reader.slug(t, ODAS.moment),
            } for t in reader.within(node, ODAS.AbsentTie)],
            "results": [{
                "label": reader.one(r, RDFS.label), "value": reader.one(r, ODAS.value),
                "unit": reader.one(r, ODAS.unit), "qualifier": reader.one(r, ODAS.qualifier), "proof": self._proof(r),
            } for r in reader.within(node, ODAS.Result)],
            "remarks": remarks, "continuing": continuing}

    def _participation(self, node: str) -> Values:
        return {"actor": self.reader.slug(node, PROV.agent), "roles": self.reader.slugs(node, PROV.hadRole),
                "contributions": self.reader.slugs(node, ODAS.contribution),
                "direct_contact": self.reader.one(node, ODAS.directContact), "note": self.reader.one(node, ODAS.note),
                "proof": self._proof(node)}

    def _tie(self, node: str) -> Values:
        return {"subject": self.reader.one(node, ODAS.subject), "origin": self.reader.slug(node, ODAS.origin),
                "formalisation": self.reader.slugs(node, ODAS.formalisation), "period": self.reader.period(node),
                "outside_action": not self.reader.all(node, ODAS.withinAction), "proof": self._proof(node)}

    def _dispute(self, node: str) -> Values:
        return {"parties": self.reader.slugs(node, ODAS.party), "about": self.reader.one(node, ODAS.about),
                "proof": self._proof(node)}

    def _remarks(self, action: str) -> tuple[dict[str, list[Values]], Values | None]:
        """The remarks by heading, and what became of the action, which is the last of them under `suite`."""
        remarks: dict[str, list[Values]] = defaultdict(list)
        for node in sorted(self.reader.within(action, ODAS.Remark), key=_number):
            remarks[self.reader.slugs(node, ODAS.heading)[0]].append(
                {"text": self.reader.one(node, ODAS.text), "proof": self._proof(node)})
        codes, text = self.reader.slugs(action, ODAS.continuation), self.reader.one(action, ODAS.continuationNote)
        if not codes and text is None:
            return remarks, None
        return remarks, {"codes": codes, "text": text, "proof": remarks["suite"].pop()["proof"]}

    def _proof(self, node: str) -> list[Values]:
        """The proof of a fact, without the chapter of the fiche that its sections begin with."""
        chapter, places = self.own["section"], self.reader.proof(node)
        for place in places:
            if chapter and all(place[name] == self.own[name] for name in ("source", "page")):
                place["section"] = place["section"].removeprefix(chapter).removeprefix(", ") or None
        return places


def _made(model: type[M], values: Values) -> M:
    return model.model_validate({name: value for name, value in values.items() if value not in (None, {}, [])})


def _slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _number(iri: str) -> tuple[str, int]:
    """The name of a minted IRI, and whether it is the first, second… of that name."""
    name, _dashes, number = iri.rpartition("--")
    return (name, int(number)) if re.fullmatch("[0-9]+", number) else (iri, 1)


def as_described(action: Action) -> Action:
    """The action in the form its description keeps (see the head of this file)."""
    def places(proof: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return _places(proof, action)

    def tie(item: T) -> T:
        return item.model_copy(update={"formalisation": _codes(item.formalisation), "period": _period(item.period),
                                       "proof": places(item.proof)})

    def participation(item: Participation) -> Participation:
        return item.model_copy(update={"roles": _codes(item.roles), "proof": places(item.proof),
                                       "contributions": _codes(item.contributions)})

    everyone = _sorted(participation(p) for p in action.participations)
    continuing = action.continuing
    return action.model_copy(update={
        "territories": _territories(action.territories), "period": _period(action.period),
        **{name: _codes(getattr(action, name)) for name in ("needs", "publics", "criteria", "approaches", "phases")},
        "leads": tuple(Participation.model_validate(dict(p)) for p in everyone if "porteur" in p.roles),
        "participants": tuple(Participant.model_validate(dict(p)) for p in everyone if "porteur" not in p.roles),
        "partnerships": _sorted(tie(p).model_copy(update={"partners": _codes(p.partners)})
                                for p in action.partnerships),
        "fundings": _sorted(tie(f).model_copy(update={"amount": _decimal(f.amount)}) for f in action.fundings),
        "tensions": _sorted(t.model_copy(update={"parties": _codes(t.parties), "proof": places(t.proof)})
                            for t in action.tensions),
        "absent_ties": _sorted(a.model_copy(update={
            "parties": _codes(a.parties), "unaware": _codes(a.unaware), "proof": places(a.proof),
        }) for a in action.absent_ties),
        "results": _sorted(r.model_copy(update={"value": _decimal(r.value), "proof": places(r.proof)})
                           for r in action.results),
        "remarks": {heading: tuple(r.model_copy(update={"proof": places(r.proof)}) for r in remarks)
                    for heading, remarks in sorted(action.remarks.items()) if remarks},
        "continuing": continuing and continuing.model_copy(update={
            "codes": _codes(continuing.codes), "proof": places(continuing.proof)})})


def actor_as_described(actor: Actor, source: str | None = None) -> Actor:
    """The actor in the form its description keeps; `source` is that of a proof that names none."""
    usual = actor.nature and NATURE_CLASS[actor.nature] == vocab.ACTOR_CLASS[actor.type]
    identifiers = actor.identifiers and actor.identifiers.model_dump(exclude_none=True)
    return actor.model_copy(update={
        "aliases": _codes(actor.aliases), "nature": None if usual else actor.nature,
        "territory": actor.territory and territory(actor.territory).code,
        "operates_in": _territories(actor.operates_in), "part_of": _codes(actor.part_of),
        "identifiers": actor.identifiers if identifiers else None,
        "proof": _unique(p.model_copy(update={"source": p.source or source}) for p in actor.proof)})


def _places(proof: Iterable[Evidence], fiche: Action) -> tuple[Evidence, ...]:
    found = []
    for place in proof:
        if place.source in (None, fiche.source):
            place = place.model_copy(update={"source": None})
            if place.page in (None, fiche.page):
                section = None if place.section == fiche.section else place.section
                place = place.model_copy(update={"section": section, "page": None})
        found.append(place)
    return _unique(found)


def _key(model: Model) -> str:
    return model.model_dump_json()


def _sorted(models: Iterable[M]) -> tuple[M, ...]:
    return tuple(sorted(models, key=_key))


def _unique(models: Iterable[M]) -> tuple[M, ...]:
    return _sorted({_key(model): model for model in models}.values())


def _codes(slugs: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(slugs)))


def _territories(codes: Iterable[str]) -> tuple[str, ...]:
    return _codes(territory(code).code for code in codes)


def _period(period: Period | None) -> Period | None:
    return period if period and (period.start or period.end) else None


def _decimal(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(decimal_text(value))
