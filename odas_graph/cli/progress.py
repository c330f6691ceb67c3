"""A bar on stderr for what takes long: only on a terminal, only once it has begun to feel long, gone when it ends."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress

Advance = Callable[..., None]

# Seconds that nobody minds to wait without a word.
PATIENCE: Final = 2.0


@contextmanager
def progress(label: str, total: int | None = None, *, patience: float = PATIENCE) -> Iterator[Advance]:
    """A function to call with the number of steps just done (1 by default), of `total`; None where nobody can tell.

    The bar shows after `patience` seconds, whether or not a step is done by then; results on stdout pass by it.
    """
    stream = sys.stderr
    if stream is None or not stream.isatty():
        yield lambda _steps=1: None
        return
    bar = _Bar(label, total)
    timer = Timer(patience, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.advance
    finally:
        timer.cancel()
        bar.close()


class _Bar:
    """Steps counted from the start; the bar itself comes later, from the thread of a clock, or never."""

    def __init__(self, label: str, total: int | None) -> None:
        self.label, self.total, self.done = label, total, 0
        self.shown: Progress | None = None
        self.over = False
        self.lock = Lock()

    def advance(self, steps: int = 1) -> None:
        with self.lock:
            self.done += steps
            if self.shown is not None:
                self.shown.update(self.shown.task_ids[0], completed=self.done)

    def show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        from odas_graph.cli.output import clean

        # A terminal that is gone is no reason to stop the work.
        with self.lock, contextlib.suppress(OSError):
            if self.over:
                return
            # Neither stream is taken over: what is written to stdout stays on stdout.
            shown = Progress(TextColumn("{task.description}", markup=False), BarColumn(),
                             TimeRemainingColumn() if self.total else TimeElapsedColumn(),
                             console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)
            shown.add_task(clean(self.label), total=self.total, completed=self.done)
            shown.start()
            self.shown = shown

    def close(self) -> None:
        with self.lock, contextlib.suppress(OSError):
            self.over = True
            if self.shown is not None:
                self.shown.stop()
