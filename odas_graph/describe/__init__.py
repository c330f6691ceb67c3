"""Fiches to RDF, the only room that knows both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Quad

from odas_graph.describe.absences import describe_absences, first_years
from odas_graph.describe.actions import describe_action
from odas_graph.describe.actors import actor_class, describe_actor, describe_also
from odas_graph.describe.datasets import dataset_graph, default_evidence, describe_build, describe_dataset
from odas_graph.describe.facts import Facts, Names, Place
from odas_graph.describe.register import RegisterQuads, named_actors
from odas_graph.describe.territories import describe_territories
from odas_graph.records import Records

__all__ = ["Description", "describe", "describe_build"]


@dataclass(frozen=True, slots=True)
class Description:
    """The quads of all named graphs, and the place each described thing was read from, by IRI.

    `bulk` holds what registers say, as blocks of N-Quads: too much for a quad each, checked when it was read.
    """

    quads: list[Quad]
    places: Mapping[str, Place]
    bulk: tuple[Iterable[bytes], ...] = ()


def describe(datasets: Sequence[Records]) -> Description:
    """The RDF of these datasets: one named graph each, and one of the territories they speak of.

    The records must have passed `check_references`: an unknown actor or territory raises here.
    """
    titles = {s.slug: s.short_title or s.title for records in datasets for s in records.dataset.record.sources}
    classes = {a.slug: actor_class(a.record) for records in datasets for a in records.actors}
    quads: list[Quad] = []
    places: dict[str, Place] = {}
    codes: set[str] = {"FR"}
    names = Names()
    bulk: list[RegisterQuads] = []
    called = _names(datasets)
    first = first_years(datasets)
    silences: list[Quad] = []
    for records in datasets:
        facts = Facts(dataset_graph(records.dataset.slug), names=names)
        describe_dataset(facts, records.dataset, titles, classes)
        default = default_evidence(records.dataset.record)
        for actor in records.actors:
            describe_actor(facts, actor, titles, classes, default)
            codes.update(c for c in (actor.record.territory, *actor.record.operates_in) if c)
        for action in records.actions:
            describe_action(facts, action, titles)
            codes.update(action.record.territories)
        for other in records.also:
            describe_also(facts, other, called.get(other.slug, frozenset()), titles, default)
        if records.register is not None:
            codes.update(records.register.actors.get_column("territoire").drop_nulls().unique().to_list())
            absences = Facts(facts.graph, names=names)
            describe_absences(absences, records, datasets, titles)
            silences += absences.quads()
            places.update(absences.places)
            source = records.dataset.record.sources[0].slug
            bulk.append(RegisterQuads(records.register, records.dataset.slug, facts.graph.value, source,
                                      titles.get(source, source), first, called))
        quads += facts.quads()
        places.update(facts.places)
    told = named_actors(quads)
    bulk = [replace(register, told=told) for register in bulk]
    quads += silences
    # What is named must be there when the whole is checked; the rest of a list was checked when it was read.
    named = told | named_actors(silences)
    for register in bulk:
        quads += register.entries(named)
        places.update(register.places(named))
    quads += describe_territories(sorted(codes)).quads()
    return Description(quads, places, tuple(bulk))


def _names(datasets: Sequence[Records]) -> dict[str, frozenset[str]]:
    """What their own entries call the actors that another dataset adds to."""
    found = {a.slug: frozenset((a.record.name, *a.record.aliases)) for records in datasets for a in records.actors}
    for records in datasets:
        if records.register is not None:
            own = records.register.actors.filter(~records.register.actors.get_column("elsewhere"))
            ours = {slug for r in datasets for slug in _added_to(r)} - found.keys()
            for slug, name, alias in own.select("slug", "nom", "alias").filter(
                    own.get_column("slug").is_in(sorted(ours))).iter_rows():
                found[slug] = frozenset((name, *(alias or "").split("|")))
    wanted = {slug for records in datasets for slug in _added_to(records)}
    return {slug: names for slug, names in sorted(found.items()) if slug in wanted}


def _added_to(records: Records) -> list[str]:
    """The slugs of the entries of other datasets that this one adds to."""
    also = [other.slug for other in records.also]
    if records.register is None:
        return also
    actors = records.register.actors
    return [*also, *actors.filter(actors.get_column("elsewhere")).get_column("slug").to_list()]
