"""The weights of the method as one typed table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from odas_graph import vocab

# The entries of each section, as weights.yaml names them.
ENTRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "roles": vocab.CODES["role"],
    "contact": ("oui", "non"),
    "reconnaissance": ("absence", "nee-de-l-action", "informelle-avant", "formelle-avant"),
    "seuils": ("contribution-forte", "reconnaissance-faible", "largeur-maximale", "revelation"),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights between 0 and 1: by role, by direct contact, by footing and time of a tie, and the thresholds."""

    roles: Mapping[str, float]
    contact: Mapping[str, float]
    recognition: Mapping[str, float]
    thresholds: Mapping[str, float]

    @classmethod
    def from_table(cls, table: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Weights:
        """The weights of a table as in weights.yaml.

        ValueError names the entry that is missing, unknown or not between 0 and 1, or the order that does not hold: a
        tie cannot be worth less for being older or on a firmer footing.
        """
        sections = [_section(table, name) for name in ENTRIES]
        values = [(name, sections[2][name]) for name in ENTRIES["reconnaissance"]]
        for (lower, low), (upper, high) in pairwise(values):
            if low > high:
                raise ValueError(f"reconnaissance: {lower} ({low}) is above {upper} ({high})")
        return cls(*sections)


def _section(table: Any, name: str) -> dict[str, float]:
    section = table.get(name) if isinstance(table, Mapping) else None
    if not isinstance(section, Mapping):
        raise ValueError(f"{name}: missing")
    unknown = sorted(set(map(str, section)) - set(ENTRIES[name]))
    if unknown:
        raise ValueError(f"{name}.{unknown[0]}: unknown; choose among {', '.join(ENTRIES[name])}")
    return {key: _value(section.get(key), f"{name}.{key}") for key in ENTRIES[name]}


def _value(entry: Any, place: str) -> float:
    value = entry.get("valeur") if isinstance(entry, Mapping) else None
    if value is None:
        raise ValueError(f"{place}.valeur: missing")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(f"{place}.valeur: {value!r} is not a number between 0 and 1")
    return float(value)
