"""Recognition R: which circles of institutions knew an actor, before and after the action, and how sure that is.

It never looks at contribution. Each circle gives an interval: a point where a source speaks, [0, 1] where all are
silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from odas_graph.analysis.weights import Weights

LOCAL_CIRCLES: Final = ("commune-ccas", "intercommunalite", "departement", "protection-sociale")
Interval = tuple[float, float]
UNKNOWN: Final[Interval] = (0.0, 1.0)
_OLD: Final = ("preexistant", "renforce")


class ContactFact(Protocol):
    """A tie or a stated absence between an actor and an institution."""

    @property
    def institution(self) -> str:
        """The institution of the circle."""

    @property
    def absent(self) -> bool:
        """Does the source say that there was no tie?"""

    @property
    def formal(self) -> bool | None:
        """The footing of a tie; None where no source gives it."""

    @property
    def origin(self) -> str | None:
        """When a tie was made, as a code of `origine`."""

    @property
    def partners(self) -> int:
        """How many actors the tie holds together."""

    @property
    def moment(self) -> str | None:
        """When there was no tie, as a code of `moment`."""

    @property
    def unaware(self) -> bool:
        """Does the source say that the institution did not know the actor?"""

    @property
    def fact(self) -> str:
        """What says so."""


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


def circle_view(circle: str, contacts: Sequence[ContactFact], weights: Weights) -> CircleView:
    """What `circle` knew, from the facts on its institutions; several institutions: the one that knew best counts.

    A planned tie is no tie. A tie of unknown date adds nothing to one older than the action.
    """
    table = weights.recognition
    nothing, born = (table["absence"], table["absence"]), (table["nee-de-l-action"], table["nee-de-l-action"])
    ties = [c for c in contacts if not c.absent and c.origin != "envisage"]
    absences = [c for c in contacts if c.absent and _tells_of_before(c)]
    # With an institution that did not know it, or whose first tie is dated, an undated tie cannot be older.
    strangers = {c.institution for c in absences} | {c.institution for c in ties if _is_first(c)}
    old = [c for c in ties if c.origin in _OLD]
    new = [c for c in ties if c.origin not in _OLD and c.institution in strangers]
    undated = [c for c in ties if c.origin not in _OLD and c.institution not in strangers]
    facts = tuple(dict.fromkeys(c.fact for c in (*ties, *absences)))
    if old:
        before = _best(_footing(c, table) for c in old)
        return CircleView(circle, before, before, "connu", facts, _formal(old))
    if undated:
        # It may be older than the action, for its full worth, or born of it.
        most = max(_footing(c, table)[1] for c in undated)
        return CircleView(circle, (nothing[0], most), (born[0], most), "lien-date-inconnue", facts)
    if absences:
        # A source that speaks of the time before alone leaves open whether the action made a tie.
        after = born if new else (nothing[0], born[1]) if all(c.moment == "avant" for c in absences) else nothing
        status = "absence-attestee" if any(c.unaware for c in absences) else "sans-lien"
        return CircleView(circle, nothing, after, status, facts)
    if new:
        return CircleView(circle, nothing, born, "lien-nouveau", facts)
    ended = [c for c in contacts if c.absent and c.moment == "apres"]
    facts = tuple(dict.fromkeys(c.fact for c in ended))
    return CircleView(circle, UNKNOWN, nothing if ended else UNKNOWN, "inconnu", facts)


def _tells_of_before(absence: ContactFact) -> bool:
    """Who did not know an actor during the action did not before; who did not work with it then may have before."""
    return absence.moment in (None, "avant") or (absence.unaware and absence.moment == "pendant")


def _is_first(tie: ContactFact) -> bool:
    """Is it the first tie of the two? That a coordination of many is new does not say that its members never met."""
    return tie.origin == "ne-de-l-action" and tie.partners == 2


def _footing(contact: ContactFact, table: Mapping[str, float]) -> Interval:
    """The worth of a tie that was there before; where the source is silent on its footing, between the two."""
    formal, informal = table["formelle-avant"], table["informelle-avant"]
    if contact.formal is None:
        return (informal, formal)
    return (formal, formal) if contact.formal else (informal, informal)


def _formal(ties: Sequence[ContactFact]) -> bool | None:
    footings = {c.formal for c in ties}
    return True if True in footings else None if None in footings else False


def _best(intervals: Iterable[Interval]) -> Interval:
    items = list(intervals)
    return (max(low for low, _ in items), max(high for _, high in items))


def mean_interval(intervals: Iterable[Interval]) -> Interval:
    """The interval of the mean; [0, 1] of no interval at all."""
    items = list(intervals)
    if not items:
        return UNKNOWN
    return (sum(low for low, _ in items) / len(items), sum(high for _, high in items) / len(items))


def middle(interval: Interval) -> float:
    """The middle of an interval."""
    return (interval[0] + interval[1]) / 2
