"""Territories side by side: what the sources know of each, and its networks against chance at their own size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from odas_graph.cooperation.names import place_name
from odas_graph.cooperation.perimeter import NETWORKS, Perimeter, members, perimeter
from odas_graph.cooperation.reference import DRAWS, Against, set_against
from odas_graph.panel import CIRCLES, NEEDS, NO, ORIGINS, SILENT, SPHERES, YES, Ints, Panel

# Fewer ties (or places in actions) say nothing of a network as a whole, nor does a single tie or action of several.
ENOUGH: Final = 5
BORN: Final = ORIGINS.index("ne-de-l-action")


@dataclass(frozen=True)
class Side:
    """A territory: counts of what the sources state, and its networks against chance (None: too little to compare).

    `footing` counts ties by formal, informal, silent; `origin` by `ORIGINS`, silent last. `formal` and `born` are the
    shares of the ties on which the sources speak; None where they speak of none. `needs` says by how many bodies each
    need of `NEEDS` is answered, and `sole` lists those of a single one. `circles` says, by circle of `CIRCLES`, of how
    many of the `candidates` the sources say whether it knew them; `coverage` is the share of all these pairs.
    """

    territory: str
    actors: int
    actions: int
    participations: int
    ties: int
    footing: tuple[int, int, int]
    origin: tuple[int, ...]
    formal: float | None
    born: float | None
    spheres: tuple[str, ...]
    needs: dict[str, int]
    sole: tuple[str, ...]
    candidates: int
    circles: dict[str, int]
    coverage: float | None
    networks: dict[str, dict[str, Against] | None] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it; the figures of a network come with their reference alone."""
        return {
            "territory": self.territory, "label": place_name(self.territory), "actors": self.actors,
            "actions": self.actions, "participations": self.participations, "ties": self.ties,
            "footing": dict(zip(("formal", "informal", "silent"), self.footing, strict=True)),
            "origin": dict(zip((*ORIGINS, "silent"), self.origin, strict=True)),
            "formal_share": self.formal, "born_share": self.born, "spheres": list(self.spheres), "needs": self.needs,
            "sole": list(self.sole), "candidates": self.candidates, "circles": self.circles,
            "coverage": self.coverage,
            "networks": {name: None if figures is None else {
                figure: {**({} if figure == "density" else {"observed": of.observed, "low": of.low, "high": of.high}),
                         "of_reference": ratio(of), "place": of.place, "p": of.p, "draws": of.draws,
                         "verdict": of.verdict} for figure, of in figures.items()}
                for name, figures in self.networks.items()}}


def ratio(of: Against) -> float | None:
    """What is observed over the middle of the reference: 1 is as much as chance gives a network of this size."""
    return of.observed / of.middle if of.observed is not None and of.middle else None


def compare(panel: Panel, territories: Sequence[str], *, draws: int = DRAWS, seed: int = 0,
            advance: Callable[[int], Any] = lambda _draws: None) -> list[Side]:
    """The territories of these IRIs, in their order; the networks of each against `draws` of its size (`reference`).

    A body is counted once for a need, whatever of its services answer it. `advance` is called with the number of draws
    done; a network of fewer than `ENOUGH` ties, or of fewer than two actions that actors share, has none.
    """
    return [_side(panel, territory, perimeter(panel, territory), draws, seed, advance) for territory in territories]


def _side(panel: Panel, territory: str, here: Perimeter, draws: int, seed: int, advance: Callable[[int], Any]) -> Side:
    parts = here.actions[panel.participations.action] & here.actors[panel.participations.actor]
    formal, origin = panel.ties.formal[here.ties], panel.ties.origin[here.ties]
    footing = (int((formal == YES).sum()), int((formal == NO).sum()), int((formal == SILENT).sum()))
    origins = tuple(np.bincount(np.where(origin == SILENT, len(ORIGINS), origin), minlength=len(ORIGINS) + 1).tolist())
    sphere = panel.actors.sphere[here.actors]
    needs = _answered(panel, here)
    candidates = np.zeros(len(panel.actors), dtype=bool)
    candidates[panel.participations.actor[parts]] = True
    candidates &= ~panel.actors.institution
    known = np.unique(panel.contacts.actor * len(CIRCLES) + panel.contacts.circle)
    known = known[candidates[known // len(CIRCLES)]]
    pairs = int(candidates.sum()) * len(CIRCLES)
    return Side(
        territory, int(here.actors.sum()), int(here.actions.sum()), int(parts.sum()), int(here.ties.sum()), footing,
        origins, _share(footing[0], footing[0] + footing[1]), _share(origins[BORN], sum(origins[:-1])),
        tuple(slug for i, slug in enumerate(SPHERES) if (sphere == i).any()),
        {slug: int(needs[i]) for i, slug in enumerate(NEEDS) if needs[i]},
        tuple(slug for i, slug in enumerate(NEEDS) if needs[i] == 1), int(candidates.sum()),
        dict(zip(CIRCLES, np.bincount(known % len(CIRCLES), minlength=len(CIRCLES)).tolist(), strict=True)),
        _share(len(known), pairs),
        {name: _against(panel, here, name, draws, seed, advance) for name in reversed(NETWORKS)})


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _answered(panel: Panel, here: Perimeter) -> Ints:
    """By need, how many bodies take part in an action of the perimeter that answers it."""
    actions, parts = panel.actions, panel.participations
    row = np.flatnonzero(here.actions[parts.action])
    order = np.argsort(actions.need_action, kind="stable")
    low = np.searchsorted(actions.need_action[order], parts.action[row], "left")
    high = np.searchsorted(actions.need_action[order], parts.action[row], "right")
    count = high - low
    places = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count - low, count)
    body = panel.actors.house[parts.actor[np.repeat(row, count)]]
    return np.bincount(np.unique(actions.need[order][places] * max(len(panel.actors), 1) + body)
                       // max(len(panel.actors), 1), minlength=len(NEEDS))


def _against(panel: Panel, here: Perimeter, name: str, draws: int, seed: int,
             advance: Callable[[int], Any]) -> dict[str, Against] | None:
    team, member = members(panel, here, name)
    shared = int((np.bincount(team) > 1).sum())
    if shared < (ENOUGH if name == "ties" else 2) or len(team) < ENOUGH:
        advance(draws)
        return None
    return set_against(team, member, two_mode=name == "affiliation", draws=draws, seed=seed, advance=advance)
