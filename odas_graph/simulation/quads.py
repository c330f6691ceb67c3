"""A world as N-Quads, streamed: the very triples that describing its dataset files gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from pyoxigraph import RdfFormat, serialize

from odas_graph import vocab
from odas_graph.describe.actors import ORGANISATION_CLASSES
from odas_graph.describe.datasets import dataset_graph, describe_dataset
from odas_graph.describe.facts import Facts
from odas_graph.describe.territories import describe_territories
from odas_graph.panel import CONTRIBUTIONS, MOMENTS, NEEDS, NO, ORIGINS, ROLES, SILENT, YES, Ints
from odas_graph.records import Located
from odas_graph.simulation.columns import HEART, LEAD, absence_slugs, tie_slugs
from odas_graph.simulation.description import ABSENCE, REGISTRY, action_titles, chapter, dataset
from odas_graph.simulation.ties import FOOTINGS
from odas_graph.simulation.world import TYPES, World
from odas_graph.vocab import DCT, OA, ODAS, ORG, PROV, RDF, RDFS, SKOS, XSD

# Things written at a time: some megabytes of text.
BLOCK: Final = 5_000
TRUE: Final = f'"true"^^<{XSD.boolean}>'
FALSE: Final = f'"false"^^<{XSD.boolean}>'


def to_nquads(world: World) -> Iterator[bytes]:
    """The dataset and its territories, block by block; the same world gives the same bytes.

    Memory holds the columns and one block. The code lists, which reading needs, are in the graph of the ontology.
    """
    yield _plain(_about(world))
    yield _plain(describe_territories(t.code for t in world.land.territories))
    for lines in _Writer(world).blocks():
        yield "".join(lines).encode()


def blocks(world: World) -> int:
    """How many blocks `to_nquads` gives."""
    things = (1 + len(world.folk), len(world.site), len(world.need), len(world.actor), len(world.told_in),
              len(world.absence_actor))
    return 2 + sum(-(-count // BLOCK) for count in things)


def _about(world: World) -> Facts:
    record = dataset(world)
    facts = Facts(dataset_graph(world.slug))
    describe_dataset(facts, Located(record, record.slug, "dataset.yaml"),
                     {s.slug: s.short_title or s.title for s in record.sources}, ())
    return facts


def _plain(facts: Facts) -> bytes:
    """The facts, line by line in order."""
    content = serialize(facts.quads(), format=RdfFormat.N_QUADS)
    return b"".join(sorted((content or b"").splitlines(keepends=True)))


def _thing(kind: str, slugs: Iterable[str]) -> list[str]:
    return [f"<{vocab.ID}{kind}/{slug}>" for slug in slugs]


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@fr'


class _Writer:
    """The lines of each kind of thing. `say` gives what follows the subject of a triple whose object is known."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.end = f" <{vocab.GRAPH}{world.slug}> .\n"
        self.actors, self.actions = _thing("actor", world.actor_slugs), _thing("action", world.action_slugs)
        self.places = _thing("territory", (t.iri_slug for t in world.land.territories))
        self.source = f"<{vocab.ID}source/{world.source}>"
        chapters = (chapter(world, i).lower().replace(" ", "-") for i in range(len(self.actions)))
        self.proofs = _thing("evidence", (f"{world.source}--{slug}" for slug in chapters))

    def say(self, predicate: str, value: str) -> str:
        return f" <{predicate}> {value}{self.end}"

    def codes(self, predicate: str, scheme: str, slugs: Sequence[str]) -> list[str]:
        """What follows the subject, for each code; nothing for SILENT, which is the last."""
        return [*(self.say(predicate, f"<{vocab.code(scheme, slug)}>") for slug in slugs), ""]

    def blocks(self) -> Iterator[list[str]]:
        for lines in (self.actor_lines(), self.action_lines(), self.need_lines(), self.participation_lines(),
                      self.tie_lines(), self.absence_lines()):
            block: list[str] = []
            for text in lines:
                block.append(text)
                if len(block) == BLOCK:
                    yield block
                    block = []
            if block:
                yield block

    def proof(self, iri: str, section: str) -> str:
        kind, of = self.say(RDF.type, f"<{OA.SpecificResource}>"), self.say(OA.hasSource, self.source)
        return (f"{iri}{kind}{iri}{of}{iri}{self.say(RDFS.label, _text(f'Carnet fictif, {section}'))}"
                f"{iri}{self.say(ODAS.section, _text(section))}")

    def actor_lines(self) -> Iterator[str]:
        world, say = self.world, self.say
        registry = f"<{vocab.ID}evidence/{world.source}--{REGISTRY.lower()}>"
        yield self.proof(registry, REGISTRY)
        classes = [vocab.ACTOR_CLASS[t] for t in TYPES]
        kind, generic, proof = say(RDF.type, f"<{ODAS.Actor}>"), say(ODAS.generic, FALSE), say(ODAS.evidence, registry)
        types = self.codes(ODAS.actorType, "type-acteur", TYPES)
        classified = self.codes(ORG.classification, "type-acteur", TYPES)
        for iri, name, type_, seat, wide, parent in zip(
                self.actors, world.actor_names, world.actor_types.tolist(), world.folk.seat.tolist(),
                world.folk.wide.tolist(), world.folk.parent.tolist(), strict=True):
            class_ = classes[type_]
            says = [kind, say(RDF.type, f"<{class_}>"), say(SKOS.prefLabel, _text(name)), types[type_],
                    say(ODAS.basedIn, self.places[seat]), generic, proof]
            if class_ in ORGANISATION_CLASSES:
                says.append(classified[type_])
            if wide != SILENT:
                says.append(say(ODAS.operatesIn, self.places[wide]))
            if parent != SILENT:
                says.append(say(ODAS.partOf, self.actors[parent]))
                if class_ == ORG.OrganizationalUnit:
                    says.append(say(ORG.unitOf, self.actors[parent]))
            yield "".join(f"{iri}{said}" for said in says)

    def action_lines(self) -> Iterator[str]:
        world, say = self.world, self.say
        kind, source = say(RDF.type, f"<{ODAS.Action}>"), say(DCT.source, self.source)
        for i, (title, site) in enumerate(zip(action_titles(world), world.site.tolist(), strict=True)):
            iri, text = self.actions[i], _text(title)
            yield (f"{iri}{kind}{iri}{say(DCT.title, text)}{iri}{say(SKOS.prefLabel, text)}"
                   f"{iri}{say(DCT.spatial, self.places[site])}{iri}{source}{iri}{say(ODAS.evidence, self.proofs[i])}"
                   f"{self.proof(self.proofs[i], chapter(world, i))}")

    def need_lines(self) -> Iterator[str]:
        needs = self.codes(ODAS.addresses, "problematique", NEEDS)
        for action, need in zip(self.world.need_action.tolist(), self.world.need.tolist(), strict=True):
            yield f"{self.actions[action]}{needs[need]}"

    def participation_lines(self) -> Iterator[str]:
        world, say, end = self.world, self.say, self.end
        slugs = world.actor_slugs, world.action_slugs
        kind = say(RDF.type, f"<{ODAS.Participation}>")
        roles = self.codes(PROV.hadRole, "role", ROLES)
        things = self.codes(ODAS.contribution, "contribution", CONTRIBUTIONS)
        contacts = {YES: say(ODAS.directContact, TRUE), NO: say(ODAS.directContact, FALSE)}
        bounds = np.searchsorted(world.brought_row, np.arange(len(world.actor) + 1))
        for start in range(0, len(world.actor), BLOCK):
            here = slice(start, start + BLOCK)
            brought = world.brought[bounds[start]:bounds[min(start + BLOCK, len(world.actor))]].tolist()
            at = (bounds[start:start + BLOCK + 1] - bounds[start]).tolist()
            for i, (actor, action, lead, role, contact) in enumerate(zip(
                    world.actor[here].tolist(), world.action[here].tolist(), world.lead[here].tolist(),
                    world.role[here].tolist(), world.contact[here].tolist(), strict=True)):
                who, what = self.actors[actor], self.actions[action]
                part = f"<{vocab.ID}participation/{slugs[1][action]}--{slugs[0][actor]}>"
                text = (f"{part}{kind}{what} <{PROV.qualifiedAssociation}> {part}{end}{part} <{PROV.agent}> {who}{end}"
                        f"{what} <{ODAS.involves}> {who}{end}{who} <{ODAS.participatesIn}> {what}{end}"
                        f"{part} <{ODAS.evidence}> {self.proofs[action]}{end}")
                played = (LEAD, HEART) if lead and role == HEART else (LEAD,) if lead else (role,)
                more = [f"{part}{roles[r]}" for r in played]
                more += [f"{part}{things[thing]}" for thing in brought[at[i]:at[i + 1]]]
                if contact != SILENT:
                    more.append(f"{part}{contacts[contact]}")
                yield text + "".join(more)

    def tie_lines(self) -> Iterator[str]:
        world, say, end = self.world, self.say, self.end
        kind, paid_kind = say(RDF.type, f"<{ODAS.Partnership}>"), say(RDF.type, f"<{ODAS.Funding}>")
        footings = self.codes(ODAS.formalisation, "formalisation", FOOTINGS)
        origins = self.codes(ODAS.origin, "origine", ORIGINS)
        for slug, members, many, action, outside, footing, origin, paid in zip(
                tie_slugs(world), _lists(world.members), world.many.tolist(), world.told_in.tolist(),
                world.outside.tolist(), world.footing.tolist(), world.origin.tolist(), world.paid.tolist(),
                strict=True):
            iri = f"<{vocab.ID}{slug}>"
            place = ODAS.reportedIn if outside else ODAS.withinAction
            text = (f"{iri}{kind}{iri} <{place}> {self.actions[action]}{end}"
                    f"{iri} <{ODAS.evidence}> {self.proofs[action]}{end}")
            more = [f"{iri} <{ODAS.partner}> {self.actors[i]}{end}" for i in members[:many]]
            more += [f"{iri}{code}" for code in (footings[footing], origins[origin]) if code]
            if paid:
                more += [f"{iri}{paid_kind}", f"{iri} <{ODAS.funder}> {self.actors[members[0]]}{end}",
                         f"{iri} <{ODAS.beneficiary}> {self.actors[members[1]]}{end}"]
            yield text + "".join(more)

    def absence_lines(self) -> Iterator[str]:
        world, say, end = self.world, self.say, self.end
        kind, about = say(RDF.type, f"<{ODAS.AbsentTie}>"), say(ODAS.about, _text(ABSENCE))
        moment = self.codes(ODAS.moment, "moment", MOMENTS)[MOMENTS.index("avant")]
        for slug, institution, actor, action in zip(
                absence_slugs(world), world.absence_institution.tolist(), world.absence_actor.tolist(),
                world.absence_action.tolist(), strict=True):
            iri, office = f"<{vocab.ID}absent-tie/{slug}>", self.actors[institution]
            yield (f"{iri}{kind}{iri} <{ODAS.withinAction}> {self.actions[action]}{end}"
                   f"{iri} <{ODAS.party}> {office}{end}{iri} <{ODAS.party}> {self.actors[actor]}{end}"
                   f"{iri} <{ODAS.unawareParty}> {office}{end}{iri}{moment}{iri}{about}"
                   f"{iri} <{ODAS.evidence}> {self.proofs[action]}{end}")


def _lists(table: Ints) -> Iterator[list[int]]:
    """The rows of a table as lists, a block at a time."""
    for start in range(0, len(table), BLOCK):
        yield from table[start:start + BLOCK].tolist()
