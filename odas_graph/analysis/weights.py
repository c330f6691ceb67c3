"""The weights of the method as one typed table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, Final

from odas_graph import vocab

# The entries of each section, as weights.yaml names them.
ENTRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "roles": vocab.CODES["role"],
    "contact": ("oui", "non"),
    "composantes": ("proximite", "passage", "irremplacabilite"),
    "hors-champ": vocab.CODES["sphere"],
    "reconnaissance": ("absence", "nee-de-l-action", "informelle-avant", "formelle-avant"),
    "seuils": ("contribution-forte", "passage-fort", "irremplacabilite-forte", "reconnaissance-faible",
               "largeur-maximale", "revelation"),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights between 0 and 1: by role, by direct contact, by footing and time of a tie, and the thresholds.

    `parts` are what proximity, bridging and irreplaceability weigh in the contribution; they sum to 1. `outside` are
    the spheres outside the social field.
    """

    roles: Mapping[str, float]
    contact: Mapping[str, float]
    parts: Mapping[str, float]
    outside: frozenset[str]
    recognition: Mapping[str, float]
    thresholds: Mapping[str, float]

    @classmethod
    def from_table(cls, table: Any, default: Any = None) -> Weights:
        """The weights of a table as in weights.yaml: section → entry → `valeur`, whatever else beside it.

        What the table leaves out is taken from `default`, a whole table of the same form, where that is given. The
        parts of the contribution are brought to the sum of 1. ValueError names the entry that is missing, unknown or
        not between 0 and 1, or what does not hold: a tie cannot be worth less for being older or on a firmer footing,
        a sphere is outside the field or is not, and something must count as contribution.
        """
        given = _known(table, ENTRIES, "")
        fallback = _known(default, ENTRIES, "")
        found = {name: _section(given.get(name), fallback.get(name), name) for name in ENTRIES}
        values = [(name, found["reconnaissance"][name]) for name in ENTRIES["reconnaissance"]]
        for (lower, low), (upper, high) in pairwise(values):
            if low > high:
                raise ValueError(f"reconnaissance: {lower} ({low}) is above {upper} ({high})")
        for sphere, value in found["hors-champ"].items():
            if value not in (0, 1):
                raise ValueError(f"hors-champ.{sphere}.valeur: {value} is neither 0 nor 1")
        parts, total = found["composantes"], sum(found["composantes"].values())
        if not total:
            raise ValueError("composantes: at least one must be above 0")
        return cls(found["roles"], found["contact"], {name: value / total for name, value in parts.items()},
                   frozenset(sphere for sphere, value in found["hors-champ"].items() if value),
                   found["reconnaissance"], found["seuils"])


def _section(given: Any, fallback: Any, name: str) -> dict[str, float]:
    if given is None and fallback is None:
        raise ValueError(f"{name}: missing")
    entries = _known(fallback, ENTRIES[name], name) | _known(given, ENTRIES[name], name)
    return {key: _value(entries.get(key), f"{name}.{key}") for key in ENTRIES[name]}


def _known(table: Any, names: Mapping[str, Any] | Sequence[str], place: str) -> dict[str, Any]:
    """The rows of a table, all of which must bear one of these names; none where there is no table."""
    if table is None:
        return {}
    if not isinstance(table, Mapping):
        raise ValueError(f"{place or 'weights'}: not a table")
    for key in sorted(map(str, table)):
        if key not in names:
            near = get_close_matches(key, names, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"choose among {', '.join(names)}"
            raise ValueError(f"{place}{'.' if place else ''}{key[:100]}: unknown; {hint}")
    return dict(table)


def _value(entry: Any, place: str) -> float:
    value = entry.get("valeur") if isinstance(entry, Mapping) else None
    if value is None:
        raise ValueError(f"{place}.valeur: missing")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(f"{place}.valeur: {value!r} is not a number between 0 and 1")
    return float(value)
