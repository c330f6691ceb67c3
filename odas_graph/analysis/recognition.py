"""Recognition R: which circles of institutions knew an actor, before and after the action, and how sure that is.

It never looks at contribution. Each circle gives an interval: a point where a source speaks, [0, 1] where all are
silent. The facts on one actor and one circle are summed up in a few bits; what they mean (`_meaning`) is said once,
for each set of bits that can be, and looked up, so that nine fiches and a country are read alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from odas_graph.analysis.draws import Draws
from odas_graph.analysis.graphs import spread
from odas_graph.panel import CIRCLES, MOMENTS, NO, ORIGINS, SILENT, YES, Bools, Floats, Ints, Panel

LOCAL_CIRCLES: Final = ("commune-ccas", "intercommunalite", "departement", "protection-sociale")
Interval = tuple[float, float]
UNKNOWN: Final[Interval] = (0.0, 1.0)

# What a circle knew, by what the sources say of the time before the action; see `CircleView`.
STATUSES: Final = ("inconnu", "lien-date-inconnue", "absence-attestee", "sans-lien", "lien-nouveau", "connu")
UNSAID, UNDATED, UNAWARE, UNTIED, NEW, KNOWN = range(len(STATUSES))
Codes = NDArray[np.int8]

_PLANNED: Final = ORIGINS.index("envisage")
_OLD_ORIGINS: Final = (ORIGINS.index("preexistant"), ORIGINS.index("renforce"))
_BORN_ORIGIN: Final = ORIGINS.index("ne-de-l-action")
_BEFORE, _DURING, _SINCE = (MOMENTS.index(moment) for moment in ("avant", "pendant", "apres"))

_FOOTINGS: Final = {YES: True, NO: False, SILENT: None}

# What a fact says of a circle, one bit each. A tie `MAYBE` formal is one that no source says to be informal; an absence
# `LASTS` unless the source speaks of the time before alone.
_OLD, _OLD_FORMAL, _OLD_MAYBE, _LATE, _LATE_MAYBE, _FIRST, _ABSENT, _IGNORED, _LASTS, _ENDED = (
    1 << bit for bit in range(10))
_SETS: Final = 1 << 10
Bits = NDArray[np.uint16]

# The bounds that an interval may have, by place in a row of `_levels`.
_ABSENCE, _BORN, _INFORMAL, _FORMAL, _ZERO, _ONE = range(6)


@dataclass(frozen=True)
class Recognition:
    """What each circle knew of each actor, in B readings.

    `before` and `after` (B × actors × circles × low, high) are intervals within 0 and 1; `status` (B × actors ×
    circles) numbers `STATUSES`; `formal` (the same) is the footing of a tie before, YES, NO, or SILENT where no source
    gives it.
    """

    before: Floats
    after: Floats
    status: Codes
    formal: Codes


@dataclass(frozen=True, slots=True)
class CircleView:
    """What one circle knew of an actor: intervals before and after, how we know, and the facts it rests on.

    `status` is `connu` (a tie before), `lien-date-inconnue` (a tie, undated), `absence-attestee` (a source says it did
    not know it), `sans-lien` (a source says they did not work together), `lien-nouveau` (first tie born of the action)
    or `inconnu` (no source speaks of before). `formal` is the footing of a tie before, None where no source gives it.
    """

    circle: str
    before: Interval
    after: Interval
    status: str
    facts: tuple[str, ...] = ()
    formal: bool | None = None

    @property
    def is_documented(self) -> bool:
        """Does a source say what the circle knew before the action?"""
        return self.status not in ("inconnu", "lien-date-inconnue")

    @property
    def gain(self) -> float:
        """What the action has made known for certain: the least after less the most before, 0 where that is no gain."""
        return max(0.0, self.after[0] - self.before[1])


def recognition(panel: Panel, draws: Draws) -> Recognition:
    """What each circle knew of each actor, in each reading: of several institutions, the one that knew best counts.

    Facts that a reading drops are as if no source had stated them. A planned tie is no tie. A tie of unknown date
    adds nothing to one older than the action; with an institution that did not know the actor, or whose first tie is
    dated, it cannot be older itself. Time and memory O(B (actors × circles + facts)), and a sort of the facts whose
    date depends on others.
    """
    count, contacts = len(panel.actors), panel.contacts
    before = np.empty((len(draws), count, len(CIRCLES), 2))
    before[..., 0], before[..., 1] = UNKNOWN
    after = before.copy()
    status = np.full(before.shape[:3], UNSAID, dtype=np.int8)
    formal = np.full_like(status, SILENT)
    if len(contacts):
        starts = _starts(contacts.actor, contacts.circle)
        bits = np.bitwise_or.reduceat(_facts(panel, draws), starts, axis=0).T
        meaning = _meanings()[bits]
        readings = np.arange(len(draws))[:, None]
        bounds = _levels(draws)[readings[..., None], meaning[..., :4]]
        who, circle = contacts.actor[starts], contacts.circle[starts]
        before[:, who, circle], after[:, who, circle] = bounds[..., :2], bounds[..., 2:]
        status[:, who, circle], formal[:, who, circle] = meaning[..., 4], meaning[..., 5]
    return Recognition(before, after, status, formal)


def views(panel: Panel, seen: Recognition, actors: Iterable[int]) -> list[dict[str, CircleView]]:
    """What each circle knew of these actors, with the facts: those of the first reading, which keeps every fact."""
    chosen = np.array(list(actors), dtype=np.int64)
    facts = _rests_on(panel, seen, chosen)
    columns = (np.arange(len(chosen)), *(column[0, chosen] for column in (
        seen.before, seen.after, seen.status, seen.formal)))
    return [{circle: CircleView(circle, tuple(before[c]), tuple(after[c]), STATUSES[status[c]],
                                tuple(facts.get((i, c), ())), _FOOTINGS[formal[c]])
             for c, circle in enumerate(CIRCLES)}
            for i, before, after, status, formal in zip(*(column.tolist() for column in columns), strict=True)]


def middle(interval: Interval) -> float:
    """The middle of an interval."""
    return (interval[0] + interval[1]) / 2


def _rests_on(panel: Panel, seen: Recognition, actors: Ints) -> dict[tuple[int, int], dict[str, None]]:
    """By place in `actors` and circle, the facts that tell what it knew, in their order, each once."""
    contacts = panel.contacts
    owner, rows = spread(np.searchsorted(contacts.actor, np.arange(len(panel.actors) + 1)), actors)
    said = _said(panel, rows)[0]
    unsaid = seen.status[0, contacts.actor[rows], contacts.circle[rows]] == UNSAID
    # Where no source speaks of the time before, a tie that has ended tells of the time after.
    used = np.where(unsaid, said == _ENDED, (said != 0) & (said != _ENDED))
    found: dict[tuple[int, int], dict[str, None]] = {}
    for i, circle, tie in zip(owner[used].tolist(), contacts.circle[rows[used]].tolist(),
                              contacts.tie[rows[used]].tolist(), strict=True):
        found.setdefault((i, circle), {})[panel.ties.iris[tie]] = None
    return found


def _starts(*columns: Ints) -> Ints:
    """Where each run of equal rows starts; one row at least."""
    changes = np.zeros(len(columns[0]), dtype=bool)
    changes[0] = True
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changes)


def _facts(panel: Panel, draws: Draws) -> Bits:
    """What each contact says, contacts × B (× 1 where no reading drops a fact)."""
    otherwise, stranger, marks = _said(panel, slice(None))
    kept = _kept(panel, draws)
    if kept is None:
        met_late = _met_late(panel, marks[:, None], stranger != otherwise)
        return np.where(met_late, stranger[:, None], otherwise[:, None])
    met_late = _met_late(panel, marks[:, None] & kept, stranger != otherwise)
    return np.where(kept, np.where(met_late, stranger[:, None], otherwise[:, None]), np.uint16(0))


def _said(panel: Panel, rows: Ints | slice) -> tuple[Bits, Bits, Bools]:
    """What these contacts say, what they say of an institution that did not know the actor, and which tell that."""
    contacts, ties = panel.contacts, panel.ties
    tie, moment, unaware = contacts.tie[rows], contacts.moment[rows], contacts.unaware[rows]
    absent, formal, origin = ties.absent[tie], ties.formal[tie], ties.origin[tie]
    # Who did not know an actor during the action did not before; who did not work with it then may have before.
    telling = absent & ((moment == SILENT) | (moment == _BEFORE) | (unaware & (moment == _DURING)))
    tied = ~absent & (origin != _PLANNED)
    old = tied & np.isin(origin, _OLD_ORIGINS)
    late, maybe = tied & ~old, formal != NO
    said = (_bit(old, _OLD) | _bit(old & (formal == YES), _OLD_FORMAL) | _bit(old & maybe, _OLD_MAYBE)
            | _bit(telling, _ABSENT) | _bit(telling & unaware, _IGNORED) | _bit(telling & (moment != _BEFORE), _LASTS)
            | _bit(absent & (moment == _SINCE), _ENDED))
    # That a coordination of many is new does not say that its members never met.
    first = tied & (origin == _BORN_ORIGIN) & (contacts.partners[rows] == 2)
    return said | _bit(late, _LATE) | _bit(late & maybe, _LATE_MAYBE), said | _bit(late, _FIRST), telling | first


def _bit(holds: Bools, bit: int) -> Bits:
    return holds.astype(np.uint16) * np.uint16(bit)


def _kept(panel: Panel, draws: Draws) -> Bools | None:
    """Which contacts each reading keeps, contacts × B; None where all keep all."""
    tie = panel.contacts.tie
    left_out = draws.left_out != SILENT
    if draws.kept is None and not left_out.any():
        return None
    kept = np.ones((len(tie), len(draws)), dtype=bool) if draws.kept is None else draws.kept.T[tie]
    if left_out.any():
        kept &= ~((panel.ties.action[tie][:, None] == draws.left_out) & left_out)
    return kept


def _met_late(panel: Panel, marks: Bools, late: Bools) -> Bools:
    """Whether a contact of unknown date is with an institution that marks tell not to have known the actor before.

    `marks` is contacts × B. Only contacts with a mark, or of unknown date, are sorted by institution.
    """
    found = np.zeros(marks.shape, dtype=bool)
    rows = np.flatnonzero(late | marks.any(axis=1))
    if not len(rows):
        return found
    actor, institution = panel.contacts.actor[rows], panel.contacts.institution[rows]
    rows = rows[np.argsort(actor * np.int64(len(panel.actors)) + institution, kind="stable")]
    starts = _starts(panel.contacts.actor[rows], panel.contacts.institution[rows])
    strangers = np.logical_or.reduceat(marks[rows], starts, axis=0)
    sizes = np.diff(np.append(starts, len(rows)))
    found[rows] = np.repeat(strangers, sizes, axis=0)
    return found


def _levels(draws: Draws) -> Floats:
    """The bounds that intervals may have in each reading, B × `_ABSENCE`…`_ONE`."""
    return np.hstack([draws.recognition, np.tile(UNKNOWN, (len(draws), 1))])


@cache
def _meanings() -> Codes:
    """`_meaning` of every set of bits."""
    return np.array([_meaning(bits) for bits in range(_SETS)], dtype=np.int8)


def _meaning(bits: int) -> tuple[int, int, int, int, int, int]:
    """What facts mean together: bounds before (low, high) and after, by place in `_levels`; the status; the footing."""
    if bits & _OLD:
        low, high = (_FORMAL if bits & _OLD_FORMAL else _INFORMAL), (_FORMAL if bits & _OLD_MAYBE else _INFORMAL)
        return low, high, low, high, KNOWN, YES if bits & _OLD_FORMAL else SILENT if bits & _OLD_MAYBE else NO
    if bits & _LATE:
        # It may be older than the action, for its full worth, or born of it.
        most = _FORMAL if bits & _LATE_MAYBE else _INFORMAL
        return _ABSENCE, most, _BORN, most, UNDATED, SILENT
    if bits & _ABSENT:
        # A source that speaks of the time before alone leaves open whether the action made a tie.
        least = _BORN if bits & _FIRST else _ABSENCE
        most = _ABSENCE if bits & _LASTS and not bits & _FIRST else _BORN
        return _ABSENCE, _ABSENCE, least, most, UNAWARE if bits & _IGNORED else UNTIED, SILENT
    if bits & _FIRST:
        return _ABSENCE, _ABSENCE, _BORN, _BORN, NEW, SILENT
    if bits & _ENDED:
        return _ZERO, _ONE, _ABSENCE, _ABSENCE, UNSAID, SILENT
    return _ZERO, _ONE, _ZERO, _ONE, UNSAID, SILENT
