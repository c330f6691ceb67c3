"""Fiches to RDF, the only room that knows both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Quad

from odas_graph.describe.actions import describe_action
from odas_graph.describe.actors import actor_class, describe_actor
from odas_graph.describe.datasets import dataset_graph, default_evidence, describe_build, describe_dataset
from odas_graph.describe.facts import Facts, Names, Place
from odas_graph.describe.territories import describe_territories
from odas_graph.records import Records

__all__ = ["Description", "describe", "describe_build"]


@dataclass(frozen=True, slots=True)
class Description:
    """The quads of all named graphs, and the place each described thing was read from, by IRI."""

    quads: list[Quad]
    places: Mapping[str, Place]


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
        quads += facts.quads()
        places.update(facts.places)
    quads += describe_territories(sorted(codes)).quads()
    return Description(quads, places)
