"""Which folders are datasets, and which of their files are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from odas_graph.errors import UnreadableInputError, reason
from odas_graph.i18n import gettext as _

DATASET, ACTORS, FICHES, INITIATIVES = "dataset.yaml", "actors.yaml", "fiches", "initiatives.csv"
FICHE_SUFFIXES = (".yaml", ".yml")
# What may lie in a dataset folder besides: the actors that sources call unknown, which tests compare results with.
KNOWN_FILES = frozenset({DATASET, ACTORS, FICHES, INITIATIVES, "invisibles.csv"})


def dataset_folders(folders: Iterable[Path]) -> list[Path]:
    """These folders, each once; a folder of datasets stands for those it holds, sorted by name.

    Raises UnreadableInputError for a folder that is closed to the reader, and where no folder is named at all.
    """
    found: dict[Path, Path] = {}
    for folder in folders:
        inside = [] if DATASET in entries(folder) else sorted(filter(_is_dataset, _subfolders(folder)))
        for path in inside or [folder]:
            found.setdefault(_identity(path), path)
    if not found:
        raise UnreadableInputError(_("No dataset to read: name at least one folder that holds a dataset.yaml."))
    return list(found.values())


def entries(folder: Path) -> list[str]:
    """The names in a folder, sorted; UnreadableInputError where they cannot be read."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError) as error:
        raise UnreadableInputError(_("The folder {folder} cannot be read: {reason}. Check its name and your rights to "
                                     "it.").format(folder=printable(str(folder)),
                                                   reason=reason(error))) from error


def input_digests(folders: Sequence[Path]) -> dict[str, str]:
    """The SHA-256 of each file that is read from these datasets, by its name as findings give it."""
    found = {}
    for folder in folders:
        for path in _files(folder):
            try:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError:  # a finding tells of it already
                continue
            found[f"{shown_name(folder)}/{printable(path.relative_to(folder).as_posix())}"] = digest
    return found


def shown_name(folder: Path) -> str:
    """How findings name a dataset folder."""
    return printable(_identity(folder).name)


def printable(name: str) -> str:
    """A file name as text that can be shown and stored: bytes that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files(folder: Path) -> Iterator[Path]:
    named = [folder / name for name in (DATASET, ACTORS, INITIATIVES)]
    fiches = folder / FICHES
    if fiches.is_dir():
        named += sorted(path for path in fiches.iterdir() if path.suffix in FICHE_SUFFIXES)
    return (path for path in named if path.is_file())


def _subfolders(folder: Path) -> Iterator[Path]:
    return (folder / name for name in entries(folder) if not name.startswith(".") and (folder / name).is_dir())


def _is_dataset(folder: Path) -> bool:
    # A folder that cannot be looked into raises: leaving it out in silence would build half of what was asked.
    return DATASET in entries(folder)


def _identity(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return folder
