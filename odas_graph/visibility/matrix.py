"""Invisible to whom: what each circle of institutions knew of each actor, territory by territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from odas_graph.analysis.recognition import LOCAL_CIRCLES, UNDATED, CircleView
from odas_graph.analysis.weights import Weights
from odas_graph.panel import CIRCLES
from odas_graph.store import GraphStore
from odas_graph.visibility.figures import PUBLIC_KINDS, Figures, figures
from odas_graph.visibility.places import competences
from odas_graph.visibility.words import Name, Proof, Words


@dataclass(frozen=True, slots=True)
class Cell:
    """What one circle knew of one actor before the action, by which institutions, and where the sources say so.

    `status` and `formal` are those of `CircleView`; `competent` tells whether the data hold an institution of the
    circle that is competent on a territory of the actor: without one, silence is no surprise.
    """

    status: str
    formal: bool | None
    institutions: tuple[Name, ...]
    proofs: tuple[Proof, ...]
    competent: bool

    @property
    def is_attested(self) -> bool:
        """Does a source say what the circle knew before the action, yes or no?"""
        return self.status not in ("inconnu", "lien-date-inconnue")

    @property
    def code(self) -> str:
        """One of `CODES`: the status, and for a known actor the footing."""
        if self.status != "connu":
            return self.status
        return {True: "connu-formel", False: "connu-sans-ecrit", None: "connu-base-inconnue"}[self.formal]


# What a cell may say, from what was known best to what is not known at all.
CODES = ("connu-formel", "connu-sans-ecrit", "connu-base-inconnue", "lien-date-inconnue", "lien-nouveau", "sans-lien",
         "absence-attestee", "inconnu")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One actor and its cells by circle."""

    name: Name
    kind: str
    rank: int | None
    archetype: str | None
    contribution: float | None
    territory: str | None
    territory_label: str | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class CircleMatrix:
    """Actors by circles: the list of invisible actors first, then the others by contribution.

    `scope` are the circles that count in the verdict, of all `circles`; `unknown` is, by circle, the share of all
    `size` actors, shown or not, of whom no source says what it knew before the action (None of none);
    `without_institution` are the circles of which the data hold no institution competent for any of them.
    """

    circles: tuple[str, ...]
    scope: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    size: int
    unknown: Mapping[str, float | None]
    without_institution: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "circles": list(self.circles), "scope": list(self.scope), "size": self.size,
            "unknown": {c: None if share is None else round(share, 4) for c, share in self.unknown.items()},
            "without_institution": list(self.without_institution),
            "rows": [{
                "actor": row.name.iri, "label": row.name.label, "kind": row.kind, "generic": row.name.generic,
                "rank": row.rank, "archetype": row.archetype,
                "contribution": None if row.contribution is None else round(row.contribution, 4),
                "territory": row.territory, "territory_label": row.territory_label,
                "cells": {circle: {
                    "status": cell.code, "attested": cell.is_attested, "competent": cell.competent,
                    "institutions": [{"actor": i.iri, "label": i.label} for i in cell.institutions],
                    "proofs": [p.to_dict() for p in cell.proofs]} for circle, cell in row.cells.items()},
            } for row in self.rows]}


def circle_matrix(store: GraphStore, *, territory: str | None = None, circles: Sequence[str] = LOCAL_CIRCLES,
                  kinds: Sequence[str] = PUBLIC_KINDS, weights: Weights | None = None,
                  top: int | None = None) -> CircleMatrix:
    """What each of all the circles knew of every candidate of a territory (an IRI; all by default), the first `top`.

    `circles` are those that count in the verdict. Raises UsageError for a circle or a kind there is not.
    """
    return matrix_of(store, figures(store, circles=circles, kinds=kinds, weights=weights), territory, top)


def matrix_of(store: GraphStore, found: Figures, territory: str | None = None, top: int | None = None) -> CircleMatrix:
    """The matrix of figures that are at hand."""
    panel, words = found.panel, Words(store)
    everyone = found.places_in(territory)
    chosen = everyone[:top]
    verdicts = found.verdicts(chosen)
    numbers = found.scores.candidates[chosen].tolist()
    held = competences(store, panel)
    behind = [{c: _institutions(found, number, c, v.circles[c]) for c in CIRCLES}
              for number, v in zip(numbers, verdicts, strict=True)]
    iris = {panel.actors.iris[i] for cells in behind for institutions in cells.values() for i in institutions}
    names = words.actors([*(v.actor for v in verdicts), *sorted(iris)])
    proofs = words.proofs(fact for v in verdicts for view in v.circles.values() for fact in view.facts)
    rows = []
    for number, verdict, cells in zip(numbers, verdicts, behind, strict=True):
        name = names[verdict.actor]
        place = words.place([name.based_in] if name.based_in else found.territories_of(number))
        rows.append(MatrixRow(
            name, verdict.kind, verdict.rank, verdict.archetype, verdict.contribution, *place, {circle: Cell(
                view.status, view.formal, tuple(names[panel.actors.iris[i]] for i in cells[circle]),
                tuple(p for fact in view.facts for p in proofs.get(fact, ())),
                bool(held.institutions(number, CIRCLES.index(circle))[0]))
                for circle, view in verdict.circles.items()}))
    status = found.seen.status[0, found.scores.candidates[everyone]]
    unknown = (status <= UNDATED).mean(axis=0).tolist() if len(everyone) else [None] * len(CIRCLES)
    empty = tuple(slug for c, slug in enumerate(CIRCLES) if not any(
        held.institutions(actor, c)[0] for actor in found.scores.candidates[everyone].tolist()))
    return CircleMatrix(CIRCLES, found.scope, tuple(rows), len(everyone), dict(zip(CIRCLES, unknown, strict=True)),
                        empty)


def _institutions(found: Figures, actor: int, circle: str, view: CircleView) -> list[int]:
    """The institutions of which the facts of a cell speak, by number."""
    panel, facts = found.panel, set(view.facts)
    rows = found.contacts_of(actor, CIRCLES.index(circle))
    return sorted({int(panel.contacts.institution[r]) for r in rows
                   if panel.ties.iris[panel.contacts.tie[r]] in facts})
