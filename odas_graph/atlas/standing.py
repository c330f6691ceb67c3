"""Contribution against recognition, as points of a drawing: who does much and was known to few, and who was not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from odas_graph.atlas.site import Site
from odas_graph.i18n import gettext as _
from odas_graph.visibility.words import percent, span

if TYPE_CHECKING:
    from odas_graph.plots.board import Board, Entry

# The drawing, in the units of its viewBox: the square of the shares, and beside it the strip of those of whom no source
# says who knew them.
LEFT, TOP, SIDE, HIGH, STRIP, WIDE = 70, 46, 560, 420, 670, 200
# Above so many different standings off the list, those that are near share a dot.
MOST_DOTS: Final = 120
GRID: Final = 14
# The first of the list bear their rank; a mark that would cover another stands at most so far from its place.
MOST_LISTED: Final = 20
REACH: Final = 30
# Names that one dot says.
MOST_NAMES: Final = 8


@dataclass(frozen=True, slots=True)
class Dot:
    """Where actors stand, how large their dot is, who they are; `low` and `high` are the ends of what is doubtful.

    `rank` is that of a listed actor, alone on its dot; `actor` is whose page a click opens, where there is one actor.
    """

    x: float
    y: float
    radius: float
    words: str
    actor: str | None
    rank: int | None = None
    low: float | None = None
    high: float | None = None

    @property
    def anchor(self) -> str:
        """On which side of the dot its words fit."""
        return "end" if self.x > LEFT + SIDE / 2 else "start"


@dataclass(frozen=True, slots=True)
class Standing:
    """The dots: those off the list, the first of the list, its rest; where “much” and “little” begin; in words."""

    others: tuple[Dot, ...]
    listed: tuple[Dot, ...]
    rest: tuple[Dot, ...]
    much: float
    little: float
    summary: tuple[str, ...]


def standing(site: Site) -> Standing:
    """The drawing of all that were assessed; natural persons are not among them."""
    from odas_graph.plots.reading import board
    from odas_graph.visibility import figures
    from odas_graph.visibility.words import Words

    found = board(figures(site.store), Words(site.store), None)
    entries = [e for e in found.entries if e.contribution is not None and not site.dossiers.actors[e.actor].person]
    listed = sorted((e for e in entries if e.rank), key=lambda e: e.rank or 0)
    return Standing(_gathered([e for e in entries if not e.rank]), _apart([_listed(e) for e in listed[:MOST_LISTED]]),
                    _gathered(listed[MOST_LISTED:]), _y(found.thresholds["contribution-forte"]),
                    _x(found.thresholds["reconnaissance-faible"]), tuple(_summary(found, entries, listed)))


def _x(share: float) -> float:
    return round(LEFT + share * SIDE, 1)


def _y(share: float) -> float:
    return round(TOP + (1 - share) * HIGH, 1)


def _place(entry: Entry) -> tuple[float, float]:
    """At the middle of what may have been known; in the strip where that is all or nothing."""
    x = STRIP + WIDE / 2 if entry.before == (0.0, 1.0) else _x(sum(entry.before) / 2)
    return x, _y(entry.contribution or 0.0)


def _listed(entry: Entry) -> Dot:
    low, high = entry.before
    x, y = _place(entry)
    return Dot(x, y, 9, _("{name}: contribution {contribution}, known before {before}").format(
        name=entry.name, contribution=percent(entry.contribution or 0.0), before=span(low, high)), entry.actor,
        entry.rank, _x(low), _x(high))


def _apart(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """The dots; one that would cover a former one stands a little lower, as far as that is still its place."""
    found: list[Dot] = []
    for dot in dots:
        steps = (replace(dot, y=dot.y + down) for down in range(0, REACH, 5))
        found.append(next((one for one in steps if not any(
            abs(one.x - other.x) < 18 and abs(one.y - other.y) < 18 for other in found)), dot))
    return tuple(found)


def _gathered(entries: Sequence[Entry]) -> tuple[Dot, ...]:
    """One dot for all that stand alike; on a grid, where too many stand differently."""
    groups: dict[tuple[float, float], list[Entry]] = defaultdict(list)
    rough = len({_place(entry) for entry in entries}) > MOST_DOTS
    for entry in entries:
        x, y = _place(entry)
        groups[(round(x / GRID) * GRID, round(y / GRID) * GRID) if rough else (x, y)].append(entry)
    return tuple(Dot(x, y, round(min(5 * len(group) ** 0.3, 16), 1), _names(group),
                     group[0].actor if len(group) == 1 else None) for (x, y), group in sorted(groups.items()))


def _names(group: Sequence[Entry]) -> str:
    more = [_("and {n} others").format(n=len(group) - MOST_NAMES)] if len(group) > MOST_NAMES else []
    return ", ".join((*(entry.name for entry in group[:MOST_NAMES]), *more))


def _summary(board: Board, entries: Sequence[Entry], listed: Sequence[Entry]) -> list[str]:
    silent = sum(entry.before == (0.0, 1.0) for entry in entries)
    share = sum(entry.coverage for entry in entries) / len(entries) if entries else 0.0
    off = len(entries) - len(listed)
    return [
        _("{n} actors are placed: {listed} on the list, {others} that are not, of whom {silent} of whom no source says "
          "who knew them.").format(n=len(entries), listed=len(listed), others=off, silent=silent),
        _("Sources say of {share} of their circles whether they knew them.").format(share=percent(share)),
        _("Circles that count: {circles}.").format(circles=", ".join(board.word("cercle", c) for c in board.scope))]
