"""Recognition told one circle of one actor at a time, as the method words it: what the columns are compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from odas_graph.analysis.recognition import UNKNOWN, CircleView, Interval
from odas_graph.analysis.weights import Weights
from odas_graph.panel import CIRCLES, MOMENTS, NO, ORIGINS, SILENT, YES, Panel

_OLD: Final = ("preexistant", "renforce")


class Fact(NamedTuple):
    """A tie or a stated absence between an actor and an institution of a circle."""

    institution: int
    absent: bool
    formal: bool | None
    origin: str | None
    partners: int
    moment: str | None
    unaware: bool
    fact: str


def facts_of(panel: Panel, actor: int, circle: str, keep: Callable[[int], bool] = lambda tie: True) -> list[Fact]:
    """The contacts of an actor with a circle, those of the ties to keep."""
    contacts, ties, found = panel.contacts, panel.ties, []
    for row in range(len(contacts)):
        tie = int(contacts.tie[row])
        if contacts.actor[row] == actor and CIRCLES[contacts.circle[row]] == circle and keep(tie):
            origin, moment = int(ties.origin[tie]), int(contacts.moment[row])
            found.append(Fact(
                int(contacts.institution[row]), bool(ties.absent[tie]),
                {YES: True, NO: False, SILENT: None}[int(ties.formal[tie])],
                None if origin == SILENT else ORIGINS[origin], int(contacts.partners[row]),
                None if moment == SILENT else MOMENTS[moment], bool(contacts.unaware[row]), ties.iris[tie]))
    return found


def circle_view(circle: str, contacts: Sequence[Fact], weights: Weights) -> CircleView:
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


def _tells_of_before(absence: Fact) -> bool:
    """Who did not know an actor during the action did not before; who did not work with it then may have before."""
    return absence.moment in (None, "avant") or (absence.unaware and absence.moment == "pendant")


def _is_first(tie: Fact) -> bool:
    """Is it the first tie of the two? That a coordination of many is new does not say that its members never met."""
    return tie.origin == "ne-de-l-action" and tie.partners == 2


def _footing(contact: Fact, table: Mapping[str, float]) -> Interval:
    """The worth of a tie that was there before; where the source is silent on its footing, between the two."""
    formal, informal = table["formelle-avant"], table["informelle-avant"]
    if contact.formal is None:
        return (informal, formal)
    return (formal, formal) if contact.formal else (informal, informal)


def _formal(ties: Sequence[Fact]) -> bool | None:
    footings = {c.formal for c in ties}
    return True if True in footings else None if None in footings else False


def _best(intervals: Iterable[Interval]) -> Interval:
    items = list(intervals)
    return (max(low for low, _ in items), max(high for _, high in items))
