"""The score of two entries, feature by feature: points that add up, and what each says in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from odas_graph import resources
from odas_graph.reconcile.context import Context, Verdict, relation
from odas_graph.reconcile.entries import Entry
from odas_graph.reconcile.likeness import Corpus, Likeness, compare
from odas_graph.reconcile.names import Name

# Bits past which a name is as rare as can be: one in a million names.
_RAREST: Final = 40.0
# Points past which nothing changes what a reader would think: one in twenty thousand.
_MOST: Final = 10.0


@dataclass(frozen=True, slots=True)
class Feature:
    """One reason: its code, its points (natural logarithm of the odds it adds), and the words it is about."""

    code: str
    points: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries, the score of their being one actor (0 to 1), why, and what follows.

    `certain` pairs merge unasked; `part-of` are a body and a part of it; `candidate` waits for a person.
    """

    one: Entry
    other: Entry
    score: float
    verdict: Verdict
    features: tuple[Feature, ...]

    @property
    def slugs(self) -> tuple[str, str]:
        """The two slugs, in alphabetical order."""
        return (self.one.slug, self.other.slug) if self.one.slug < self.other.slug else (self.other.slug, self.one.slug)


def judge(one: Entry, other: Entry, names: Sequence[Name], others: Sequence[Name], corpus: Corpus) -> Pair:
    """The score and the verdict of two entries whose names are `names` and `others`."""
    return judged(one, other, best_names(names, others, corpus))


def judged(one: Entry, other: Entry, best: tuple[Likeness, Name, Name]) -> Pair:
    """The score and the verdict of two entries whose `best_names` are known."""
    likeness, left, right = best
    context = relation(one, other, left, right, likeness)
    features = [*_of_names(likeness, left.former or right.former), *_of_context(context)]
    points = max(-_MOST, min(_MOST, _weights().base + sum(f.points for f in features)))
    score = 1.0 if context.verdict == "certain" else 1 / (1 + math.exp(-points))
    told = tuple(sorted((f for f in features if abs(f.points) >= 0.05),
                        key=lambda f: (-abs(f.points), f.code)))
    return Pair(one, other, round(score, 4), context.verdict, told)


def best_names(names: Sequence[Name], others: Sequence[Name], corpus: Corpus) -> tuple[Likeness, Name, Name]:
    """The two names, one of each entry, that say most the same; two names of the past prove nothing together."""
    own = {token for name in (*names, *others) for token in name.tokens}
    apart = [(a, b) for a in names for b in others if not (a.former and b.former)]
    found = [(compare(a, b, corpus, own), a, b) for a, b in apart or [(names[0], others[0])]]
    return max(found, key=lambda f: (f[0].shared - (f[0].left + f[0].right) / 2
                                     - (f[0].left_place + f[0].right_place) / 7, f[1].text, f[2].text))


def measures(likeness: Likeness, former: bool = False) -> dict[str, float]:
    """The features of two names as numbers, which the weights multiply."""
    less, more = sorted((likeness.left, likeness.right))
    place = likeness.left_place + likeness.right_place
    whole = less == 0 and more == 0
    rivals, holders = math.log2(1 + likeness.rivals), math.log2(max(likeness.holders, 2) / 2)
    shared = min(likeness.shared, _RAREST) / 10
    total = likeness.shared + less + more
    return {
        "nothing-shared": float(likeness.shared == 0),
        "shared": shared,
        "part-shared": likeness.shared / total if total else 0.0,
        "both-add": less / (likeness.shared + less) if less else 0.0,
        "one-adds": more / (likeness.shared + more) if more else 0.0,
        "one-inside-other": float(less == 0 and more > 0),
        "same-words": float(whole),
        "same-words-rare": float(whole) * shared,
        "same-words-rivals": float(whole) * rivals,
        "inside-rivals": float(less == 0 and more > 0) * rivals,
        "holders": holders,
        "inexact": 1 - likeness.exact,
        "same-start": float(likeness.same_start),
        "acronym": float(likeness.acronym is not None),
        "numbers-differ": float(likeness.numbers_differ),
        "place-added": float(place > 0 and not likeness.places_differ),
        "places-differ": float(likeness.places_differ),
        "cut": float(likeness.cut),
        "speciality": float(likeness.speciality),
        "former": float(former),
    }


def _of_names(likeness: Likeness, former: bool) -> Iterator[Feature]:
    weights = _weights().names
    words: Mapping[str, tuple[str, ...]] = {
        "shared": likeness.words, "same-words": likeness.words, "both-add": likeness.left_words + likeness.right_words,
        "one-adds": likeness.left_words + likeness.right_words,
        "one-inside-other": likeness.left_words + likeness.right_words,
        "place-added": likeness.left_words + likeness.right_words,
        "places-differ": likeness.left_words + likeness.right_words, "acronym": (likeness.acronym or "",),
        "holders": (str(likeness.holders),), "same-words-rivals": (str(likeness.rivals),),
        "inside-rivals": (str(likeness.rivals),)}
    for code, value in measures(likeness, former).items():
        if value:
            yield Feature(code, weights.get(code, 0.0) * value, words.get(code, ()))


def _of_context(context: Context) -> Iterator[Feature]:
    weights = _weights().context
    for code, words in context.reasons:
        yield Feature(code, weights[code], words)


@dataclass(frozen=True, slots=True)
class _Weights:
    """The points of `weights.yaml`: where every pair starts, of names, of what stands around them."""

    base: float
    names: Mapping[str, float]
    context: Mapping[str, float]


@cache
def _weights() -> _Weights:
    import yaml

    table = yaml.safe_load(resources.package_file("reconcile/weights.yaml").read_text("utf-8"))
    return _Weights(float(table["base"]), table["noms"], table["contexte"])
