"""What each archetype takes to hold: one definition, for the verdict and for what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from odas_graph import vocab
from odas_graph.analysis.contribution import DECIMALS
from odas_graph.analysis.recognition import UNAWARE, UNKNOWN, Codes
from odas_graph.panel import Bools, Floats, Ints

ARCHETYPES: Final = vocab.CODES["archetype"]
ATTESTED, PROBABLE, REVEALED, GO_BETWEEN, ALONE, OUTSIDE, PILLAR, UNSURE = (
    ARCHETYPES.index(slug) for slug in (
        "invisible-atteste", "invisible-probable", "revele-par-l-action", "passeur-discret", "seul-sur-un-besoin",
        "hors-champ", "pilier-reconnu", "donnees-insuffisantes"))
# The first that holds is the main one: what a source states, what the action showed, then what figures say.
ORDER: Final = (ATTESTED, REVEALED, PROBABLE, GO_BETWEEN, ALONE, OUTSIDE, PILLAR, UNSURE)
LISTED: Final = tuple(ARCHETYPES[number] for number in ORDER if number not in (PILLAR, UNSURE))


@dataclass(frozen=True)
class Deeds:
    """What actors do, in arrays of one shape.

    `share`: the percentile of their contribution, NaN where nothing is known of it; `works`: does anything count as
    contribution; `joins` and `sole`: the standings of bridging and irreplaceability, 0 where they weigh nothing;
    `alone`: does it alone answer a need; `outside`: is its sphere outside the social field.
    """

    share: Floats
    works: Bools
    joins: Floats
    sole: Floats
    alone: Bools
    outside: Bools


@dataclass(frozen=True)
class Sight:
    """What the circles in scope knew of actors, in arrays of one shape (intervals: × 2).

    `before` and `after` are means over the circles, `value` the mean of the places within `before` where recognition is
    taken to lie, `gain` that of what the action made known for certain; `coverage` is the share of circles of which a
    source says what they knew before, `unaware` tells that a source says of one that it did not know the actor.
    """

    before: Floats
    after: Floats
    value: Floats
    gain: Floats
    coverage: Floats
    unaware: Bools


def look(before: Floats, after: Floats, status: Codes, place: Floats | float = 0.5) -> Sight:
    """The sight of actors by some circles: intervals are … × circles × 2, statuses and places … × circles.

    Of no circle at all nothing is known. Means are rounded to `DECIMALS`: 0.3 / 6 misses 0.05 by the last bit.
    """
    if not status.shape[-1]:
        unknown = np.broadcast_to(np.array(UNKNOWN), (*status.shape[:-1], 2))
        return look(unknown[..., None, :], unknown[..., None, :], np.zeros((*status.shape[:-1], 1), np.int8))
    low, high = before[..., 0], before[..., 1]
    return Sight(
        before.mean(axis=-2).round(DECIMALS), after.mean(axis=-2).round(DECIMALS),
        (low + (high - low) * place).mean(axis=-1).round(DECIMALS),
        np.maximum(after[..., 0] - high, 0).mean(axis=-1).round(DECIMALS),
        (status >= UNAWARE).mean(axis=-1), (status == UNAWARE).any(axis=-1))


def signatures(deeds: Deeds, sight: Sight, limits: Mapping[str, float]) -> Bools:
    """Which archetypes hold, … × `ARCHETYPES`; `limits` are the thresholds of the weights.

    The listed ones, but the attested, take an interval narrow enough and something known of contribution. Invisibility
    has an addressee: what the other circles knew does not undo what a source states of one.
    """
    # Among actors that do nothing that counts, not to be the last is no contribution.
    high = deeds.works & (deeds.share >= limits["contribution-forte"])
    width = (sight.before[..., 1] - sight.before[..., 0]).round(DECIMALS)
    sure = (sight.coverage > 0) & (width <= limits["largeur-maximale"]) & ~np.isnan(deeds.share)
    little = sure & (sight.value < limits["reconnaissance-faible"])
    found = np.empty((*deeds.share.shape, len(ARCHETYPES)), dtype=bool)
    found[..., ATTESTED] = high & sight.unaware
    found[..., PROBABLE] = high & little
    found[..., REVEALED] = high & little & (sight.gain >= limits["revelation"])
    # A standing of 0 is none, however low the threshold.
    found[..., GO_BETWEEN] = little & (deeds.joins > 0) & (deeds.joins >= limits["passage-fort"])
    found[..., ALONE] = little & deeds.alone & (deeds.sole > 0) & (deeds.sole >= limits["irremplacabilite-forte"])
    found[..., OUTSIDE] = little & deeds.outside & deeds.works
    found[..., PILLAR] = high & sure & ~little
    found[..., UNSURE] = ~sure
    return found


def main(held: Bools) -> Ints:
    """The number of the archetype that comes first in `ORDER` of those that hold, −1 where none does."""
    ordered = held[..., list(ORDER)]
    return np.where(ordered.any(axis=-1), np.array(ORDER)[ordered.argmax(axis=-1)], -1)


def is_listed(held: Bools) -> Bools:
    """Does the main archetype stand on the list?"""
    listed: Bools = np.isin(main(held), [ARCHETYPES.index(slug) for slug in LISTED])
    return listed
