"""Measures in words: what a column is called, what a value is written like, why so many values are void."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from odas_graph.cooperation.names import Names
from odas_graph.cooperation.perimeter import Web
from odas_graph.cooperation.tables import BETWEENNESS, SLUGS, Column, Measures
from odas_graph.i18n import gettext as _
from odas_graph.i18n import language
from odas_graph.panel import Bools

# Below, a value is the rounding of a zero.
NOTHING: Final = 1e-12
# The share of void values from which a measure tells too few actors apart to order anybody.
VOID: Final = 0.9
# Names listed of those that an actor holds; the others are counted.
SHOWN: Final = 3
# A core that the ties fit less than this is none to speak of (half of a full correlation).
CLEAR: Final = 0.5


def column_name(column: str, names: Names) -> str:
    """What a column of `Measures` is called."""
    slug = next((slug for slug, name in SLUGS.items() if name == column), None)
    if slug is not None:
        return names.word("mesure", slug)
    if column.startswith("brokerage_"):
        role, *part = column.removeprefix("brokerage_").split("_")
        return _role(role) + {"": "", "expected": " – " + _("expected by chance"), "z": " – z"}["".join(part)]
    return {
        "in_degree": _("ties received"), "out_degree": _("ties given"), "closeness": _("closeness"),
        "harmonic_normalized": _("harmonic closeness, 0 to 1"),
        "betweenness_normalized": _("betweenness, 0 to 1"),
        "pagerank_component": _("PageRank among those it can reach"),
        "two_mode_degree": _("share of the actions (of the actors, for an action)"),
        "two_mode_closeness": _("closeness, two-mode"), "two_mode_betweenness": _("betweenness, two-mode"),
        "core": _("in the core"), "core_closeness": _("closeness to the core"),
        "separates": _("actors cut off without it"), "key_fragment": _("key to hold together"),
        "key_reach": _("key to reach all"),
    }[column]


def _role(role: str) -> str:
    return {
        "coordinator": _("coordinator (A–A–A)"), "itinerant": _("go-between (A–B–A)"),
        "gatekeeper": _("gatekeeper (A–B–B)"), "representative": _("representative (A–A–B)"),
        "liaison": _("liaison (A–B–C)"), "total": _("pairs brokered"),
    }[role]


def number(value: float | None, digits: int = 3) -> str:
    """A value as people read it: whole where it is, else of so many significant digits; a dash where it is void."""
    if value is None:
        return "–"
    if float(value).is_integer():
        return str(int(value))
    text = f"{value:.{digits}g}" if abs(value) < 1000 else f"{value:.0f}"
    return text.replace(".", ",") if language() == "fr" else text


def percent(share: float) -> str:
    """A share as people read it."""
    return _("{n}%").format(n=f"{100 * share:.0f}")


def some(iris: Sequence[str], names: Names, shown: int = SHOWN) -> str:
    """The first names in their order, and how many more; persons are counted and not named."""
    named = sorted(names.of(iri) for iri in iris if not names.hidden(iri))
    left = len(iris) - min(len(named), shown)
    text = ", ".join(named[:shown])
    if not left:
        return text
    return _("{names} and {n} more").format(names=text, n=left) if text else _("{n} not named").format(n=left)


def is_void(column: Column) -> Bools:
    """Which values are 0 or not defined."""
    return np.array([value is None or abs(value) < NOTHING for value in column], dtype=bool)


def notes(measures: Measures[str], web: Web, names: Names) -> list[str]:
    """What is to be known to read the columns: void values and why, estimates, core, key players."""
    found = [note for column, values in measures.columns.items()
             if column in measures.estimates or not column.startswith(("core", "key_", "separates"))
             if not column.endswith(("_expected", "_z"))
             for note in _column_notes(column, values, measures, web, names)]
    if any(column.startswith("brokerage_") for column in measures.columns):
        found.append(_("Brokerage: A, B and C are spheres; an actor whose sphere is not known is alone in its own. "
                       "Each pair counts twice, once each way. z sets the count against ties drawn at random: it says "
                       "who brokers more than others of its place, and is no test."))
    if measures.core is not None:
        found.append(_core(measures, web))
    if measures.cuts is not None:
        held = [node for node in measures.nodes[:len(web.actors)]
                if node in measures.cuts.points and measures.cuts.points[node].separated]
        found.append(_("Actors without whom others are cut off: {n} of {all}.").format(
            n=len(held), all=len(web.actors)))
    for players in measures.players:
        found.append(_players(players, names))
    return found


def _column_notes(column: str, values: Column, measures: Measures[str], web: Web, names: Names) -> list[str]:
    count = len(web.actors)
    if not count:
        return []
    name, found = column_name(column, names), []
    own = values[:count]
    none = np.array([value is None for value in own], dtype=bool)
    zero = is_void(own) & ~none
    if column in measures.estimates:
        estimate = measures.estimates[column]
        found.append(_("{measure}: estimated from {samples} draws; with a probability of {confidence}, no value is "
                       "wrong by more than {error}. A 0 is a value that the draws did not tell from 0.").format(
            measure=name, samples=estimate.samples, confidence=percent(estimate.confidence),
            error=number(estimate.error)))
    elif zero.any():
        found.append(_("{measure}: 0 for {zero} of {n} actors ({why}).").format(
            measure=name, zero=int(zero.sum()), n=count, why=_why(column, zero, web)))
    if none.any():
        found.append(_("{measure}: not defined for {none} of {n} actors ({why}).").format(
            measure=name, none=int(none.sum()), n=count, why=_why(column, none, web)))
    if found and (zero | none).mean() >= VOID:
        found[-1] += " " + _("It tells few actors apart here: it describes, and ranks nobody.")
    return found


def _why(column: str, void: Bools, web: Web) -> str:
    """Why these actors have no value: how many have no tie, a single one, or ties that lead nowhere new."""
    degrees = web.arrays.degrees[:len(web.actors)][void]
    two_mode = web.name == "affiliation"
    parts = [((degrees == 0).sum(), _("in no action: {n}") if two_mode else _("without partner: {n}"))]
    if column in BETWEENNESS:
        parts += [((degrees == 1).sum(), _("in a single action: {n}") if two_mode else _("with a single partner: {n}")),
                  ((degrees > 1).sum(), _("linking only those whom others link as shortly: {n}"))]
    elif column.startswith("brokerage_"):
        parts += [((degrees == 1).sum(), _("with a single partner: {n}")),
                  ((degrees > 1).sum(), _("no two partners apart in this way: {n}"))]
    else:
        parts += [((degrees > 0).sum(), _("too far from the others: {n}"))]
    return _("; ").join(text.format(n=int(n)) for n, text in parts if n)


def _core(measures: Measures[str], web: Web) -> str:
    core = measures.core
    if core is None or core.correlation is None:
        return _("Core and periphery: not defined here (fewer than three, no tie, or every tie).")
    text = _("Core and periphery: a core of {n} fits the ties with a correlation of {fit}").format(
        n=len(core.core), fit=number(core.correlation))
    if not core.exact and core.bound is not None:
        text += _("; the best there may be is at most {bound}").format(bound=number(core.bound))
    return text + ("." if core.correlation >= CLEAR else _(": no clear core."))


def _players(players: Any, names: Names) -> str:
    who = some(players.nodes, names, shown=len(players.nodes)) or "–"
    if players.mode == "fragment":
        text = _("Without {who}, {after} of the pairs of the others have no way to each other; {before} as things "
                 "stand.").format(who=who, after=percent(players.score), before=percent(players.before))
    else:
        text = _("{who} reach the others best together: {share}, where 100% would be a direct tie to "
                 "everybody.").format(who=who, share=percent(players.score))
    if players.exact:
        return text + " " + _("No other set of as many does better.")
    return text + " " + _("Found by search; no set of as many can do better than {bound}.").format(
        bound=percent(players.bound))
