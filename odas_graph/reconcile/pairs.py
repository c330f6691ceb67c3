"""All pairs of entries that may be one actor, scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.reconcile.blocking import NEIGHBOURS, Blocks, blocks, surely_alike
from odas_graph.reconcile.entries import Entry
from odas_graph.reconcile.likeness import Corpus
from odas_graph.reconcile.names import Name, read_names
from odas_graph.reconcile.scoring import Pair, judge

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Of the pairs of the labelled list that score as much, 97 % are one body in the half that fitted the weights, 96 % in
# the other (docs/reconciliation.md). Nothing merges by the score: it only says which pairs are shown.
THRESHOLD: Final = 0.8


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs worth a look, the likeliest first, and what was not compared, as findings."""

    pairs: tuple[Pair, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def certain(self) -> tuple[Pair, ...]:
        """The pairs that merge unasked."""
        return tuple(pair for pair in self.pairs if pair.verdict == "certain")


def certain_pairs(entries: Sequence[Entry]) -> tuple[Pair, ...]:
    """The pairs that merge unasked: those of `candidates`, found without comparing the others. Order does not count."""
    rows, names = _ordered(entries)
    return tuple(pair for pair in _judged(rows, names, surely_alike(rows, names), 1.0) if pair.verdict == "certain")


def candidates(entries: Sequence[Entry], *, threshold: float = THRESHOLD) -> Compared:
    """The pairs of different slugs that are certain, a body and its part, or score at least `threshold`, best first.

    The order of `entries` does not count. 100,000 names take about a minute and less than 2 GB.
    """
    rows, names = _ordered(entries)
    near = blocks(rows, names)
    return Compared(_judged(rows, names, near.pairs, threshold), tuple(_set_aside(near, _wordless(rows, names))))


def _ordered(entries: Sequence[Entry]) -> tuple[list[Entry], list[list[Name]]]:
    rows = sorted(entries, key=lambda e: (e.slug, e.rank, e.dataset, e.file, e.row or 0, e.names))
    return rows, read_names([entry.names for entry in rows], [entry.territory for entry in rows])


def _judged(rows: Sequence[Entry], names: Sequence[Sequence[Name]], near: npt.NDArray[np.int64],
            threshold: float) -> tuple[Pair, ...]:
    """The best pair of each two slugs, of those compared, best first."""
    corpus = Corpus(names)
    best: dict[tuple[str, str], Pair] = {}
    for i, j in near.tolist():
        one, other = rows[i], rows[j]
        if one.slug == other.slug:
            continue
        pair = judge(one, other, names[i], names[j], corpus)
        if pair.verdict != "different" and (pair.verdict != "candidate" or pair.score >= threshold):
            known = best.get(pair.slugs)
            if known is None or _order(pair) < _order(known):
                best[pair.slugs] = pair
    return tuple(sorted(best.values(), key=_order))


def _order(pair: Pair) -> tuple[object, ...]:
    return (pair.verdict != "certain", pair.verdict == "part-of", -pair.score, pair.slugs, pair.one.dataset,
            pair.one.row or 0, pair.other.dataset, pair.other.row or 0)


def _wordless(rows: Sequence[Entry], names: Sequence[Sequence[Name]]) -> int:
    """How many entries have no number, and a name that says nothing: empty, or a legal form alone."""
    return sum(not entry.identifiers and not any(name.tokens for name in spelled)
               for entry, spelled in zip(rows, names, strict=True))


def _set_aside(near: Blocks, wordless: int) -> list[Finding]:
    """What the bounds left out, said."""
    found = [Finding(level="info", code="nothing-to-compare", message=_(
        "{n} entries have a name that says nothing of who they are (“association”, a sign): they were compared with "
        "nobody.").format(n=wordless))] if wordless else []
    found += [Finding(level="info", code="too-common-to-compare", message=_(
        "{n} entries are called “{name}” and nothing else is known of them: they were not compared with one another. "
        "Their place or their identifier would tell them apart.").format(n=count, name=name))
        for name, count in near.crowded]
    if near.cut:
        found.append(Finding(level="info", code="many-alike", message=_(
            "{n} entries resemble more than {most} others; each was compared with the {most} closest.").format(
                n=near.cut, most=NEIGHBOURS)))
    if near.thinned:
        found.append(Finding(level="info", code="too-many-to-compare", message=_(
            "There were too many pairs to compare: {n} pairs that share least were left out. Places and identifiers "
            "make the comparison sharper; fewer lists at a time, complete.").format(n=near.thinned)))
    return found
