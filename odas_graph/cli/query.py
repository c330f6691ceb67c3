"""odas-graph query"""

from __future__ import annotations

import contextlib
import math
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from odas_graph.cli.app import lang_option
from odas_graph.cli.output import clean, print_warning, write_out
from odas_graph.errors import OutputError, QueryTimeoutError, UnreadableInputError, UsageError, reason
from odas_graph.i18n import gettext as _

T = TypeVar("T")
# Longer than any query of the project needs on a country; short enough that nobody thinks it hangs.
DEFAULT_TIMEOUT = 60.0
# A day: longer waits overflow the clocks of some systems.
MAX_TIMEOUT = 86_400.0
# Rows are held until the last has come, so that a query that fails prints nothing: as many as fit in half a gigabyte.
MAX_ROWS = 500_000


@click.command("query", help=_("Answer QUERY: a named query (see `odas-graph queries`), a .rq file, SPARQL text, or - "
                               "for stdin. The default graph is the union of all graphs; a query can read nothing "
                               "else."))
@click.argument("query")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE",
              help=_("A parameter of the query; may be repeated."))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "xml", "ttl"]), default=None,
              help=_("How to write the answer (default: table, or ttl for triples)."))
@click.option("--store", default=None, metavar="PATH|URL",
              help=_("A folder a build wrote, a store folder, an RDF file, or a SPARQL endpoint."))
@click.option("--timeout", type=click.FloatRange(min=0, max=MAX_TIMEOUT, min_open=True), default=DEFAULT_TIMEOUT,
              show_default=True, metavar="S", help=_("Seconds after which the query is stopped."))
@lang_option
def command(query: str, params: tuple[str, ...], form: str | None, store: str | None, timeout: float) -> None:
    """Runs the query and writes its answer to stdout."""
    from odas_graph.cli.graph import open_store
    from odas_graph.queries import bind, free_terms, named_query, unknown_terms

    if math.isnan(timeout):  # no comparison tells it from a number
        raise UsageError(_("--timeout wants a number of seconds."))
    values = _parameters(params)
    text, named = _text(query)
    terms = bind(named_query(named), values) if named else free_terms(values)
    if named:
        text = named_query(named).text
    from odas_graph.sparql import guard

    guard(text)
    if not named:
        _warn_of(unknown_terms(text))
    try:
        result = open_store(store).query(text, substitutions=terms, timeout=timeout)
        _write(result, form)
    except QueryTimeoutError as error:
        # A step of the engine that has begun cannot be called off within the process: say so and end the process.
        print_warning(_("Error: {message}").format(message=error))
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(error.exit_code)


def _warn_of(terms: Sequence[tuple[str, str | None]]) -> None:
    """A misspelt term is no fault in SPARQL: without a word, the answer would be empty."""
    for term, nearest in terms:
        hint = _(" Did you mean {names}?").format(names=nearest) if nearest else ""
        print_warning(clean(_("{term} is no term of odas-graph, so nothing matches it.").format(term=term) + hint))


def _parameters(params: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals or not name:
            raise UsageError(_("--param {param}: write it as name=value.").format(param=param[:100]))
        if not _is_text(value):
            raise UsageError(_("--param {name}: the value is not UTF-8 text.").format(name=name[:100]))
        values[name] = value
    return values


def _text(query: str) -> tuple[str, str | None]:
    """The SPARQL text, or the name of a named query."""
    if query == "-":
        return _from_stdin(), None
    if query.endswith(".rq"):
        try:
            return Path(query).read_text("utf-8"), None
        except (OSError, ValueError) as error:
            raise UnreadableInputError(_("{path} cannot be read: {reason}.").format(
                path=query, reason=reason(error))) from error
    if re.fullmatch(r"[A-Za-z0-9_-]+", query):
        return "", query
    return query, None


def _from_stdin() -> str:
    if sys.stdin is None:
        raise UnreadableInputError(_("There is nothing to read: stdin is closed."))
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInputError(_("{path} cannot be read: {reason}.").format(
            path="stdin", reason=reason(error))) from error


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _write(result: object, form: str | None) -> None:
    from odas_graph.exporters.results import rows_as_text, to_text
    from odas_graph.store import Solutions, Triples

    if isinstance(result, Triples):
        triples = Triples(_bounded(result))
        write_out(to_text(triples, "ttl" if form in (None, "table") else form).encode(), "-")
    elif isinstance(result, Solutions):
        rows = Solutions(result.variables, (row.terms for row in _bounded(result)))
        if form in (None, "table"):
            from odas_graph.cli.output import print_table

            print_table(*rows_as_text(rows))
        else:
            write_out(to_text(rows, form).encode(), "-")
    elif isinstance(result, bool):
        write_out(to_text(result, form or "table").encode(), "-")


def _bounded(items: Iterator[T]) -> Iterator[T]:
    for number, item in enumerate(items):
        if number >= MAX_ROWS:
            raise OutputError(_("The answer has more than {n} rows, more than can be held at once. Ask for less (one "
                                "territory, a LIMIT).").format(n=MAX_ROWS))
        yield item
