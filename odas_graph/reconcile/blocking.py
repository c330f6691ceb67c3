"""Which entries are worth comparing: those that share an identifier, rare words, an acronym, or words and a place.

Every entry becomes a row of a sparse matrix of keys weighted by their rarity; the product of the matrix with itself
gives, row by row, the entries that share most. Cost grows with the sum of the squares of the sizes of blocks, which is
why they are bounded; what a bound sets aside is counted and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Final

from odas_graph.reconcile.context import institution
from odas_graph.reconcile.entries import Entry
from odas_graph.reconcile.likeness import FILED
from odas_graph.reconcile.names import Name

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# A key that more entries share says little of who they are, and a block of n costs n²: a thousand blocks of this size
# are what two minutes allow at 100,000 names.
LARGEST_BLOCK: Final = 400
# The same for keys with a place, a sequence of words or a whole name in them, which say more.
LARGEST_SHARP_BLOCK: Final = 1500
# An entry rarely bears more than ten names across lists; three times that leaves room for homonyms.
NEIGHBOURS: Final = 30
# Pairs that share less than this part (cosine) of their keys score below any threshold one would choose.
LEAST: Final = 0.16
# Pairs scored at most, those that share most first: what a minute allows. Below 30,000 names there are fewer.
MOST_PAIRS: Final = 600_000
# Rows of the product made at once: bounds memory to some tens of MB.
_CHUNK: Final = 2000
# Past this size a group of one identifier, or of one name in one place, is compared with its first entry alone.
LARGEST_GROUP: Final = 200


@dataclass(frozen=True, slots=True)
class Blocks:
    """Pairs of row numbers (the lower first), sorted; and what the bounds set aside.

    `crowded` are keys too common to be used, with the number of entries that share them, only where some of those
    entries share no other key; `cut` counts entries with more neighbours than are kept, `thinned` the pairs that share
    too little to be among `MOST_PAIRS`.
    """

    pairs: npt.NDArray[np.int64]
    crowded: tuple[tuple[str, int], ...] = ()
    cut: int = 0
    thinned: int = 0


def blocks(entries: Sequence[Entry], names: Sequence[Sequence[Name]]) -> Blocks:
    """The pairs of entries worth comparing, by row number. 100,000 entries take some twenty seconds."""
    import numpy as np

    keys = [sorted(set(_keys(entry, spelled))) for entry, spelled in zip(entries, names, strict=True)]
    near = _neighbours(keys)
    pairs = np.unique(np.concatenate([near.pairs, surely_alike(entries, names)]), axis=0)
    return replace(near, pairs=pairs)


def _keys(entry: Entry, spelled: Sequence[Name]) -> Iterator[str]:
    """What files an entry; the letter in front tells what sort of key it is.

    Words (w), words with a place (p), sequences (q), whole names (k), beginnings (b), acronyms (a), institutions (i).
    """
    place = entry.territory
    for name in spelled:
        alone = institution(entry, name)
        if alone:
            yield f"i {' '.join(alone)}"
        filed = [token[:FILED] for token in name.tokens]
        for part in filed:
            yield f"w {part}"
            if place:
                yield f"p {place} {part}"
        for first, second in pairwise(filed):
            yield f"q {first} {second}"
        if name.tokens:
            yield f"k {' '.join(name.key)}"
            # Cut or glued names begin alike.
            yield f"b {''.join(name.tokens)[:9]}"
        for token in name.tokens[:3]:
            if 3 <= len(token) <= 10:
                yield f"a {token}"
        for acronym in name.initials:
            yield f"a {acronym}"


def _neighbours(keys: Sequence[Sequence[str]]) -> Blocks:
    import numpy as np
    from scipy.sparse import csr_matrix

    vocabulary: dict[str, int] = {}
    columns = [vocabulary.setdefault(key, len(vocabulary)) for row in keys for key in row]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in keys])])
    count = len(keys)
    sizes = np.bincount(columns, minlength=len(vocabulary)) if columns else np.zeros(0, dtype=np.int64)
    bound = np.array([LARGEST_BLOCK if key[0] in "wab" else LARGEST_SHARP_BLOCK for key in vocabulary] or [0])
    weights = np.log2((count + 1) / np.maximum(sizes, 1)) + 1
    data = np.where(sizes <= bound[:len(sizes)], weights, 0.0)[columns] if columns else np.zeros(0)
    full = csr_matrix((data, np.asarray(columns, dtype=np.int64), starts), shape=(count, len(vocabulary)))
    full.eliminate_zeros()
    crowded = _crowded(vocabulary, sizes, bound, columns, starts, np.asarray(full.getnnz(axis=1)))
    # Initials are many and seldom meant: they bring entries together, and do not set them apart.
    counted = np.array([key[0] not in "ab" for key in vocabulary] or [False], dtype=float)
    norms = np.sqrt(np.asarray(full.multiply(full) @ counted[:len(vocabulary)]).ravel())
    matrix = full.multiply((1 / np.maximum(norms, 1e-9))[:, None]).tocsr()
    turned = matrix.T.tocsr()
    found, likeness, cut = [np.zeros((0, 2), dtype=np.int64)], [np.zeros(0)], 0
    for start in range(0, count, _CHUNK):
        product = (matrix[start:start + _CHUNK] @ turned).tocsr()
        rows = np.repeat(np.arange(start, start + product.shape[0]), np.diff(product.indptr))
        kept = (product.data >= LEAST) & (product.indices != rows)
        rows, others, shares = rows[kept], product.indices[kept].astype(np.int64), product.data[kept]
        order = np.lexsort((others, -shares.round(9), rows))
        rows, others, shares = rows[order], others[order], shares[order]
        first = np.concatenate([[True], rows[1:] != rows[:-1]]) if len(rows) else np.zeros(0, dtype=bool)
        rank = np.arange(len(rows)) - np.maximum.accumulate(np.where(first, np.arange(len(rows)), 0))
        cut += len(np.unique(rows[rank >= NEIGHBOURS]))
        near = rank < NEIGHBOURS
        rows, others = rows[near], others[near]
        likeness.append(shares[near].round(9))
        found.append(np.stack([np.minimum(rows, others), np.maximum(rows, others)], axis=1))
    pairs, first_at = np.unique(np.concatenate(found), axis=0, return_index=True)
    shared, thinned = np.concatenate(likeness)[first_at], 0
    if len(pairs) > MOST_PAIRS:
        # Pairs that share equally stay or go together, so that the order of the entries does not count.
        kept = shared > np.partition(shared, len(shared) - MOST_PAIRS - 1)[len(shared) - MOST_PAIRS - 1]
        pairs, thinned = pairs[kept], int((~kept).sum())
    return Blocks(pairs, crowded, cut, thinned)


def _crowded(vocabulary: dict[str, int], sizes: Any, bound: Any, columns: Sequence[int], starts: Any,
             filed: Any) -> tuple[tuple[str, int], ...]:
    """The keys past the bound that are all an entry has: those entries are compared with nobody, which is told."""
    import numpy as np

    left_out: dict[int, int] = {}
    for row in np.flatnonzero(filed == 0):
        for column in columns[starts[row]:starts[row + 1]]:
            left_out[column] = left_out.get(column, 0) + 1
    names = {number: key for key, number in vocabulary.items() if number in left_out}
    return tuple(sorted((names[column][2:], count) for column, count in left_out.items()
                        if names[column][0] == "k"))


def surely_alike(entries: Sequence[Entry], names: Sequence[Sequence[Name]]) -> npt.NDArray[np.int64]:
    """The pairs that may be certain, by row number, sorted: one identifier, one institution, one name in one place.

    Of a large group, each is paired with the first: one chain holds them together.
    """
    import numpy as np

    groups: dict[str, list[int]] = {}
    for number, (entry, spelled) in enumerate(zip(entries, names, strict=True)):
        for key in {*entry.identifiers, *(key for name in spelled for key in _sure_keys(entry, name))}:
            groups.setdefault(key, []).append(number)
    found = {pair for group in groups.values()
             for pair in (combinations(group, 2) if len(group) <= LARGEST_GROUP
                          else ((group[0], other) for other in group[1:]))}
    return np.asarray(sorted(found), dtype=np.int64).reshape(-1, 2)


def _sure_keys(entry: Entry, name: Name) -> Iterator[str]:
    alone = institution(entry, name)
    if alone:
        yield f"i {' '.join(alone)}"
    if entry.territory and name.tokens:
        yield f"n {entry.territory} {' '.join(sorted(set(name.tokens) - name.placed) or name.key)}"
