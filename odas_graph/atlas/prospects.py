"""What could change: which institution could meet which actor, and what would stop with an actor, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from odas_graph.store import GraphStore

if TYPE_CHECKING:
    from odas_graph.visibility.fragility import Stop
    from odas_graph.visibility.meetings import Gap, MissingTie

# That a tie would end with one of its ends is said by the list of ties.
TELLING: Final = ("needs", "actions", "leads", "contributions", "cut_off", "narrowed")


@dataclass(frozen=True)
class Prospects:
    """Missing ties, those that change most first; gaps in the data that keep from proposing one; stops, worst first.

    `unread` is how many actions are left out of “nobody else is known”, since the sources give only title and lead.
    """

    ties: Sequence[MissingTie]
    gaps: Sequence[Gap]
    stops: Mapping[str, Stop]
    unread: int

    @classmethod
    def read(cls, store: GraphStore) -> Prospects:
        """Those of a whole store, in the language in force; natural persons have none."""
        from odas_graph.visibility import fragility, missing_ties

        met, fragile = missing_ties(store, unranked=True), fragility(store)
        stops = {stop.name.iri: stop for stop in fragile.stops if any(stop.items[name] for name in TELLING)}
        return cls(met.ties, met.gaps, stops, fragile.unread)

    def of(self, actor: str) -> list[MissingTie]:
        """The ties that an actor lacks, or that it could offer where it is an institution."""
        return self._by_actor.get(actor, [])

    def ties_of(self, actors: Collection[str]) -> list[MissingTie]:
        """The ties that these actors lack."""
        return [tie for tie in self.ties if tie.actor.iri in actors]

    def gaps_of(self, actors: Collection[str]) -> list[Gap]:
        """What the data lack to propose ties to these actors."""
        return [gap for gap in self.gaps if any(a.iri in actors for a in gap.actors)]

    def stops_of(self, actors: Collection[str], actions: Collection[str], places: Collection[str]) -> list[Stop]:
        """What would stop with one of these actors, in these actions or territories (by code), or between them."""
        return [stop for iri, stop in self.stops.items() if iri in actors and any(
            item.get("action") in actions or item.get("territory") in places or item.get("actor") in actors
            for name in TELLING for item in stop.items[name])]

    @cached_property
    def _by_actor(self) -> Mapping[str, list[MissingTie]]:
        found: dict[str, list[MissingTie]] = defaultdict(list)
        for tie in self.ties:
            for end in (tie.actor, tie.institution, *tie.others):
                found[end.iri].append(tie)
        return found

