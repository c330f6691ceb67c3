"""Cooperation clusters as Turtle: who is in them and how surely, what their members share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from odas_graph.panel import Bools, Panel
from odas_graph.vocab import code
from odas_graph.writeback.turtle import actors, decimals, iri, plain, said, text

if TYPE_CHECKING:
    from odas_graph.cooperation.described import Described, Group
    from odas_graph.cooperation.features import Feature

# The code lists of what members share, by the names that `cooperation.features` has for them.
_SCHEMES: Final = {"sphere": "sphere", "need": "problematique"}
# A cluster of one is an actor.
LEAST: Final = 2


def describe(panel: Panel, clustered: Mapping[str, Mapping[str, Described]], written: Bools) -> Iterator[str]:
    """One cluster for each group of two actors or more that are `written`, by network, named in each language.

    `clustered` holds the clusters by network and language, the same ones. Only what members share more than chance
    gives is said of them.
    """
    kept = {actor for actor, here in zip(panel.actors.iris, written.tolist(), strict=True) if here}
    for network, by_language in clustered.items():
        for lang_groups in zip(*(found.groups for found in by_language.values()), strict=True):
            members = [one for one in lang_groups[0].actors if one.iri in kept]
            if len(members) < LEAST:
                continue
            names = dict(zip(by_language, (group.name for group in lang_groups), strict=True))
            yield from _cluster(network, lang_groups[0], names, [one.iri for one in members],
                                [one.iri for one in members if not one.sure])


def _cluster(network: str, group: Group, names: Mapping[str, str], members: Sequence[str],
             unsure: Sequence[str]) -> Iterator[str]:
    shared = [_node(feature) for feature in group.features if feature.proven]
    columns = (said("s:prefLabel", [text(name, lang) for lang, name in names.items()]),
               said("o:network", [plain(network)]), said("o:stability", decimals(np.array([group.stability]))),
               said("o:toldApart", ["true" if group.told_apart else "false"]),
               said("o:member", actors(members)), said("o:unsureMember", actors(unsure)),
               said("o:overRepresents", shared))
    line = "".join(part for column in columns for part in column)
    yield f"g:{network}-{group.number} a o:Cluster;p:wasGeneratedBy r:clusters-{network}{line} .\n"


def _node(feature: Feature) -> str:
    """A territory goes by its IRI, what else is shared by its code."""
    return iri(feature.code if feature.scheme == "territory" else code(_SCHEMES[feature.scheme], feature.code))
