"""What the tests of importers of lists share: an import into a folder of its own, and the rows that it wrote."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odas_graph.findings import Finding
from odas_graph.importers.imported import Imported, Importer, Options

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"


@dataclass(frozen=True)
class Read:
    """An import: what the importer gave, and its two tables."""

    imported: Imported
    folder: Path

    @property
    def actors(self) -> list[dict[str, str]]:
        return rows(self.folder / "registre.csv")

    @property
    def fundings(self) -> list[dict[str, str]]:
        return rows(self.folder / "financements.csv")

    @property
    def codes(self) -> Counter[str]:
        return Counter(finding.code for finding in self.imported.findings)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        tally = self.imported.tally
        assert tally.read == tally.kept + tally.refused
        return tally.read, tally.kept, tally.mended, tally.refused

    def found(self, code: str) -> list[Finding]:
        return [finding for finding in self.imported.findings if finding.code == code]

    def files(self) -> Mapping[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read(importer: Importer, folder: Path, *files: Path, **options: Any) -> Read:
    """The import of these files as the source “liste”, into a new folder below `folder`."""
    scratch = folder / f"out{len(list(folder.iterdir()))}"
    scratch.mkdir()
    return Read(importer(files, scratch, Options("liste", "2026-01-01", **options)), scratch)
