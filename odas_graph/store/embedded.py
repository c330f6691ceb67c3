"""A graph in this process: Oxigraph, in memory or in a folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, cast

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from odas_graph.errors import QuerySyntaxError, StoreError
from odas_graph.i18n import gettext as _
from odas_graph.store.deadline import run_within
from odas_graph.store.interface import GraphStore, first_line, named, prepared, rows_wanted
from odas_graph.store.results import Solutions, Term, Triples, columns
from odas_graph.store.serialisation import into, parse_quads, rdf_format, read_file, unreadable, unreadable_file
from odas_graph.vocab import PREFIXES

if TYPE_CHECKING:
    import rdflib

_Header = tuple[str, ...] | bool | None
# From this many quads, or bytes, a transaction costs more than it is worth where there is nothing yet to protect: four
# times the time and five times the space in a folder, the data twice in memory.
MANY: Final = 100_000
LARGE: Final = 16 * 1024 * 1024


class EmbeddedStore(GraphStore):
    """A graph in memory, or in the folder `path`, made if it is not there; one process at a time may write to a folder.

    Raises StoreError for a folder that another process writes to, that cannot be read, or that holds other files.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self._rdflib: rdflib.Dataset | None = None
        self._writes_to_folder = path is not None
        if path is None:
            self._inner: ox.Store | None = ox.Store()
            return
        folder = Path(path)
        with _opening(folder):
            # Oxigraph would strew its files among what is there.
            if folder.is_dir() and any(folder.iterdir()) and not _holds_store(folder):
                raise StoreError(_("{path} holds files that are no graph store. Name an empty folder, or one that does "
                                   "not exist.").format(path=folder))
            self._inner = ox.Store(str(folder))

    @classmethod
    def read_only(cls, path: Path | str) -> Self:
        """The graph in the folder `path`, which any number of processes may read while none writes.

        Raises StoreError where there is none.
        """
        store = cls.__new__(cls)
        store._rdflib, store._writes_to_folder = None, False
        with _opening(Path(path)):
            if not _holds_store(Path(path)):
                raise StoreError(_("{path} holds no graph store. Check the path.").format(path=path))
            store._inner = ox.Store.read_only(str(path))
        return store

    @property
    def inner(self) -> ox.Store:
        """The Oxigraph store itself; what is asked of it directly is not guarded."""
        if self._inner is None:
            raise StoreError(_("This store is closed. Open it again."))
        return self._inner

    @property
    def rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset over this very store, whose default graph is the union of all; its queries are not guarded.

        A plain string comes as `Literal(text, datatype=XSD.string)`, which rdflib holds different from `Literal(text)`.
        """
        if self._rdflib is None:
            from oxrdflib import OxigraphStore
            from rdflib import Dataset

            self._rdflib = Dataset(store=OxigraphStore(store=self.inner), default_union=True)
            for prefix, iri in PREFIXES.items():
                self._rdflib.bind(prefix, iri)
        return self._rdflib

    def query(self, text: str, *, substitutions: Mapping[str, Term] | None = None,
              timeout: float | None = None) -> Solutions | Triples | bool:
        """As in `GraphStore`; without `timeout`, rows are computed as they are read, in the same thread."""
        inner, query = self.inner, prepared(text, substitutions).text

        def start() -> tuple[_Header, Iterator[tuple[Term | None, ...] | Triple]]:
            with _asking():
                result = inner.query(query, use_default_graph_as_union=True)
            if isinstance(result, ox.QuerySolutions):
                return tuple(v.value for v in result.variables), _rows(result)
            if isinstance(result, ox.QueryTriples):
                return None, _triples(result)
            return bool(result), iter(())

        header, items = start() if timeout is None else run_within(timeout, start)
        return answer(header, items)

    def columns(self, text: str, *, substitutions: Mapping[str, Term] | None = None) -> dict[str, list[str]]:
        """As in `GraphStore`."""
        inner, query = self.inner, prepared(text, substitutions)
        if query.form != "select":
            raise rows_wanted()
        with _asking():
            return columns(_tsv(inner, query.text))

    def load(self, data: bytes | Path | Iterable[Quad], format: RdfFormat | str = "nq",
             graph: NamedNode | str | None = None) -> None:
        """As in `GraphStore`; a file of millions of quads goes fastest, and in least memory, into an empty store.

        There it is read in pieces. Should the process be killed meanwhile, a folder keeps the pieces it has.
        """
        target = named(graph)
        if not isinstance(data, bytes | Path):
            self.add(data if target is None else (into(quad, target) for quad in data))
            return
        form = rdf_format(format)
        if target is not None and form.supports_datasets:  # Oxigraph has `to_graph` for formats of triples alone
            self.add(parse_quads(read_file(data) if isinstance(data, Path) else data, form, target))
            return
        source = _source(data)
        try:
            if _is_large(data) and self._is_empty():
                self._in_pieces(lambda inner: inner.bulk_load(**source, format=form, to_graph=target))
            else:
                with _writing():
                    self.inner.load(**source, format=form, to_graph=target)
        except SyntaxError as error:
            raise unreadable(error) from error

    def add(self, quads: Iterable[Quad]) -> None:
        """As in `GraphStore`; as `load` does, millions go in pieces into an empty store."""
        rest = iter(quads)
        first = list(islice(rest, MANY))
        if len(first) == MANY and self._is_empty():
            self._in_pieces(lambda inner: inner.bulk_extend(chain(first, rest)))
        else:
            with _writing():
                self.inner.extend(chain(first, rest))

    def _is_empty(self) -> bool:
        return next(self.inner.quads_for_pattern(None, None, None), None) is None and not self.graphs()

    def _in_pieces(self, write: Callable[[ox.Store], None]) -> None:
        """Writes to an empty store without a transaction, and empties it again where that fails."""
        with _writing():
            try:
                write(self.inner)
            except BaseException:
                self.inner.clear()
                raise

    def clear(self, graph: NamedNode | str | None = None) -> None:
        """As in `GraphStore`."""
        target = named(graph)
        with _writing():
            if target is None:
                self.inner.clear()
            else:
                self.inner.remove_graph(target)

    def graphs(self) -> list[NamedNode]:
        """As in `GraphStore`."""
        return sorted((g for g in self.inner.named_graphs() if isinstance(g, NamedNode)), key=lambda g: g.value)

    def quads(self, graph: NamedNode | str | None = None) -> Iterator[Quad]:
        """As in `GraphStore`."""
        return self.inner.quads_for_pattern(None, None, None, named(graph))

    def __len__(self) -> int:
        return len(self.inner)

    def close(self) -> None:
        """As in `GraphStore`; a folder is free again once its rdflib view and its unread rows are gone too."""
        if self._inner is not None and self._writes_to_folder:
            with _writing():
                self._inner.flush()  # else each reader replays the log: 30,000 quads open in 300 ms instead of 8
        self._inner = self._rdflib = None


def answer(header: _Header, items: Iterator[tuple[Term | None, ...] | Triple]) -> Solutions | Triples | bool:
    """The answer: a bool for itself, names of variables with rows, or None with triples."""
    if isinstance(header, bool):
        return header
    if header is None:
        return Triples(cast(Iterator[Triple], items))
    return Solutions(header, cast("Iterator[tuple[Term | None, ...]]", items))


def _source(data: bytes | Path) -> dict[str, Any]:
    """What Oxigraph is told to read; UnreadableInputError for a file that cannot be opened."""
    if isinstance(data, bytes):
        return {"input": data}
    try:
        data.open("rb").close()
    except OSError as error:
        raise unreadable_file(data, error) from error
    return {"path": str(data)}


def _is_large(data: bytes | Path) -> bool:
    return (len(data) if isinstance(data, bytes) else data.stat().st_size) >= LARGE


def _holds_store(folder: Path) -> bool:
    return (folder / "CURRENT").is_file()  # the file in which RocksDB names its manifest


# pyoxigraph's iterators may not leave their thread. In the traceback of an error they would, since garbage is collected
# in any thread: hence `del`, and no comprehension, which keeps what it reads in its frame.
def _rows(solutions: ox.QuerySolutions) -> Iterator[tuple[Term | None, ...]]:
    try:
        with _asking():
            for solution in solutions:
                yield tuple(solution)
    finally:
        del solutions


def _tsv(inner: ox.Store, text: str) -> bytes:
    solutions = inner.query(text, use_default_graph_as_union=True)
    try:
        assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - the caller has looked at the form
        return solutions.serialize(format=ox.QueryResultsFormat.TSV) or b""
    finally:
        del solutions


def _triples(triples: ox.QueryTriples) -> Iterator[Triple]:
    try:
        with _asking():
            yield from triples
    finally:
        del triples


@contextmanager
def _opening(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:  # RuntimeError is what pyoxigraph makes of a corrupt file
        if re.search(r"[/\\]LOCK:", str(error)):
            raise StoreError(_("{path} is open in another program. Close it there, or open it read-only.").format(
                path=folder)) from error
        raise StoreError(_("{path} cannot be opened as a graph store: {reason}. Check the path and your rights to it."
                           ).format(path=folder, reason=first_line(str(error)))) from error


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise QuerySyntaxError(_("This is no SPARQL query: {reason}.").format(reason=first_line(str(error)))) from error
    except (OSError, RuntimeError) as error:
        raise StoreError(_("The graph cannot answer: {reason}.").format(reason=first_line(str(error)))) from error


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StoreError(_("The graph cannot be written to: {reason}. Check that it is not open read-only, and that "
                           "the disk is not full.").format(reason=first_line(str(error)))) from error
