"""What an importer makes of files, before anything is written: records, tables, counts, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from odas_graph.fiche import Action, Actor, Coverage, Source
from odas_graph.findings import Finding


@dataclass(slots=True)
class Tally:
    """Rows: `read` = `kept` + `refused`; `mended` are those kept after a mending."""

    read: int = 0
    kept: int = 0
    mended: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says of files: the slug of the source they become, its title, its day, where it is about.

    `date` (YYYY-MM-DD) is the clock; `territory` is the code of the territory of rows that name none; `mapping` the
    YAML file that names the columns of a table; `complete` that the list names every beneficiary.
    """

    source: str
    date: str
    title: str | None = None
    territory: str | None = None
    mapping: Path | None = None
    complete: bool | None = None


@dataclass(slots=True)
class Imported:
    """One source as read. `actors` and `actions` (by slug) are for small sources; `has_register` says that the importer
    wrote `registre.csv` and `financements.csv` (see `records`) into the folder it was given.

    `about` holds further keys of dataset.yaml, in French (`collecte`, `lacunes`, `periode`…).
    """

    sources: tuple[Source, ...]
    tally: Tally = field(default_factory=Tally)
    actors: tuple[Actor, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    coverage: tuple[Coverage, ...] = ()
    has_register: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class Importer(Protocol):
    """Reads files of one kind; big tables are written into `scratch`, an empty folder.

    Raises UnreadableInputError where a file cannot be read at all: bad rows are findings.
    """

    def __call__(self, files: Sequence[Path], scratch: Path, options: Options) -> Imported: ...  # noqa: D102
