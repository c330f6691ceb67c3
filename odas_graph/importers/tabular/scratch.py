"""A folder aside that goes away with the last table that reads from it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path


class Scratch:
    """A fresh folder, removed when nothing holds this object any more, or when Python ends."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="odas-graph-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
