"""What the map of one territory shows, taken from what the map of everything shows: nothing is asked of the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property

from odas_graph.dossiers import Dossiers
from odas_graph.territory import Territory, ancestors, territory
from odas_graph.views import ActionView, ActorView, DisputeView, MapView, ParticipationView, TieView

_Told = ActionView | ActorView | ParticipationView | TieView | DisputeView


class Excerpts:
    """The views of the territories of a whole one, equal to those that `views.map_view` reads.

    `codes` gives the code of each territory by IRI.
    """

    def __init__(self, whole: MapView, dossiers: Dossiers, codes: Mapping[str, str]) -> None:
        self.whole, self.dossiers, self.codes = whole, dossiers, codes

    def view(self, here: Territory) -> MapView:
        """What the map of a territory shows."""
        whole = self.whole
        actions = [self._actions[iri] for iri in sorted(self._within[here.code], key=self._order.__getitem__)]
        inside = {a.iri for a in actions}
        parts = sorted((p for iri in inside for p in self._parts[iri]), key=lambda p: p.iri)
        ties = [t for t in whole.ties if t.action in inside]
        tensions = [f for f in whole.tensions if f.action in inside]
        absences = [f for f in whole.absences if f.action in inside]
        told_of: tuple[TieView | DisputeView, ...] = (*ties, *tensions, *absences)
        present = {p.actor for p in parts} | {iri for fact in told_of for iri in fact.parties}
        outside = self._outside(here, {p.actor for p in parts}, present)
        present.update(iri for parties in outside.values() for iri in parties)
        actors = [a for a in whole.actors if a.iri in present]
        ties = [t for t in whole.ties if t.action in inside or t.iri in outside]
        tensions = [f for f in whole.tensions if f.action in inside or f.iri in outside]
        absences = [f for f in whole.absences if f.action in inside or f.iri in outside]
        told: tuple[_Told, ...] = (*actions, *parts, *ties, *tensions, *absences, *actors)
        cited = {place.source for thing in told for place in thing.proof}
        return replace(whole, territory=here, actors=tuple(actors), actions=tuple(actions), participations=tuple(parts),
                       ties=tuple(ties), tensions=tuple(tensions), absences=tuple(absences),
                       sources={iri: title for iri, title in whole.sources.items() if iri in cited})

    def _outside(self, here: Territory, taking_part: Collection[str],
                 present: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Facts outside any action, with those they hold: one takes part and is at home, or all stand there."""
        near = {fact.iri: fact.parties for iri in taking_part for fact in self._apart[iri]}
        local = {iri for iri in taking_part if not self._is_guest(iri, here)}
        return {iri: parties for iri, parties in near.items()
                if local.intersection(parties) or set(parties) <= set(present)}

    def _is_guest(self, actor: str, here: Territory) -> bool:
        """Based elsewhere; or, where the sources do not say where it is based, active in actions elsewhere."""
        base = self.dossiers.actors[actor].based_in if actor in self.dossiers.actors else None
        if base:
            return here.code not in self._holders(base)
        above = {t.code for t in ancestors(here)}
        for iri in self._deeds[actor]:
            places = self._actions[iri].territories
            if not any(here.code in self._holders(place) for place in places) and not any(
                    self.codes.get(place) in above for place in places):
                return True
        return False

    def _holders(self, place: str) -> frozenset[str]:
        """The codes of a territory (by IRI) and of all that hold it."""
        if place not in self._held:
            code = self.codes.get(place)
            found = territory(code) if code else None
            self._held[place] = frozenset(t.code for t in (found, *ancestors(found))) if found else frozenset()
        return self._held[place]

    @cached_property
    def _held(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _actions(self) -> dict[str, ActionView]:
        return {a.iri: a for a in self.whole.actions}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {a.iri: number for number, a in enumerate(self.whole.actions)}

    @cached_property
    def _within(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for action in self.whole.actions:
            for place in action.territories:
                for code in self._holders(place):
                    found[code].add(action.iri)
        return found

    @cached_property
    def _parts(self) -> Mapping[str, list[ParticipationView]]:
        found: dict[str, list[ParticipationView]] = defaultdict(list)
        for part in self.whole.participations:
            found[part.action].append(part)
        return found

    @cached_property
    def _deeds(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for part in self.whole.participations:
            found[part.actor].add(part.action)
        return found

    @cached_property
    def _apart(self) -> Mapping[str, list[TieView | DisputeView]]:
        """Of each actor, the facts that are stated of no action."""
        found: dict[str, list[TieView | DisputeView]] = defaultdict(list)
        facts: tuple[TieView | DisputeView, ...] = (*self.whole.ties, *self.whole.tensions, *self.whole.absences)
        for fact in facts:
            if fact.action is None:
                for iri in fact.parties:
                    found[iri].append(fact)
        return found
