"""A graph behind an address: any SPARQL 1.1 endpoint, over http or https.

Of themselves, GraphDB and Virtuoso make the default graph the union of all graphs, Oxigraph's server does so with
`--union-default-graph`, Fuseki with `tdb2:unionDefaultGraph`. Where the default graph is empty and named graphs are
not, each query names them all as its dataset (SPARQL 1.1 Protocol, section 2.1.4), which comes to the same. A default
graph that holds triples is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from odas_graph.errors import QuerySyntaxError, StoreError, UsageError
from odas_graph.i18n import gettext as _
from odas_graph.store.deadline import run_within
from odas_graph.store.embedded import answer
from odas_graph.store.interface import GraphStore, first_line, named, prepared, rows_wanted
from odas_graph.store.results import Solutions, Term, Triples, by_variable, columns
from odas_graph.store.serialisation import into, parse_quads, rdf_format, read_file

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.error import HTTPError
    from urllib.request import OpenerDirector

# Seconds an endpoint may keep silent where the caller sets no timeout of its own: long enough for a slow query.
SILENCE: Final = 60.0
# Bytes of one answer: a hundred times the whole shipped graph, and what a small machine still holds in memory.
MAX_ANSWER: Final = 256 * 1024 * 1024
_PIECE: Final = 64 * 1024
# Graphs that a query can name one by one; a request with more grows beyond what servers accept.
MAX_NAMED: Final = 1000

_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_TSV: Final = "text/tab-separated-values"

_DEFAULT_HOLDS: Final = "ASK { ?s ?p ?o }"
_NAMED_HOLD: Final = "ASK { GRAPH ?g { ?s ?p ?o } }"
_GRAPHS: Final = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


class RemoteStore(GraphStore):
    """The graph of a SPARQL endpoint; written to through `update_url` or, failing that, `graph_store_url`.

    Raises UsageError for an address that is not http or https, or that holds a password. Redirections are not followed:
    the message says where they lead.
    """

    def __init__(self, url: str, *, update_url: str | None = None, graph_store_url: str | None = None,
                 max_answer: int = MAX_ANSWER) -> None:
        self.url = _checked(url)
        self.update_url = update_url and _checked(update_url)
        self.graph_store_url = graph_store_url and _checked(graph_store_url)
        self.max_answer = max_answer
        self._names_graphs: bool | None = None  # whether queries have to name the graphs; None until it is known
        self._closed = False

    def query(self, text: str, *, substitutions: Mapping[str, Term] | None = None,
              timeout: float | None = None) -> Solutions | Triples | bool:
        """As in `GraphStore`; without `timeout`, StoreError after a minute of silence.

        At the deadline the connection is dropped; whether the endpoint stops too is its own affair.
        """
        query = prepared(text, substitutions)
        rows = query.form in ("select", "ask")
        # A second more than the timeout, so that it is the timeout that speaks.
        silence = SILENCE if timeout is None else timeout + 1

        def start() -> tuple[tuple[str, ...] | bool | None, Iterator[tuple[Term | None, ...] | Triple]]:
            reply = self._ask(query.text, self._dataset(silence), silence, _RESULTS if rows else _TRIPLES)
            if not rows:
                return None, iter(reply.triples())
            header, found = reply.results()
            return header, iter(found)

        return answer(*(start() if timeout is None else run_within(timeout, start)))

    def columns(self, text: str, *, substitutions: Mapping[str, Term] | None = None) -> dict[str, list[str]]:
        """As in `GraphStore`; StoreError after a minute of silence."""
        query = prepared(text, substitutions)
        if query.form != "select":
            raise rows_wanted()
        # An endpoint that knows no TSV answers in the format that all know.
        return self._ask(query.text, self._dataset(SILENCE), SILENCE, f"{_TSV}, {_RESULTS};q=0.5").columns()

    def load(self, data: bytes | Path | Iterable[Quad], format: RdfFormat | str = "nq",
             graph: NamedNode | str | None = None) -> None:
        """As in `GraphStore`."""
        target = named(graph)
        if isinstance(data, Path):
            data = read_file(data)
        if isinstance(data, bytes):
            self.add(parse_quads(data, rdf_format(format), target))
        else:
            self.add(data if target is None else [into(quad, target) for quad in data])

    def add(self, quads: Iterable[Quad]) -> None:
        """As in `GraphStore`; by graph store protocol, all or nothing holds for each graph apart."""
        by_graph: dict[str, list[str]] = {}
        for quad in quads:
            name = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
            by_graph.setdefault(name, []).append(f"{quad.triple} .\n")
        blocks = {name: "".join(lines) for name, lines in sorted(by_graph.items())}
        if self.update_url:
            inner = "".join(f"GRAPH {name} {{\n{block}}}\n" if name else block for name, block in blocks.items())
            self._update(f"INSERT DATA {{\n{inner}}}")
        else:
            for name, block in blocks.items():
                self._send("POST", self._graph_url(name.strip("<>")), block.encode(), _TRIPLES)

    def clear(self, graph: NamedNode | str | None = None) -> None:
        """As in `GraphStore`."""
        target = named(graph)
        if self.update_url:
            self._update(f"DROP SILENT {f'GRAPH {target}' if target else 'ALL'}")
            return
        for name in [target.value] if target else ["", *(g.value for g in self.graphs())]:
            self._send("DELETE", self._graph_url(name), missing_is_fine=True)

    def graphs(self) -> list[NamedNode]:
        """As in `GraphStore`, without empty graphs."""
        return self._graphs(SILENCE)

    def quads(self, graph: NamedNode | str | None = None) -> Iterator[Quad]:
        """As in `GraphStore`, of named graphs alone."""
        target = named(graph)
        rows = self.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }",
                           substitutions={"g": target} if target else None)
        return (Quad(row.s, row.p, row.o, row.g) for row in rows)

    def __len__(self) -> int:
        """The number of quads in named graphs."""
        [row] = self.select("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
        return int(row.n.value)

    def close(self) -> None:
        """As in `GraphStore`."""
        self._closed = True

    def _graphs(self, silence: float) -> list[NamedNode]:
        _header, rows = self._ask(_GRAPHS, [], silence).results()
        return sorted((g for row in rows for g in row if isinstance(g, NamedNode)), key=lambda g: g.value)

    def _dataset(self, silence: float) -> list[tuple[str, str]]:
        """The parameters of a query that make its default graph the union of all graphs: none where it already is.

        What the endpoint needs is asked once, which graphs there are each time, since others may write to it.
        """
        if self._names_graphs is None:
            if self._holds(_DEFAULT_HOLDS, [], silence):
                self._names_graphs = False
            elif not self._holds(_NAMED_HOLD, [], silence):
                return []  # nothing there yet: it shows later
        if self._names_graphs is False:
            return []
        graphs = self._graphs(silence)
        dataset = [(parameter, g.value) for parameter in ("default-graph-uri", "named-graph-uri") for g in graphs]
        # Some endpoints drop the parameters without a word.
        if len(graphs) > MAX_NAMED or (self._names_graphs is None
                                            and not self._holds(_DEFAULT_HOLDS, dataset, silence)):
            raise StoreError(_("{url} leaves its named graphs ({n}) out of its default graph, and a query cannot name "
                               "them all. Set the server up to make its default graph the union of all graphs "
                               "(Oxigraph: --union-default-graph; Fuseki: tdb2:unionDefaultGraph)."
                               ).format(url=self.url, n=len(graphs)))
        self._names_graphs = True
        return dataset

    def _holds(self, text: str, dataset: list[tuple[str, str]], silence: float) -> bool:
        reply = self._ask(text, dataset, silence)
        found, _rows = reply.results()
        if not isinstance(found, bool):
            raise reply.unexpected()
        return found

    def _ask(self, text: str, dataset: list[tuple[str, str]], silence: float, accept: str = _RESULTS) -> _Answer:
        body = urlencode([("query", text), *dataset]).encode()
        return self._send("POST", self.url, body, "application/x-www-form-urlencoded", accept=accept, silence=silence)

    def _update(self, text: str) -> None:
        assert self.update_url is not None  # noqa: S101 - both callers have just looked
        self._send("POST", self.update_url, text.encode(), "application/sparql-update")

    def _graph_url(self, name: str) -> str:
        if self.graph_store_url is None:
            raise StoreError(_("{url} is only read: no address for writing is known. Give the update address of the "
                               "endpoint, or that of its graph store.").format(url=self.url))
        joint = "&" if "?" in self.graph_store_url else "?"
        return f"{self.graph_store_url}{joint}{urlencode({'graph': name}) if name else 'default'}"

    def _send(self, method: str, url: str, body: bytes | None = None, content_type: str | None = None, *,
              accept: str | None = None, silence: float = SILENCE, missing_is_fine: bool = False) -> _Answer:
        """The answer to one request; `accept` is given for queries alone."""
        from http.client import HTTPException
        from urllib.error import HTTPError, URLError
        from urllib.request import Request

        if self._closed:
            raise StoreError(_("This store is closed. Open it again."))
        headers = {"User-Agent": "odas-graph", "Accept": accept or "*/*"}
        if content_type:
            headers["Content-Type"] = content_type
        try:
            # The scheme was checked, and the opener knows no other than http and https.
            with _opener().open(Request(url, body, headers, method=method), timeout=silence) as response:  # noqa: S310
                return _Answer(url, response.headers.get_content_type(), self._read(url, response))
        except HTTPError as error:
            with error:
                if not (missing_is_fine and error.code == 404):
                    raise _refusal(url, error, is_query=accept is not None) from error
            return _Answer(url, "", b"")
        except (OSError, HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise StoreError(_("{url} cannot be reached: {reason}. Check the address, and that the server runs."
                               ).format(url=url, reason=first_line(str(reason)) or type(reason).__name__)) from error

    def _read(self, url: str, response: HTTPResponse) -> bytes:
        pieces, size = [], 0
        while piece := response.read(_PIECE):
            size += len(piece)
            if size > self.max_answer:
                raise StoreError(_("{url} answers with more than {n} MiB. Ask for less: one territory, a LIMIT."
                                   ).format(url=url, n=self.max_answer // 1024 // 1024))
            pieces.append(piece)
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) != size:
            raise StoreError(_("{url} broke off in the middle of its answer. Try again.").format(url=url))
        return b"".join(pieces)


class _Answer(NamedTuple):
    url: str
    media_type: str
    data: bytes

    def results(self) -> tuple[tuple[str, ...] | bool, list[tuple[Term | None, ...]]]:
        """The yes or no of an ASK query, or the variables and rows of a SELECT; StoreError where it is neither."""
        form = ox.QueryResultsFormat.from_media_type(self.media_type)
        if form is None:
            raise self.unexpected()
        with self.parsing():
            found = ox.parse_query_results(self.data, form)
            try:
                if isinstance(found, ox.QuerySolutions):
                    return tuple(v.value for v in found.variables), list(map(tuple, found))
                return bool(found), []
            finally:
                del found  # for the reason given at `embedded._rows`

    def columns(self) -> dict[str, list[str]]:
        """The text of the rows of a SELECT, by variable; StoreError where there are none."""
        if self.media_type == _TSV:
            with self.parsing():
                return columns(self.data)
        names, rows = self.results()
        if isinstance(names, bool):
            raise self.unexpected()
        return by_variable(names, rows)

    def triples(self) -> list[Triple]:
        """What a CONSTRUCT or DESCRIBE query found; StoreError where it is something else."""
        form = RdfFormat.from_media_type(self.media_type)
        if form is None:
            raise self.unexpected()
        with self.parsing():
            quads = list(ox.parse(self.data, form))
        return [quad.triple for quad in quads]

    def unexpected(self) -> StoreError:
        """The error of an answer of another kind."""
        return StoreError(_("{url} answers with {media_type}, which is no answer to a query. Check that it is the "
                            "address of a SPARQL endpoint.").format(url=self.url, media_type=self.media_type))

    @contextmanager
    def parsing(self) -> Iterator[None]:
        """Turns a broken answer into StoreError."""
        try:
            yield
        except (SyntaxError, ValueError) as error:
            raise StoreError(_("The answer of {url} cannot be read: {reason}.").format(
                url=self.url, reason=first_line(str(error)))) from error


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(_("“{url}” is not the address of an endpoint. Give one that begins with http:// or https://.")
                         .format(url=url))
    if parts.username is not None:  # a password in an address ends up in messages and logs
        raise UsageError(_("An address with a name or password in it is refused. Give the address of {host} without it."
                           ).format(host=parts.hostname))
    return url


@cache
def _opener() -> OpenerDirector:
    """Opens http and https alone, through the proxy of the environment, and follows no redirection."""
    from urllib import request

    opener = request.OpenerDirector()
    for handler in (request.ProxyHandler(), request.HTTPHandler(), request.HTTPSHandler(),
                    request.HTTPDefaultErrorHandler(), request.HTTPErrorProcessor()):
        opener.add_handler(handler)
    return opener


def _refusal(url: str, error: HTTPError, *, is_query: bool) -> StoreError | QuerySyntaxError:
    """The error of an answer with a status that is no success."""
    if 300 <= error.code < 400:
        return StoreError(_("{url} has moved to {target}. Give that address, if you trust it.").format(
            url=url, target=error.headers.get("Location", "?")))
    try:
        words = "" if error.headers.get_content_type() == "text/html" else error.read(_PIECE).decode(errors="replace")
    except (OSError, ValueError):
        words = ""
    reason = first_line(words) or str(error.reason)
    if is_query and error.code == 400:
        return QuerySyntaxError(_("This is no SPARQL query: {reason}.").format(reason=reason))
    return StoreError(_("{url} refuses with status {status}: {reason}. Check the address and your rights.").format(
        url=url, status=error.code, reason=reason))
