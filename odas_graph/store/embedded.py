"""A graph in this process: Oxigraph, in memory or in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from odas_graph.errors import QuerySyntaxError, StoreError
from odas_graph.i18n import gettext as _
from odas_graph.store.deadline import run_within
from odas_graph.store.interface import GraphStore, first_line, named, prepared
from odas_graph.store.results import Solutions, Term, Triples
from odas_graph.store.serialisation import into, parse_quads, rdf_format, unreadable
from odas_graph.vocab import PREFIXES

if TYPE_CHECKING:
    import rdflib

_Header = tuple[str, ...] | bool | None


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

    def load(self, data: bytes | Iterable[Quad], format: RdfFormat | str = "nq",
             graph: NamedNode | str | None = None) -> None:
        """As in `GraphStore`."""
        target = named(graph)
        if not isinstance(data, bytes):
            self.add(data if target is None else [into(quad, target) for quad in data])
            return
        form = rdf_format(format)
        if target is not None and form.supports_datasets:  # Oxigraph has `to_graph` for formats of triples alone
            self.add(parse_quads(data, form, target))
            return
        try:
            with _writing():
                self.inner.load(data, form, to_graph=target)
        except SyntaxError as error:
            raise unreadable(error) from error

    def add(self, quads: Iterable[Quad]) -> None:
        """As in `GraphStore`."""
        with _writing():
            self.inner.extend(quads)

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
