"""Readings of a panel: as stated, or with data and weights a little changed, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from odas_graph.analysis.weights import ENTRIES, Weights
from odas_graph.panel import ROLES, SILENT, Bools, Floats, Ints


@dataclass(frozen=True)
class Draws:
    """B readings, one row each: the weights, the action left out, the ties kept, where the unknown lies.

    `roles` (B × roles), `contact` (B × no, yes) and `recognition` (B × absence, born of the action, informal, formal)
    are weights from 0 to 1; `parts` (B × proximity, bridging, irreplaceability) sum to 1 in each row. `left_out` (B)
    numbers the action whose participations, and ties stated within it, are left out, or is SILENT. `kept` (B × ties)
    tells the ties that are kept, `unknown` (B × actors × circles) the place in its interval, 0 to 1, where recognition
    is taken to lie; None for all of them, and for the middle.
    """

    roles: Floats
    contact: Floats
    parts: Floats
    recognition: Floats
    left_out: Ints
    kept: Bools | None = None
    unknown: Floats | None = None

    def __len__(self) -> int:
        return len(self.left_out)


def stated(weights: Weights) -> Draws:
    """The one reading in which all is as stated: every tie kept, no action left out, the unknown at mid-interval."""
    return Draws(
        roles=_row(weights.roles[role] for role in ROLES),
        contact=_row((weights.contact["non"], weights.contact["oui"])),
        parts=_row(weights.parts[part] for part in ENTRIES["composantes"]),
        recognition=_row(weights.recognition[worth] for worth in ENTRIES["reconnaissance"]),
        left_out=np.array([SILENT]))


def _row(values: Iterable[float]) -> Floats:
    return np.array([list(values)], dtype=np.float64)
