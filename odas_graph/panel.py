"""What is known of actors, as columns of numbers: all that contribution and recognition count, and nothing else.

Actors, actions, territories, needs, ties are numbered; a relation is two or more arrays of the same length, sorted. The
same columns hold nine fiches and a country: the measures on them are sums and joins. `network` fills them from a graph,
`simulation` from a story; `analysis` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from odas_graph import vocab

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

KINDS: Final = ("organisation", "collective", "person")
SPHERES: Final = vocab.CODES["sphere"]
ROLES: Final = vocab.CODES["role"]
CONTRIBUTIONS: Final = vocab.CODES["contribution"]
NEEDS: Final = vocab.CODES["problematique"]
CIRCLES: Final = vocab.CODES["cercle"]
ORIGINS: Final = vocab.CODES["origine"]
MOMENTS: Final = vocab.CODES["moment"]

# What a column of yes, no and silence holds: the source says no, yes, nothing.
NO: Final = 0
YES: Final = 1
SILENT: Final = -1


@dataclass(frozen=True)
class Actors:
    """One row an actor, by IRI. `house` is the number of the body that it belongs to, its own where it is one itself.

    `kind` and `sphere` number `KINDS` and `SPHERES` (SILENT where its type has none); `circle` numbers `CIRCLES`
    (SILENT for an actor of no circle). `places` pairs actors and territories: where it is based or active, and where
    its actions are.
    """

    iris: tuple[str, ...]
    kind: Ints
    sphere: Ints
    circle: Ints
    institution: Bools
    house: Ints
    place_actor: Ints
    place_territory: Ints

    def __len__(self) -> int:
        return len(self.iris)


@dataclass(frozen=True)
class Actions:
    """One row an action, by IRI; pairs of action and need (`NEEDS`), of action and the territories a source states."""

    iris: tuple[str, ...]
    need_action: Ints
    need: Ints
    site_action: Ints
    site_territory: Ints

    def __len__(self) -> int:
        return len(self.iris)


@dataclass(frozen=True)
class Participations:
    """One row for an actor in an action, sorted by actor then action, each pair once.

    `roles` numbers `role_sets` (each a tuple of numbers in `ROLES`); `contact` is YES, NO or SILENT. `brought_row` and
    `brought` pair rows with what the actor brings (`CONTRIBUTIONS`).
    """

    actor: Ints
    action: Ints
    roles: Ints
    role_sets: tuple[tuple[int, ...], ...]
    contact: Ints
    brought_row: Ints
    brought: Ints

    def __len__(self) -> int:
        return len(self.actor)


@dataclass(frozen=True)
class Ties:
    """Facts on who works with whom, one row each, by IRI: partnerships and fundings, then stated absences.

    `absent` tells the absences. `formal` is YES, NO or SILENT; `origin` numbers `ORIGINS` or is SILENT; `action` is
    that which the tie is stated within, or SILENT. `member_tie` and `member` pair ties with the actors they hold.
    """

    iris: tuple[str, ...]
    absent: Bools
    formal: Ints
    origin: Ints
    action: Ints
    member_tie: Ints
    member: Ints

    def __len__(self) -> int:
        return len(self.iris)


@dataclass(frozen=True)
class Contacts:
    """One row for each fact on whether an institution competent on the territory of an actor knew it.

    `tie` numbers `Ties`; `circle` is that of the `institution`; `partners` is how many actors the tie holds; `moment`
    numbers `MOMENTS` or is SILENT, and `unaware` holds where the source says that the institution did not know the
    actor (absences). Sorted by actor, circle, absence, tie, institution. Never an actor's own house.
    """

    actor: Ints
    circle: Ints
    institution: Ints
    tie: Ints
    partners: Ints
    moment: Ints
    unaware: Bools

    def __len__(self) -> int:
        return len(self.actor)


@dataclass(frozen=True)
class Panel:
    """All of it. `territories` are IRIs; `held` and `holder` pair each territory with every one that holds it."""

    actors: Actors
    actions: Actions
    participations: Participations
    ties: Ties
    contacts: Contacts
    territories: tuple[str, ...] = field(repr=False)
    held: Ints
    holder: Ints

    def __repr__(self) -> str:
        return (f"Panel({len(self.actors)} actors, {len(self.actions)} actions, {len(self.participations)} "
                f"participations, {len(self.ties)} ties, {len(self.contacts)} contacts)")
