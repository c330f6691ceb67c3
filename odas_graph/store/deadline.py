"""Work that has to end in time: done in another thread, handed over piece by piece, left behind at the deadline."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, cast

from odas_graph.errors import QueryTimeoutError
from odas_graph.i18n import gettext as _

H = TypeVar("H")
T = TypeVar("T")

# Items that cross to the reader at once: the first ones alone, so that they show at once, then twice as many each time.
BATCH: Final = 1024
# Batches that wait for the reader; more would hold in memory what nobody reads.
WAITING: Final = 4
# How often, in seconds, a worker whose reader is slow looks whether it is still wanted.
HEARTBEAT: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Failure:
    error: BaseException


def run_within(timeout: float, start: Callable[[], tuple[H, Iterator[T]]]) -> tuple[H, Iterator[T]]:
    """What `start` gives, a header and items, made in another thread and all read within `timeout` seconds.

    At the deadline the reader gets QueryTimeoutError, wherever the work stands. The work stops at its next item; one
    step inside the engine cannot be interrupted, and goes on, unseen, until it ends or the process does. A command that
    meets QueryTimeoutError therefore ends its process.
    """
    worker = _Worker(timeout, start)
    # The context goes along: messages made in the thread speak the language of the reader.
    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(worker.work,), daemon=True, name="odas-graph query").start()
    return cast(H, worker.take()), worker.items()


class _Worker(Generic[H, T]):
    """One run of `start`, and the pieces on their way to the reader: the header, lists of items, then None."""

    def __init__(self, timeout: float, start: Callable[[], tuple[H, Iterator[T]]]) -> None:
        self.timeout = timeout
        self.deadline = time.monotonic() + timeout
        self.start = start
        self.unwanted = threading.Event()
        self.outbox: queue.Queue[Any] = queue.Queue(WAITING)

    def work(self) -> None:
        """Runs in the worker's thread, which alone may touch the engine's objects."""
        try:
            header, items = self.start()
            self.put(header)
            batch: list[T] = []
            size = 1
            for item in items:
                batch.append(item)
                if len(batch) >= size:
                    if not self.put(batch):
                        return
                    batch, size = [], min(2 * size, BATCH)
            self.put(batch)
            self.put(None)
        except BaseException as error:  # whatever it is, the reader is who has to know
            self.put(_Failure(_without_frames(error)))

    def put(self, piece: object) -> bool:
        """Hands a piece over; False where nobody waits for it any more."""
        while not self.unwanted.is_set() and time.monotonic() < self.deadline:
            try:
                self.outbox.put(piece, timeout=HEARTBEAT)
                return True
            except queue.Full:
                pass
        return False

    def take(self) -> Any:
        """The next piece, in the reader's thread."""
        try:
            piece = self.outbox.get(timeout=max(self.deadline - time.monotonic(), 0))
        except queue.Empty:
            self.unwanted.set()
            raise QueryTimeoutError(_("The query did not end within {seconds:g} s. Ask for less (one territory, "
                                      "a LIMIT), or allow more time.").format(seconds=self.timeout)) from None
        except BaseException:
            self.unwanted.set()
            raise
        if isinstance(piece, _Failure):
            raise piece.error
        return piece

    def items(self) -> Iterator[T]:
        """The items, in the reader's thread; a reader that stops early stops the work."""
        try:
            while (batch := self.take()) is not None:
                yield from batch
        finally:
            self.unwanted.set()


def _without_frames(error: BaseException) -> BaseException:
    """The error without its frames, which would take the engine's objects along into the reader's thread."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__
    return error
