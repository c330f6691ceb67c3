"""What every store does, embedded or remote, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from odas_graph.errors import UsageError
from odas_graph.i18n import gettext as _
from odas_graph.sparql import Prepared, prepare
from odas_graph.store.results import Solutions, Term, Triples
from odas_graph.store.serialisation import rdf_format, to_bytes
from odas_graph.vocab import PREFIXES


class GraphStore(Protocol):
    """A set of named graphs that can be loaded, asked and saved."""

    def query(self, text: str, *, substitutions: Mapping[str, Term] | None = None,
              timeout: float | None = None) -> Solutions | Triples | bool:
        """The answer: rows of a SELECT, triples of a CONSTRUCT or DESCRIBE, True or False of an ASK.

        Prefixes of the project need no declaration; the default graph is the union of all graphs. `substitutions` binds
        variables, named without `?`, to IRIs or literals. `timeout`, in seconds, holds until the last row is read.
        Raises UnsafeQueryError, QuerySyntaxError, UsageError (a value for a variable the query does not mention),
        QueryTimeoutError, StoreError; the last two also while rows are read.
        """
        ...

    def select(self, text: str, *, substitutions: Mapping[str, Term] | None = None,
               timeout: float | None = None) -> Solutions:
        """The rows of a SELECT query; raises UsageError for another form, else as `query` does."""
        answer = self.query(text, substitutions=substitutions, timeout=timeout)
        if not isinstance(answer, Solutions):
            raise rows_wanted()
        return answer

    def columns(self, text: str, *, substitutions: Mapping[str, Term] | None = None) -> dict[str, list[str]]:
        """The rows of a SELECT query as a list for each variable: the text of IRIs and literals, empty where unbound.

        For many rows: a million rows of two IRIs take about 2.5 s, where `select` takes 4. Raises as `select` does.
        """
        ...

    def load(self, data: bytes | Path | Iterable[Quad], format: RdfFormat | str = "nq",
             graph: NamedNode | str | None = None) -> None:
        """Adds RDF in that format, from memory or a file, or quads; what is outside any graph goes to `graph`.

        All or nothing. Raises UnreadableInputError with the line, UsageError for a format there is not, StoreError.
        """
        ...

    def add(self, quads: Iterable[Quad]) -> None:
        """Adds quads, all or nothing; raises StoreError."""
        ...

    def clear(self, graph: NamedNode | str | None = None) -> None:
        """Removes `graph`, or everything; a graph that is not there is removed already."""
        ...

    def graphs(self) -> list[NamedNode]:
        """The names of the graphs, sorted."""
        ...

    def quads(self, graph: NamedNode | str | None = None) -> Iterator[Quad]:
        """The quads of `graph`, or of all graphs, in no order."""
        ...

    def dump(self, format: RdfFormat | str = "nq", graph: NamedNode | str | None = None) -> bytes:
        """The quads of `graph`, or of all graphs, in that format, sorted; a format of triples merges the graphs."""
        return to_bytes(self.quads(graph), rdf_format(format))

    def __len__(self) -> int:
        """The number of quads."""
        ...

    def close(self) -> None:
        """Gives the graph back; asked again, the store raises StoreError."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.close()

    # A store is no container of which emptiness is a state: `if store` asks whether there is one.
    def __bool__(self) -> bool:
        return True


def prepared(text: str, substitutions: Mapping[str, Term] | None) -> Prepared:
    """The query as every engine gets it; raises as `GraphStore.query` does before it asks the engine."""
    values = {}
    for name, term in (substitutions or {}).items():
        if not isinstance(term, NamedNode | Literal):
            raise UsageError(_("The value of ?{name} has to be an IRI or a literal.").format(name=name))
        values[name] = str(term)
    return prepare(text, prefixes=PREFIXES, values=values)


def rows_wanted() -> UsageError:
    """The error of a query that has no rows, where rows are wanted."""
    return UsageError(_("Rows are wanted here: begin the query with SELECT."))


def named(graph: NamedNode | str | None) -> NamedNode | None:
    """The graph of that name; UsageError for a name that is no absolute IRI."""
    try:
        return NamedNode(graph) if isinstance(graph, str) else graph
    except ValueError as error:
        raise UsageError(_("“{graph}” cannot name a graph: {reason}. Give an absolute IRI.").format(
            graph=graph, reason=error)) from error


def first_line(text: str, width: int = 300) -> str:
    """The first line that says something, cut at `width` characters: what a message can hold of an engine's words."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    line = "".join(c if c.isprintable() else " " for c in line)
    return line if len(line) <= width else line[: width - 1] + "…"
