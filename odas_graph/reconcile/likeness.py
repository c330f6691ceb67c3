"""How much two names say the same: which words answer each other, what is left over, how rare the shared part is."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from odas_graph.reconcile.names import Name, common_words, specialities

# Names that a short list stands beside, so that the weight of a word never rests on forty names alone.
BACKGROUND: Final = 3000
# Letters of a word that file it: "FAMIL" and "FAMILIALE" stand together.
FILED: Final = 4
# Postings longer than this say "a common word", whatever their length: intersecting them would cost and tell no more.
COMMON: Final = 20_000
# Past fifty entries that say the same and something else, fifty more change nothing.
MOST_RIVALS: Final = 50
WordPair = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two names beside each other. Masses are bits of information: −log2 of how often a word stands in a name.

    `shared` is what both say, `left` and `right` what one alone says, places apart (`left_place`, `right_place`);
    `exact` the part of the shared that is the same to the letter; `holders` how many entries say the shared part, and
    `rivals` how many of them add to it a word that neither of the two has; `cut` that what is left over may have been
    cut off; `speciality` that a trade or a sport is left over.
    """

    shared: float
    left: float
    right: float
    left_place: float
    right_place: float
    exact: float
    same_start: bool
    acronym: str | None
    numbers_differ: bool
    places_differ: bool
    holders: int
    rivals: int
    cut: bool
    speciality: bool
    words: tuple[str, ...]
    left_words: tuple[str, ...]
    right_words: tuple[str, ...]


class Corpus:
    """How often each word stands in the names of all entries, and which entries hold it."""

    def __init__(self, names: Sequence[Collection[Name]]) -> None:
        self.size = len(names)
        self._said: list[frozenset[str]] = []
        self._holders: dict[str, set[int]] = {}
        for number, spelled in enumerate(names):
            said = {token for name in spelled for token in name.tokens}
            said |= {f"{token[:FILED]}…" for token in said}
            self._said.append(frozenset(said))
            for token in said:
                self._holders.setdefault(token, set()).add(number)
        self._common = common_words()
        self._together: dict[frozenset[str], tuple[int, ...] | None] = {}

    def bits(self, token: str) -> float:
        """The information of a word: −log2 of its frequency here and in French names at large."""
        expected = BACKGROUND * self._common.get(token, 0.0)
        return math.log2((self.size + BACKGROUND + 1) / (len(self._holders.get(token, ())) + expected + 1))

    def holders(self, pairs: Sequence[WordPair], own: Collection[str]) -> tuple[int, int]:
        """How many entries say the words of `pairs`; how many of the first `MOST_RIVALS` add a word not in `own`.

        Words that answer each other without being equal are looked for by their first letters. At most `COMMON`.
        """
        asked = frozenset(a if like == 1 else f"{a[:FILED]}…" for a, _b, like in pairs)
        if asked not in self._together:
            rows = sorted((self._holders.get(part, set()) for part in asked), key=len)
            self._together[asked] = None if not rows or len(rows[0]) >= COMMON else tuple(sorted(
                set.intersection(*rows)))
        found = self._together[asked]
        if found is None:
            return COMMON, MOST_RIVALS
        known = {part for token in own for part in (token, f"{token[:FILED]}…")}
        return len(found), sum(not self._said[number] <= known for number in found[:MOST_RIVALS])


def compare(one: Name, other: Name, corpus: Corpus, own: Collection[str]) -> Likeness:
    """The likeness of two names; `own` are all the words of the two entries that bear them."""
    left, right = list(one.tokens), list(other.tokens)
    pairs: list[WordPair] = []
    for token in one.tokens:
        if token in right:
            left.remove(token)
            right.remove(token)
            pairs.append((token, token, 1.0))
    acronym = None
    if left and right:
        pairs += _close_pairs(left, right)
        pairs += _glued(left, right)
        acronym = _acronym(one, other, left, right, pairs)
    holders, rivals = corpus.holders(pairs, own)
    shared = sum(min(corpus.bits(a), corpus.bits(b)) * like for a, b, like in pairs)
    exact = sum(corpus.bits(a) for a, _b, like in pairs if like == 1.0)
    left_place = sum(corpus.bits(token) for token in left if token in one.placed)
    right_place = sum(corpus.bits(token) for token in right if token in other.placed)
    return Likeness(
        shared=shared, exact=exact / shared if shared else 0.0,
        left=sum(map(corpus.bits, left)) - left_place, right=sum(map(corpus.bits, right)) - right_place,
        left_place=left_place, right_place=right_place,
        same_start=bool(pairs) and bool(one.tokens) and bool(other.tokens)
        and any({one.tokens[0]} == {a} and other.tokens[0] == b for a, b, _like in pairs),
        acronym=acronym, numbers_differ=_differ(one.numbers, other.numbers),
        places_differ=_elsewhere(one, other, left, right),
        holders=holders, rivals=rivals, cut=_cut(one, other, left, right),
        speciality=not specialities().isdisjoint((*left, *right)),
        words=tuple(a if a == b else f"{a}~{b}" for a, b, _like in pairs), left_words=tuple(left),
        right_words=tuple(right))


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one != other


def _elsewhere(one: Name, other: Name, left: list[str], right: list[str]) -> bool:
    """Whether each name ends with a place, and with another one."""
    if not (one.placed.intersection(left) and other.placed.intersection(right)):
        return False
    return not (one.place & other.place or one.departements & other.departements)


def _close_pairs(left: list[str], right: list[str]) -> list[WordPair]:
    """The words left over that answer each other though not letter by letter, the closest first; taken from both."""
    found = sorted(((like, a, b) for a in set(left) for b in set(right) if (like := alike(a, b))),
                   key=lambda f: (-f[0], f[1], f[2]))
    pairs = []
    for like, a, b in found:
        if a in left and b in right:
            left.remove(a)
            right.remove(b)
            pairs.append((a, b, like))
    return pairs


@lru_cache(maxsize=500_000)
def alike(one: str, other: str) -> float:
    """How surely two words are one: 0.9 for a truncation or a slip, 0.8 for a shortening ("ntes", "nantes"), 0.6 for
    one or two first letters, else 0.
    """
    short, long = sorted((one, other), key=lambda w: (len(w), w))
    if short.isdigit() or long.isdigit() or short[0] != long[0]:
        return 0.0
    if len(short) >= 3 and long.startswith(short):
        return 0.9
    if len(short) >= 5 and len(long) - len(short) <= 2:
        from rapidfuzz.distance import OSA

        # One slip in a word of five letters, two in a word of nine.
        if OSA.distance(short, long, score_cutoff=2) <= (1 if len(long) < 9 else 2):
            return 0.9
    # Stems have lost the ending that a shortening keeps ("nantes", "ntes").
    if len(short) >= 3 and short[-1] in (*long[-1], *"sxe") and (
            _within(short, f"{long}es")):
        return 0.8
    if len(short) <= 2 and long.startswith(short):
        return 0.6
    # "assoc", "develop", "departement" cut in the middle of an ending: the first letters tell.
    return 0.8 if len(short) >= 5 and short[:5] == long[:5] else 0.0


def _within(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _cut(one: Name, other: Name, left: list[str], right: list[str]) -> bool:
    """Whether the name that says less is one a field may have cut."""
    return bool((one.cut and right and not left) or (other.cut and left and not right))


def _glued(left: list[str], right: list[str]) -> list[WordPair]:
    """Words written in one on one side and apart on the other."""
    pairs = []
    for ones, others in ((left, right), (right, left)):
        for token in list(ones):
            for at in range(len(others) - 1):
                joined = others[at] + others[at + 1]
                if token == joined or (len(token) >= 6 and (joined.startswith(token) or token.startswith(joined))):
                    ones.remove(token)
                    pairs.append((token, token, 0.9))
                    del others[at:at + 2]
                    break
    return pairs


def _acronym(one: Name, other: Name, left: list[str], right: list[str],
             pairs: list[WordPair]) -> str | None:
    """The word of one name that is made of the initials of the other; what it stands for is then shared too."""
    for token in list(left):
        if token in other.initials:
            left.remove(token)
            pairs.append((token, token, 1.0))
            right.clear()
            return token
    for token in list(right):
        if token in one.initials:
            right.remove(token)
            pairs.append((token, token, 1.0))
            left.clear()
            return token
    return None
