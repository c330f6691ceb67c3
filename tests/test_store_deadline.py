"""Deadlines: a query ends in time, wherever the engine stands, and the work behind it stops as soon as it can."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from odas_graph.errors import QueryTimeoutError
from odas_graph.i18n import in_language
from odas_graph.store import EmbeddedStore, python_value


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# One native step that would take days: no row comes before the end, and nothing can interrupt it but the process's end.
ENDLESS = f"""
import os, sys, time
from pyoxigraph import Literal, NamedNode, Quad
from odas_graph.errors import QueryTimeoutError
from odas_graph.i18n import set_language
from odas_graph.store import EmbeddedStore
set_language("en")
store = EmbeddedStore()
store.add(Quad(NamedNode(f"a:{{i}}"), NamedNode("a:p"), Literal(i)) for i in range(1000))
start = time.monotonic()
try:
    list(store.query("{CROSS}", timeout=0.5))
except QueryTimeoutError as error:
    print(f"{{time.monotonic() - start:.3f}} {{error}}", flush=True)
    os._exit(error.exit_code)
"""


def crowd(size: int) -> EmbeddedStore:
    store = EmbeddedStore()
    store.add(Quad(NamedNode(f"a:{i}"), NamedNode("a:p"), Literal(i)) for i in range(size))
    return store


def is_anyone_working() -> bool:
    return any(thread.name == "odas-graph query" for thread in threading.enumerate())


def wait_for_rest() -> None:
    # Far more than a batch of rows takes, even on a machine that has other work.
    end = time.monotonic() + 60
    while is_anyone_working():
        assert time.monotonic() < end, "the query is still running"
        time.sleep(0.01)


def test_a_query_that_never_ends_ends_at_its_deadline() -> None:
    run = subprocess.run([sys.executable, "-c", ENDLESS], capture_output=True, text=True, timeout=30, check=False)
    assert run.returncode == 3, run.stderr
    seconds, _, message = run.stdout.partition(" ")
    assert 0.5 <= float(seconds) < 20
    assert message.startswith("The query did not end within 0.5 s. Ask for less")


def test_rows_that_never_end_stop_at_the_deadline_and_so_does_the_work() -> None:
    start = time.monotonic()
    rows = crowd(1000).select("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.5)
    count = 0
    with pytest.raises(QueryTimeoutError):
        for _ in rows:
            count += 1
    assert count > 1000
    assert 0.5 <= time.monotonic() - start < 20
    wait_for_rest()


def test_the_deadline_holds_for_a_slow_reader_too() -> None:
    rows = crowd(100).select("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.2)
    next(rows)
    time.sleep(0.3)
    with pytest.raises(QueryTimeoutError):
        list(rows)
    wait_for_rest()


def test_a_reader_that_has_enough_stops_the_work() -> None:
    rows = crowd(1000).select("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=60)
    assert next(rows).b == NamedNode("a:p")
    assert is_anyone_working()
    del rows
    wait_for_rest()


def test_every_row_comes_in_order_and_in_time() -> None:
    query = "SELECT ?c { ?a ?b ?c } ORDER BY ?c"
    rows = [python_value(row.c) for row in crowd(5000).select(query, timeout=30)]
    assert rows == list(range(5000))
    wait_for_rest()


def test_without_timeout_rows_come_while_the_engine_works() -> None:
    start = time.monotonic()
    rows = crowd(1000).select("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert next(rows).b == NamedNode("a:p")
    assert time.monotonic() - start < 20
