"""The figures behind all that is told of visibility: one panel, one reading as stated, one score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from odas_graph.analysis.draws import stated
from odas_graph.analysis.recognition import LOCAL_CIRCLES, Recognition, recognition
from odas_graph.analysis.stability import Stability, stability
from odas_graph.analysis.verdict import PUBLIC_KINDS, Scores, Verdict, order, score, verdicts
from odas_graph.analysis.weights import Weights
from odas_graph.errors import UsageError
from odas_graph.i18n import gettext as _
from odas_graph.network import Facts
from odas_graph.network import panel as panel_of
from odas_graph.panel import CIRCLES, KINDS, Ints, Panel
from odas_graph.store import GraphStore
from odas_graph.visibility.places import actors_in
from odas_graph.visibility.weights import default_weights

Progress = Callable[[int, int], object]

__all__ = ["KINDS", "PERTURBATIONS", "PUBLIC_KINDS", "Figures", "figures", "patient"]

# Perturbed readings by default; beyond so many readings of one actor, fewer: 20,000 actors are read 15 times a second.
PERTURBATIONS: Final = 1000
_READ: Final = 600_000


@dataclass(frozen=True)
class Figures:
    """A panel and what it says of its candidates, as stated."""

    panel: Panel
    weights: Weights
    scope: tuple[str, ...]
    kinds: tuple[str, ...]
    seen: Recognition = field(repr=False)
    scores: Scores = field(repr=False)

    def places_in(self, territory: str | None) -> Ints:
        """The candidates of a territory by their place in `scores`, best first."""
        places = order(self.scores)
        found: Ints = places[actors_in(self.panel, territory)[self.scores.candidates[places]]]
        return found

    def place_of(self, actor: str) -> int:
        """The place of an actor (IRI) in `scores`; UsageError for one that is no candidate, saying why."""
        iris = self.panel.actors.iris
        number = iris.index(actor) if actor in iris else None
        if number is not None:
            place = int(np.searchsorted(self.scores.candidates, number))
            if place < len(self.scores.candidates) and self.scores.candidates[place] == number:
                return place
        slug = actor.rsplit("/", 1)[-1]
        if number is not None and self.panel.actors.institution[number]:
            raise UsageError(_("“{name}” is an institution, or of one: it is among those who know or do not know the "
                               "others. See `odas-graph fragility --actor {name}` for what rests on it.").format(
                                   name=slug))
        if number is not None and KINDS[self.panel.actors.kind[number]] not in self.kinds:
            raise UsageError(_("“{name}” is of another kind than those asked for (--kind).").format(name=slug))
        raise UsageError(_("“{name}” takes part in no action that the data know: nothing can be said of what it "
                           "does.").format(name=slug))

    def verdicts(self, places: Ints, held: dict[int, Stability] | None = None) -> list[Verdict]:
        """What is found of these candidates."""
        return verdicts(self.panel, self.scores, self.seen, places.tolist(), held)

    def stability(self, places: Ints, count: int, seed: int, progress: Progress | None = None) -> dict[int, Stability]:
        """How firm the verdicts on these candidates are, by number of actor; nothing of none, or of no reading."""
        if not count or not len(places):
            return {}
        return stability(self.panel, self.weights, count=count, seed=seed, scope=self.scope, kinds=self.kinds,
                         base=self.scores, actors=self.scores.candidates[places], progress=progress)

    def territories_of(self, actor: int) -> list[str]:
        """The territories of an actor, by IRI."""
        order, actors = self._by_actor, self.panel.actors
        first, last = np.searchsorted(actors.place_actor[order], (actor, actor + 1)).tolist()
        return [self.panel.territories[t] for t in actors.place_territory[order[first:last]].tolist()]

    @cached_property
    def _by_actor(self) -> Ints:
        return np.argsort(self.panel.actors.place_actor, kind="stable")

    def contacts_of(self, actor: int, circle: int) -> Ints:
        """The rows of `Panel.contacts` on an actor and a circle."""
        contacts = self.panel.contacts
        first, last = np.searchsorted(contacts.actor, (actor, actor + 1)).tolist()
        found: Ints = first + np.flatnonzero(contacts.circle[first:last] == circle)
        return found


def figures(source: GraphStore | Facts, *, circles: Sequence[str] = LOCAL_CIRCLES, kinds: Sequence[str] = PUBLIC_KINDS,
            weights: Weights | None = None) -> Figures:
    """The figures of a store, or of what was read of one; raises UsageError for a circle or a kind there is not."""
    _check(circles, CIRCLES)
    _check(kinds, KINDS)
    panel, used = panel_of(source), weights or default_weights()
    draws, scope = stated(used), tuple(dict.fromkeys(circles))
    seen = recognition(panel, draws)
    return Figures(panel, used, scope, tuple(kinds), seen,
                   score(panel, draws, weights=used, scope=scope, kinds=kinds, seen=seen))


def patient(panel: Panel) -> int:
    """How many perturbed readings people wait for without being asked: 1,000, fewer of much data, 20 at least."""
    return min(PERTURBATIONS, max(20, _READ // max(len(panel.actors), 1)))


def _check(chosen: Sequence[str], choices: Sequence[str]) -> None:
    for name in chosen:
        if name not in choices:
            raise UsageError(_("“{name}” is none of {choices}.").format(name=name[:100], choices=", ".join(choices)))
