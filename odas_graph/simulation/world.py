"""A world as it was observed, in columns, with the truth beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from odas_graph import vocab
from odas_graph.panel import KINDS, SILENT, Bools, Ints, Panel
from odas_graph.simulation.country import Country
from odas_graph.simulation.parameters import INSTITUTIONS, SORTS, Parameters
from odas_graph.simulation.people import People
from odas_graph.simulation.truth import Truth

TYPES: Final = vocab.CODES["type-acteur"]


@dataclass(frozen=True)
class World:
    """What observers wrote down of a made-up country, and the truth on it.

    Actions that nobody saw are not there; `action_number` is the number an action has in the story. Participations
    are sorted by actor then action; `lead` marks who a source calls the lead. Ties are as `ties.Bonds`, but `told_in`
    is the action whose fiche tells of them and `outside` says that they are not part of it. Each stated absence is of
    one institution that did not know one actor before the action that `absence_action` tells.
    """

    seed: int
    parameters: Parameters
    land: Country = field(repr=False)
    folk: People = field(repr=False)
    truth: Truth = field(repr=False)
    action_number: Ints = field(repr=False)
    site: Ints = field(repr=False)
    need_action: Ints = field(repr=False)
    need: Ints = field(repr=False)
    actor: Ints = field(repr=False)
    action: Ints = field(repr=False)
    lead: Bools = field(repr=False)
    role: Ints = field(repr=False)
    contact: Ints = field(repr=False)
    brought_row: Ints = field(repr=False)
    brought: Ints = field(repr=False)
    members: Ints = field(repr=False)
    told_in: Ints = field(repr=False)
    outside: Bools = field(repr=False)
    footing: Ints = field(repr=False)
    origin: Ints = field(repr=False)
    paid: Bools = field(repr=False)
    absence_institution: Ints = field(repr=False)
    absence_actor: Ints = field(repr=False)
    absence_action: Ints = field(repr=False)

    def __repr__(self) -> str:
        return (f"World({len(self.folk)} actors, {len(self.action_number)} actions, {len(self.actor)} participations, "
                f"{len(self.told_in)} ties, {len(self.absence_actor)} absences, {int(self.planted.sum())} planted)")

    @property
    def planted(self) -> Bools:
        """Which actors are invisible in truth."""
        return self.truth.planted

    @property
    def pillars(self) -> Bools:
        """Which actors do much and are well known in truth."""
        return self.truth.pillars

    @property
    def slug(self) -> str:
        """The name of the dataset."""
        return f"pays-fictif-{self.seed}"

    @property
    def source(self) -> str:
        """The name of the source that tells all of it."""
        return f"carnet-fictif-{self.seed}"

    @property
    def actor_slugs(self) -> list[str]:
        """The name of each actor; their order is that of the numbers."""
        width = len(str(len(self.folk) - 1))
        return [f"fictif-{self.seed}-{i:0{width}d}" for i in range(len(self.folk))]

    @property
    def action_slugs(self) -> list[str]:
        """The name of each action; their order is that of the numbers."""
        width = len(str(int(self.action_number[-1]))) if len(self.action_number) else 1
        return [f"fiction-{self.seed}-{i:0{width}d}" for i in self.action_number.tolist()]

    @property
    def actor_names(self) -> list[str]:
        """What people call each actor: its sort, its number, its place."""
        places = [t.name for t in self.land.territories]
        first = self.folk.institutions
        sorts = [INSTITUTIONS[level][rank].label for level, rank in
                 zip(self.land.level.tolist(), self.land.rank.tolist(), strict=True)]
        sorts += [SORTS[i].label for i in self.folk.sort[first:].tolist()]
        return [f"{sort} {i} ({places[seat]})"
                for i, (sort, seat) in enumerate(zip(sorts, self.folk.seat.tolist(), strict=True))]

    @property
    def actor_types(self) -> Ints:
        """The type of each actor, in numbers of the code list."""
        first = [TYPES.index(INSTITUTIONS[level][rank].type) for level, rank in
                 zip(self.land.level.tolist(), self.land.rank.tolist(), strict=True)]
        sorts = np.array([TYPES.index(s.type) for s in SORTS])
        return np.concatenate([np.array(first, np.int64), sorts[self.folk.sort[self.folk.institutions:]]])

    @property
    def actor_kinds(self) -> Ints:
        """The kind of each actor, in numbers of `KINDS`."""
        sorts = np.array([KINDS.index(s.kind) for s in SORTS])
        first = np.full(self.folk.institutions, KINDS.index("organisation"))
        return np.concatenate([first, sorts[self.folk.sort[self.folk.institutions:]]])

    @property
    def many(self) -> Ints:
        """How many members each tie has."""
        found: Ints = (self.members != SILENT).sum(axis=1)
        return found

    def panel(self) -> Panel:
        """What was observed, as analysis reads it; equal to the panel of a graph of this world."""
        from odas_graph.simulation.columns import to_panel

        return to_panel(self)
