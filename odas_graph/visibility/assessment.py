"""What is told of the visibility of one actor: figures, reasons, and the proof of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from odas_graph.analysis.recognition import Interval, middle
from odas_graph.analysis.verdict import Verdict
from odas_graph.analysis.weights import ENTRIES
from odas_graph.visibility.words import Proof


@dataclass(frozen=True, slots=True)
class Assessment:
    """The visibility of one actor in its territory; see `Verdict` for the figures.

    `proofs` says, for each of `reasons`, where the sources state what it rests on; silence rests on nothing.
    """

    actor: str
    label: str
    kind: str
    generic: bool
    territory: str | None
    territory_label: str | None
    verdict: Verdict
    reasons: tuple[str, ...]
    proofs: tuple[tuple[Proof, ...], ...]

    @property
    def evidence(self) -> tuple[Proof, ...]:
        """All proofs, each once."""
        return tuple(dict.fromkeys(proof for proofs in self.proofs for proof in proofs))

    @property
    def rank(self) -> int | None:
        """Its place among all actors listed; None where it is not on the list."""
        return self.verdict.rank

    @property
    def archetype(self) -> str | None:
        """The slug of its archetype."""
        return self.verdict.archetype

    @property
    def contribution(self) -> float | None:
        """The share of the others of its kind that do less, 0 to 1."""
        return self.verdict.contribution

    @property
    def recognition_before(self) -> float:
        """The middle of what the circles may have known before the action, 0 to 1."""
        return middle(self.verdict.before)

    @property
    def recognition_after(self) -> float:
        """The middle of what the circles may know since the action, 0 to 1."""
        return middle(self.verdict.after)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values; recognition as the middle of its interval, with the interval beside it."""
        verdict = self.verdict
        return {
            "rank": verdict.rank, "actor": self.actor, "label": self.label, "kind": self.kind,
            "generic": self.generic, "territory": self.territory, "territory_label": self.territory_label,
            "archetype": verdict.archetype,
            "contribution": rounded(verdict.contribution), "proximity": rounded(verdict.proximity),
            "recognition_before": rounded(middle(verdict.before)),
            "recognition_before_interval": interval(verdict.before),
            "recognition_before_percentile": rounded(verdict.recognition),
            "recognition_after": rounded(middle(verdict.after)),
            "recognition_after_interval": interval(verdict.after),
            "peers": verdict.peers, "coverage": rounded(verdict.coverage), "on_front": verdict.on_front,
            "circles": {name: {"status": view.status, "before": interval(view.before), "after": interval(view.after)}
                        for name, view in verdict.circles.items()},
            "reasons": list(self.reasons),
            "evidence": [proof.to_dict() for proof in self.evidence],
            "bridging": rounded(verdict.bridging), "separated": rounded(verdict.separated),
            "brokered": rounded(verdict.brokered), "irreplaceability": rounded(verdict.irreplaceability),
            "standings": dict(zip(ENTRIES["composantes"], map(rounded, verdict.standings), strict=True)),
            "signatures": list(verdict.signatures), "stability": self._stability(),
            "proofs": [[proof.to_dict() for proof in proofs] for proofs in self.proofs],
        }

    def _stability(self) -> Mapping[str, Any] | None:
        held = self.verdict.stability
        return None if held is None else {
            "holds": rounded(held.holds), "listed": rounded(held.listed), "rank_low": held.rank_low,
            "rank_high": held.rank_high, "readings": held.readings,
            "by_family": {family: rounded(share) for family, share in held.by_family.items()}}


def rounded(value: float | None) -> float | None:
    """Four decimals say all that the method can tell apart, and keep the bytes the same everywhere."""
    return None if value is None else round(value, 4)


def interval(bounds: Interval) -> list[float | None]:
    """Both bounds, rounded."""
    return [rounded(bounds[0]), rounded(bounds[1])]
