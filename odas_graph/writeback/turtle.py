"""Columns of numbers and texts as Turtle, written in bulk: no object in Python for a fact.

Turtle with prefixes is a third of the bytes of N-Quads, and Oxigraph reads it faster than these, or than quads made one
by one.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np

from odas_graph import vocab
from odas_graph.naming import slugify
from odas_graph.panel import Floats

if TYPE_CHECKING:
    from odas_graph.store import GraphStore

GRAPH: Final = f"{vocab.GRAPH}analysis"
# What the analysis can tell apart; the bytes are the same everywhere.
DIGITS: Final = 4
# The last that a decimal of Oxigraph has room for.
MOST_DIGITS: Final = 18
# Characters in one go, some 150,000 facts: the cost of a load does not count, nor the memory that it takes.
CHUNK: Final = 1 << 23

PREFIXES: Final = {
    "o": vocab.PREFIXES["odas"], "p": vocab.PREFIXES["prov"], "s": vocab.PREFIXES["skos"], "l": vocab.PREFIXES["rdfs"],
    "x": vocab.PREFIXES["xsd"], "a": f"{vocab.ID}actor/", "e": f"{vocab.ID}assessment/", "v": f"{vocab.ID}circle-view/",
    "m": f"{vocab.ID}measurement/", "g": f"{vocab.ID}cluster/", "r": f"{vocab.ID}run/",
    "t": f"{vocab.CODE}archetype/", "c": f"{vocab.CODE}cercle/", "k": f"{vocab.CODE}statut-de-connaissance/",
    "n": f"{vocab.CODE}mesure/", "b": f"{vocab.CODE}problematique/"}
_HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

# Longer names are cut, and told apart by a digest.
MAX_NAME: Final = 200

_PLAIN: Final = re.compile(r"[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*")
# What an IRI may hold (RFC 3987, 2.2); a percent sign, before two digits alone.
_LETTERS: Final = "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane)}-{chr(plane + 0xfffd)}" for plane in range(0x10000, 0xe0000, 0x10000))
_FOREIGN: Final = re.compile(rf"[^!#$&-;=?-Z_a-z~%{_LETTERS}]|%(?![0-9A-Fa-f]{{2}})")
_ESCAPED: Final = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\ud800-\udfff]')
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def iri(value: str) -> str:
    """The IRI in angle brackets; what an IRI may not hold is percent-encoded."""
    return f"<{_FOREIGN.sub(_percent, value)}>"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in _whole(match[0]).encode())


def _whole(text: str) -> str:
    """The text with U+FFFD for half characters, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def text(value: str, lang: str) -> str:
    """A text in that language as a literal; whatever it holds, it stays one literal."""
    return f'"{_ESCAPED.sub(_escape, value)}"@{lang}'


def plain(value: str) -> str:
    """A text of no language as a literal."""
    return f'"{_ESCAPED.sub(_escape, value)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character >= "\ud800":  # half a character, which no file can hold
        return "\N{REPLACEMENT CHARACTER}"
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def decimals(values: Floats, *, relative: bool = False) -> list[str]:
    """The values as decimals of `DIGITS` digits, without idle zeros; an empty text for what is no finite number.

    Equal to `describe.facts.literal` of the value so rounded. Where `relative`, a value below a tenth keeps as many
    digits that say something: the PageRanks of a country are all below 0.0001. O(n log n), each value written once.
    """
    unique, place = np.unique(np.asarray(values, np.float64), return_inverse=True)
    found: list[str] = np.array([_decimal(value, relative) for value in unique.tolist()], object)[place].tolist()
    return found


def _decimal(value: float, relative: bool) -> str:
    if not math.isfinite(value):
        return ""
    small = relative and 0 < abs(value) < 1
    digits = min(DIGITS - 1 - math.floor(math.log10(abs(value))), MOST_DIGITS) if small else DIGITS
    number = f"{value:.{digits}f}".rstrip("0")
    if not number.endswith("."):
        return number
    # Turtle takes a number without a point for an integer.
    return f'"{int(number[:-1])}"^^x:decimal'


def slugs(iris: Iterable[str]) -> list[str]:
    """For each actor a name fit for the end of an IRI, its own where that is one; different actors, different names."""
    base = PREFIXES["a"]
    found = []
    for value in iris:
        own = value.removeprefix(base)
        if own == value or len(own) > MAX_NAME or not _PLAIN.fullmatch(own):
            digest = hashlib.sha256(_whole(value).encode()).hexdigest()
            own = f"{slugify(_whole(own))[:60].rstrip('-')}--{digest[:16]}"
        found.append(own)
    return found


def actors(iris: Iterable[str]) -> list[str]:
    """The actors, each as Turtle writes it."""
    base = PREFIXES["a"]
    return [f"a:{value[len(base):]}" if value.startswith(base) and _PLAIN.fullmatch(value, len(base)) else iri(value)
            for value in iris]


def said(predicate: str, values: Iterable[str]) -> list[str]:
    """One column of facts: `;predicate value` a row, nothing where the value is empty."""
    return [value and f";{predicate} {value}" for value in values]


def rows(*columns: Sequence[str]) -> Iterable[str]:
    """One line a row, of columns that begin with the subject and its class."""
    return map("".join, zip(*columns, _endings(len(columns[0])), strict=True))


def _endings(count: int) -> list[str]:
    return [" .\n"] * count


def load(store: GraphStore, lines: Iterable[str]) -> None:
    """Adds the lines to the graph of the analysis, as many at a time as `CHUNK` says; raises StoreError."""
    held: list[str] = []
    size = 0
    for line in chain(lines, [""]):
        held.append(line)
        size += len(line)
        if size >= CHUNK or (not line and size):
            _add(store, f"{_HEAD}{''.join(held)}".encode())
            held, size = [], 0


def _add(store: GraphStore, turtle: bytes) -> None:
    from pyoxigraph import NamedNode, RdfFormat

    from odas_graph.errors import StoreError
    from odas_graph.i18n import gettext as _
    from odas_graph.store import EmbeddedStore

    if not isinstance(store, EmbeddedStore):
        store.load(turtle, "ttl", GRAPH)
        return
    try:
        # Into a folder, a transaction takes three times as long; here, half a graph is mended by writing it again.
        store.inner.bulk_load(turtle, RdfFormat.TURTLE, to_graph=NamedNode(GRAPH))
    except (OSError, RuntimeError) as error:
        raise StoreError(_("The graph cannot be written to: {reason}. Check that it is not open read-only, and that "
                           "the disk is not full.").format(reason=error)) from error
