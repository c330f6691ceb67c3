"""From the facts of a graph to what figures show: standings, what each circle knew, who answers which need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from odas_graph.analysis.archetypes import ARCHETYPES
from odas_graph.analysis.fragility import answers
from odas_graph.analysis.recognition import STATUSES, UNAWARE, UNTIED, Recognition
from odas_graph.panel import CIRCLES, NEEDS, SILENT, SPHERES, YES, Ints, Panel
from odas_graph.plots.board import Board, Cell, Entry, Need
from odas_graph.territory import Territory, ancestors, label, territory
from odas_graph.visibility.figures import Figures, Progress
from odas_graph.visibility.places import territories_in
from odas_graph.visibility.words import Words
from odas_graph.vocab import CODES, ID

_SCHEMES: Final = ("archetype", "cercle", "problematique", "sphere", "statut-de-connaissance")


def board(found: Figures, words: Words, place: Territory | None, perturbations: int = 0, seed: int = 0,
          progress: Progress | None = None) -> Board:
    """The actors of a place (None: of all the data), assessed among all the data, best candidates first.

    With `perturbations`, those on the list bear their stability over so many.
    """
    scores = found.scores
    places = found.places_in(_iri(place) if place else None)
    firm = found.stability(places[scores.rank[0, places] > 0], perturbations, seed, progress)
    numbers = scores.candidates[places].tolist()
    names = words.actors(found.panel.actors.iris[number] for number in numbers)
    entries = []
    for one, number in zip(places.tolist(), numbers, strict=True):
        iri, sphere = found.panel.actors.iris[number], int(found.panel.actors.sphere[number])
        share, archetype = float(scores.contribution[0, one]), int(scores.archetype[0, one])
        low, high = scores.before[0, one].tolist()
        entries.append(Entry(
            actor=iri, name=names[iri].label, sphere=None if sphere == SILENT else SPHERES[sphere],
            contribution=None if np.isnan(share) else share, before=(low, high),
            coverage=float(scores.coverage[0, one]), archetype=None if archetype == SILENT else ARCHETYPES[archetype],
            rank=int(scores.rank[0, one]) or None, on_front=bool(scores.on_front[0, one]),
            cells={circle: _cell(found.seen, number, column) for column, circle in enumerate(CIRCLES)},
            stability=firm.get(number)))
    return Board(label(place) if place else None, _labels(words), entries, found.scope, found.weights.thresholds)


def needs_board(panel: Panel, words: Words, place: Territory | None) -> Board:
    """How many houses answer each need, in each part of the place.

    The parts are the départements of a région or the country, else the territories that sources state. What is
    answered in a part of one of them counts for it, and so does what `analysis.fragility.answers` says to reach it.
    """
    need, at, cell, actor = answers(panel)
    here = np.flatnonzero(territories_in(panel, _iri(place) if place else None))
    column = _columns(panel, here, place is None or place.kind in ("pays", "region"))
    wide = np.array([column.get(one, SILENT) for one in range(len(panel.territories))], np.int64)
    shown = wide[at[cell]] != SILENT
    rows = np.unique(np.stack([need[cell][shown], wide[at[cell]][shown], panel.actors.house[actor][shown]], 1), axis=0)
    pairs, houses = np.unique(rows[:, :2], axis=0, return_counts=True)
    parts = {one: _territory(panel, one) for one in sorted(set(pairs[:, 1].tolist()))}
    return Board(label(place) if place else None, _labels(words), territories={t.code: t.name for t in parts.values()},
                 needs=[Need(NEEDS[what], parts[where].code, count)
                        for (what, where), count in zip(pairs.tolist(), houses.tolist(), strict=True)])


def _iri(place: Territory) -> str:
    return f"{ID}territory/{place.iri_slug}"


def _territory(panel: Panel, number: int) -> Territory:
    return territory(panel.territories[number].removeprefix(f"{ID}territory/"))


def _labels(words: Words) -> dict[tuple[str, str], str]:
    return {(scheme, slug): words.code(scheme, slug) for scheme in _SCHEMES for slug in CODES[scheme]}


def _cell(seen: Recognition, actor: int, circle: int) -> Cell:
    status, footing = int(seen.status[0, actor, circle]), int(seen.formal[0, actor, circle])
    since = status in (UNAWARE, UNTIED) and seen.after[0, actor, circle, 0] > seen.before[0, actor, circle, 1]
    return Cell(STATUSES[status], None if footing == SILENT else footing == YES, bool(since))


def _columns(panel: Panel, here: Ints, wide: bool) -> Mapping[int, int]:
    """For each territory in the place, the one in whose column it counts: itself, or its département."""
    numbers = {iri: number for number, iri in enumerate(panel.territories)}
    found: dict[int, int] = {}
    for one in here.tolist():
        t = _territory(panel, one)
        column = next((a for a in (t, *ancestors(t)) if a.kind == "departement"), None) if wide else t
        number = numbers.get(_iri(column)) if column else None
        if number is not None:
            found[one] = number
    return found
