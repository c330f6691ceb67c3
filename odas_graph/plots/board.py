"""What figures show: actors with their standing, circle by circle, and the words for it; nothing of how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from odas_graph.analysis.stability import Stability

Interval = tuple[float, float]


class Cell(NamedTuple):
    """What one circle knew of an actor: a status of `analysis.recognition`, the footing of a tie (None: not stated),
    and whether the action has made the tie since."""

    status: str
    formal: bool | None = None
    tied_since: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor that was assessed; figures as in `analysis.verdict.Scores`.

    `stability` says what becomes of its rank when data and weights are a little changed; None where nothing was.
    """

    actor: str
    name: str
    sphere: str | None
    contribution: float | None
    before: Interval
    coverage: float
    archetype: str | None = None
    rank: int | None = None
    on_front: bool = False
    cells: Mapping[str, Cell] = field(default_factory=dict)
    stability: Stability | None = None


class Need(NamedTuple):
    """A need in a territory: how many houses are known to answer it there."""

    need: str
    territory: str
    houses: int


@dataclass(frozen=True, slots=True)
class Board:
    """The actors of a place, best candidates first, then by contribution; `place` None is all the data.

    `scope` holds the circles that count, `words` the label of each code by scheme and slug. `territories` names those
    of `needs`, by code.
    """

    place: str | None
    words: Mapping[tuple[str, str], str]
    entries: Sequence[Entry] = ()
    scope: Sequence[str] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    needs: Sequence[Need] = ()
    territories: Mapping[str, str] = field(default_factory=dict)

    def word(self, scheme: str, slug: str) -> str:
        """The label of a code; its slug where there is none."""
        return self.words.get((scheme, slug), slug)

    @property
    def listed(self) -> list[Entry]:
        """The actors with a rank, in order."""
        return sorted((e for e in self.entries if e.rank), key=lambda e: e.rank or 0)
