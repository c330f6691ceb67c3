"""Measures reconciliation on a published list of subsidies in which one SIREN bears several spellings.

The SIREN is hidden; two spellings of one SIREN are a pair to find. Half of the SIRENs (by their CRC-32) fitted the
weights and chose thresholds, the other half is reported, never the same. rapidfuzz alone gets the same pairs, and a
threshold chosen in the same way. `--fit` prints the weights of names anew, `--failures` what goes wrong, `--size N`
measures time and memory, `--write` puts the tables into docs/reconciliation.md.

Run: python tools/bench_reconcile.py FILE
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reconciliation.md"
MARKS = "<!-- mesure -->", "<!-- /mesure -->"
NAME, NUMBER = "Nom du bénéficiaire", "Identification du bénéficiaire"
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Labelled:
    """The spellings of the list, the hidden SIREN of each, the pairs compared with their features, and the truth."""

    def __init__(self, path: Path) -> None:
        from odas_graph.reconcile.blocking import blocks
        from odas_graph.reconcile.entries import REGISTER, Entry
        from odas_graph.reconcile.likeness import Corpus
        from odas_graph.reconcile.names import read_names
        from odas_graph.reconcile.scoring import best_names, judged, measures

        spellings = sorted(set(read(path)))
        self.texts = [text for _siren, text in spellings]
        self.sirens = [siren for siren, _text in spellings]
        self.entries = [Entry(slug=f"e-{n}", names=(text,), dataset="liste", rank=REGISTER, file="liste")
                        for n, text in enumerate(self.texts)]
        names = read_names([e.names for e in self.entries])
        corpus = Corpus(names)
        self.pairs = blocks(self.entries, names).pairs
        self.half = np.array([zlib.crc32(siren.encode()) % 2 for siren in self.sirens])
        one, other = self.pairs[:, 0], self.pairs[:, 1]
        self.truth = np.array([self.sirens[i] == self.sirens[j] for i, j in self.pairs])
        self.trained = (self.half[one] == 0) & (self.half[other] == 0)
        self.tested = (self.half[one] == 1) & (self.half[other] == 1)
        best = [best_names(names[i], names[j], corpus) for i, j in self.pairs]
        self.features = [measures(found, a.former or b.former) for found, a, b in best]
        self.same_words = np.array([found.exact == 1 and not (
            found.left or found.right or found.left_place or found.right_place) for found, _a, _b in best])
        self.scores = np.array([judged(self.entries[i], self.entries[j], found).score
                                for (i, j), found in zip(self.pairs, best, strict=True)])

    def total(self, half: int) -> int:
        """How many pairs of that half there are to find, whether or not they were compared."""
        counts: dict[str, int] = {}
        for siren, where in zip(self.sirens, self.half, strict=True):
            if where == half:
                counts[siren] = counts.get(siren, 0) + 1
        return sum(n * (n - 1) // 2 for n in counts.values())


def read(path: Path) -> list[tuple[str, str]]:
    """The SIREN and the name of each row, where the SIREN is valid."""
    from stdnum.fr import siren

    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [(row[NUMBER].strip(), " ".join(row[NAME].split())) for row in csv.DictReader(stream, delimiter=";")]
    return [(number, name) for number, name in rows if name and siren.is_valid(number)]


def at(scores: Floats, truth: Flags, threshold: float, total: int) -> tuple[float, float]:
    """Precision and recall of the pairs that score at least `threshold`."""
    kept = scores >= threshold
    right = int((kept & truth).sum())
    return right / max(int(kept.sum()), 1), right / total


def chosen(scores: Floats, truth: Flags, precision: float) -> float:
    """The lowest score from which precision reaches `precision`; past every score where it never does."""
    order = np.argsort(-scores, kind="stable")
    found, right = scores[order], np.cumsum(truth[order])
    # Pairs of one score come together or not at all.
    last = np.append(found[1:] != found[:-1], True)
    good = np.flatnonzero(last & (right / np.arange(1, len(found) + 1) >= precision))
    return float(found[good[-1]]) if len(good) else float("inf")


def tables(data: Labelled) -> str:
    """The measure, in Markdown, in French."""
    from rapidfuzz import fuzz

    from odas_graph.reconcile import THRESHOLD

    test, train, total = data.tested, data.trained, data.total(1)
    # Two bodies of exactly the same words: no name tells them apart.
    decidable = test & ~(data.same_words & ~data.truth)
    upper = [(data.texts[i].upper(), data.texts[j].upper()) for i, j in data.pairs]
    methods: list[tuple[str, Floats]] = [("odas-graph", data.scores)] + [
        (f"rapidfuzz {scorer.__name__}", np.array([scorer(a, b) for a, b in upper]))
        for scorer in (fuzz.token_sort_ratio, fuzz.WRatio)]
    found = int((data.truth & test).sum())
    lines = [f"{len(data.texts)} graphies, {len(set(data.sirens))} SIREN ; moitié mesurée : {total} paires à trouver, "
             f"dont {found} ({found / total:.0%}) comparées après le tri par blocs.", "",
             "| méthode | précision visée (autre moitié) | précision | rappel | précision sans les homonymes |",
             "|---|---|---|---|---|"]
    for name, scores in methods:
        for aim in (0.98, 0.95, 0.90, 0.80):
            threshold = chosen(scores[train], data.truth[train], aim)
            lines.append(_line(name, f"{aim:.0%}", scores, data.truth, test, decidable, threshold, total))
        if name == "odas-graph":
            lines.append(_line(name, f"seuil par défaut ({THRESHOLD})", scores, data.truth, test, decidable, THRESHOLD,
                               total))
    return "\n".join([lines[0], *(line.replace(".", ",") for line in lines[1:])])


def _line(name: str, aim: str, scores: Floats, truth: Flags, test: Flags, decidable: Flags, threshold: float,
          total: int) -> str:
    if threshold == float("inf"):
        return f"| {name} | {aim} | jamais atteinte | – | – |"
    precision, recall = at(scores[test], truth[test], threshold, total)
    without, _recall = at(scores[decidable], truth[decidable], threshold, total)
    return f"| {name} | {aim} | {precision:.3f} | {recall:.3f} | {without:.3f} |"


def fit(data: Labelled, penalty: float = 1e-3) -> str:
    """The weights of names, by logistic regression (L2) on the half that is never reported."""
    from scipy.optimize import minimize

    columns = list(data.features[0])
    values = np.array([[row[c] for c in columns] for row in data.features])[data.trained]
    truth = data.truth[data.trained].astype(float)
    centre, spread = values.mean(0), values.std(0) + 1e-9
    scaled = np.c_[(values - centre) / spread, np.ones(len(values))]

    def loss(weights: Floats) -> tuple[float, Floats]:
        points = scaled @ weights
        gradient = scaled.T @ (1 / (1 + np.exp(-points)) - truth) / len(truth)
        shrunk = np.r_[weights[:-1], 0]
        return (float(np.mean(np.logaddexp(0, points) - truth * points) + penalty * shrunk @ shrunk),
                gradient + 2 * penalty * shrunk)

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / spread
    base = found[-1] - weights @ centre
    return "\n".join([f"base: {base:.2f}", "noms:",
                      *(f"  {c}: {w:.2f}" for c, w in zip(columns, weights, strict=True))])


def compare_many(path: Path, size: int) -> None:
    """Compares `size` made-up names (real words, real communes); prints seconds, by the clock and of work, and MiB."""
    from odas_graph.reconcile import candidates
    from odas_graph.reconcile.entries import REGISTER, Entry
    from odas_graph.territory import territories

    draw = random.Random(0)
    texts = sorted({text for _siren, text in read(path)})
    communes = territories("commune")
    entries = []
    for number in range(size):
        place = draw.choice(communes)
        text = draw.choice(texts) if draw.random() < 0.3 else f"{draw.choice(texts)} {place.name}"
        entries.append(Entry(slug=f"e-{number}", names=(text,), dataset="liste", rank=REGISTER, file="liste",
                             territory=place.code if draw.random() < 0.5 else None))
    start, worked = time.perf_counter(), time.process_time()
    compared = candidates(entries)
    seconds, busy = time.perf_counter() - start, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size} {seconds:.1f} {busy:.1f} {peak:.0f} {len(compared.pairs)}")


def sizes(path: Path, counts: Sequence[int]) -> str:
    """Time and memory, each size in a process of its own, in Markdown, in French."""
    lines = ["| noms | secondes | dont calcul | mémoire (Mio) | paires montrées |", "|---|---|---|---|---|"]
    for count in counts:
        done = subprocess.run([sys.executable, __file__, str(path), "--size", str(count)], capture_output=True,
                              text=True, check=True)
        lines.append("| " + " | ".join(done.stdout.split()) + " |")
    return "\n".join(lines).replace(".", ",")


def failures(data: Labelled, count: int = 25) -> str:
    """The likeliest pairs of two SIREN, then a sample of pairs of one SIREN that were not found: to look at by eye."""
    from odas_graph.reconcile import THRESHOLD

    def line(k: int) -> str:
        i, j = data.pairs[k]
        return f"{data.scores[k]:.2f}  {data.texts[i]}  |  {data.texts[j]}"

    wrong = sorted(np.flatnonzero(data.tested & ~data.truth).tolist(), key=lambda k: -data.scores[k])[:count]
    missed = np.flatnonzero(data.tested & data.truth & (data.scores < THRESHOLD))
    sample = sorted(random.Random(0).sample(missed.tolist(), min(count, len(missed))))
    return "\n".join(["two SIREN:", *map(line, wrong), "", "one SIREN, not found:", *map(line, sample)])


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--size", type=int)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if arguments.size:
        compare_many(arguments.file, arguments.size)
        return
    data = Labelled(arguments.file)
    if arguments.fit:
        print(fit(data))
    elif arguments.failures:
        print(failures(data))
    else:
        text = "\n\n".join([tables(data), *([sizes(arguments.file, (10_000, 100_000))] if arguments.write else [])])
        print(text)
        if arguments.write:
            before, _old, after = _parted(PAGE.read_text("utf-8"))
            PAGE.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", "utf-8")


def _parted(page: str) -> tuple[str, str, str]:
    before, _mark, rest = page.partition(MARKS[0])
    old, _mark, after = rest.partition(MARKS[1])
    return before, old, after


if __name__ == "__main__":
    main()
