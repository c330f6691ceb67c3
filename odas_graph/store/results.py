"""What a query answers: rows by name, triples, or a plain bool. Terms are pyoxigraph's, at the seam and beyond."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
PythonValue: TypeAlias = str | bool | int | float | Decimal | date | datetime

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
                    "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort",
                    "unsignedByte", "gYear")
_PYTHON: Final[Mapping[str, Callable[[str], PythonValue]]] = MappingProxyType({
    **{_XSD + name: int for name in _INTEGERS},
    _XSD + "decimal": Decimal, _XSD + "double": float, _XSD + "float": float,
    _XSD + "boolean": lambda text: text in ("true", "1"),
    _XSD + "date": date.fromisoformat, _XSD + "dateTime": datetime.fromisoformat,
})


# Bytes that no answer of IRIs, numbers and booleans holds, but for a rare IRI: quotes, line ends that are not those of
# TSV, the spaces of triple terms. (Blank nodes, the last kind of term, begin with `_:`.)
_RARE: Final = (b'"', b"'", b"\r", b" ")
_TABS: Final = bytes.maketrans(b"\n", b"\t")


class Row:
    """One solution: `row["label"]` or `row.label` is a term, None where the query left it unbound."""

    __slots__ = ("_index", "terms")

    def __init__(self, index: Mapping[str, int], terms: tuple[Term | None, ...]) -> None:
        self._index = index
        self.terms = terms

    # The type is Any for the sake of `row["label"].value`: what a query binds, only its author knows.
    def __getitem__(self, name: str) -> Any:
        return self.terms[self._index[name]]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._index:
            raise AttributeError(f"the query has no variable ?{name}; it has {', '.join(self._index) or 'none'}")
        return self.terms[self._index[name]]

    def get(self, name: str, default: Term | None = None) -> Term | None:
        """The term of that name; `default` where it is unbound or there is none."""
        position = self._index.get(name)
        term = None if position is None else self.terms[position]
        return default if term is None else term

    def to_dict(self) -> dict[str, Term | None]:
        """The terms by name, in the order of the query."""
        return dict(zip(self._index, self.terms, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(self.terms)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={term}' for name, term in self.to_dict().items())})"


class Solutions(Iterator[Row]):
    """The rows of a SELECT query, read once; `variables` names them, without `?`, in the order of the query.

    Rows come while the engine works. Those of an embedded store, asked without timeout, have to be read in the thread
    that asked.
    """

    def __init__(self, variables: Sequence[str], rows: Iterator[tuple[Term | None, ...]]) -> None:
        self.variables = tuple(variables)
        self._index = MappingProxyType({name: i for i, name in enumerate(self.variables)})
        self._rows = rows

    def __next__(self) -> Row:
        return Row(self._index, next(self._rows))


class Triples(Iterator[Triple]):
    """The triples of a CONSTRUCT or DESCRIBE query, read once, in no order, as `Solutions` are."""

    def __init__(self, triples: Iterator[Triple]) -> None:
        self._triples = triples

    def __next__(self) -> Triple:
        return next(self._triples)


def python_value(term: Term | None) -> PythonValue | None:
    """The term as Python has it: int, Decimal, float, bool, date, datetime by datatype, else its text; None for None.

    A year is an int. A literal outside its datatype, or a date with a time zone, which Python's has not, stays text.
    """
    if term is None:
        return None
    if isinstance(term, Literal) and (convert := _PYTHON.get(term.datatype.value)):
        try:
            return convert(term.value)
        except (ValueError, ArithmeticError):
            return term.value
    return str(term) if isinstance(term, Triple) else term.value


def columns(rows: bytes) -> dict[str, list[str]]:
    """The text of the terms of a SELECT, by variable, from its answer in TSV; empty where a variable is unbound.

    About 0.8 µs a term where all are IRIs, twice that otherwise. Raises SyntaxError for what is no such answer.
    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4 (CSV, which says less, is no choice: Oxigraph does
    not quote an IRI that holds a comma).
    """
    names = (rows[:rows.index(b"\n")] if b"\n" in rows else rows).decode().split("\t")
    # As few passes over the text as can be: it may be hundreds of megabytes.
    if not any(mark in rows for mark in _RARE) and b"_:" not in rows and all(name.startswith("?") for name in names):
        terms = rows.translate(_TABS, b"<>").decode().split("\t")
        if rows.endswith(b"\n"):
            terms.pop()
        if len(terms) == len(names) * (rows.count(b"\n") + (not rows.endswith(b"\n"))):
            return {name[1:]: terms[i + len(names)::len(names)] for i, name in enumerate(names)}
    solutions = ox.parse_query_results(rows, ox.QueryResultsFormat.TSV)
    try:
        if not isinstance(solutions, ox.QuerySolutions):
            raise SyntaxError("these are no rows")
        return by_variable([v.value for v in solutions.variables], list(map(tuple, solutions)))
    finally:
        del solutions  # for the reason given at `embedded._rows`


def by_variable(names: Sequence[str], rows: Sequence[tuple[Term | None, ...]]) -> dict[str, list[str]]:
    """The text of the terms of these rows, by variable; empty where a variable is unbound."""
    return {name: ["" if term is None else str(term) if isinstance(term, Triple) else term.value
                   for term in (row[i] for row in rows)] for i, name in enumerate(names)}
