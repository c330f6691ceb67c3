"""Which folders are datasets, and which of their files are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from odas_graph.errors import UnreadableInputError, reason
from odas_graph.i18n import gettext as _

DATASET, ACTORS, FICHES, INITIATIVES = "dataset.yaml", "actors.yaml", "fiches", "initiatives.csv"
FICHE_SUFFIXES = (".yaml", ".yml")
REGISTER, FUNDINGS = "registre.csv", "financements.csv"
# A folder of data holds what was imported, a dataset a source, and who was found to be who.
IMPORTS, DECISIONS = "imports", "decisions.csv"
MANIFEST, FINDINGS = "import.yaml", "constats.csv"
# What may lie in a dataset folder besides: the actors that sources call unknown, which tests compare results with.
KNOWN_FILES = frozenset({DATASET, ACTORS, FICHES, INITIATIVES, REGISTER, FUNDINGS, DECISIONS, MANIFEST, FINDINGS,
                         "invisibles.csv"})


def dataset_folders(folders: Iterable[Path]) -> list[Path]:
    """These folders, each once; a folder of datasets stands for those it holds, sorted by name.

    What was imported into a folder follows it, whether it is a dataset itself or not.
    Raises UnreadableInputError for a folder that is closed to the reader, and where no folder is named at all.
    """
    found: dict[Path, Path] = {}
    for folder in folders:
        names = entries(folder)
        inside = [folder] if DATASET in names else sorted(filter(_is_dataset, _subfolders(folder)))
        if IMPORTS in names and (folder / IMPORTS).is_dir():
            inside += sorted(filter(_is_dataset, _subfolders(folder / IMPORTS)))
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
    """The SHA-256 of each file that is read from these datasets, by its name as findings give it.

    The decisions of the folder that a dataset was imported into count too.
    """
    found = {}
    for folder in folders:
        above = folder.parent.parent if folder.parent.name == IMPORTS else folder
        for base, path in [*((folder, path) for path in _files(folder)), (above, above / DECISIONS)]:
            try:
                found[f"{shown_name(base)}/{printable(path.relative_to(base).as_posix())}"] = digest(path)
            except OSError:  # a finding tells of it already
                continue
    return found


def digest(path: Path) -> str:
    """The SHA-256 of a file, which is not held in memory; OSError as it comes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def shown_name(folder: Path) -> str:
    """How findings name a dataset folder."""
    return printable(_identity(folder).name)


def printable(name: str) -> str:
    """A file name as text that can be shown and stored: bytes that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files(folder: Path) -> Iterator[Path]:
    named = [folder / name for name in (DATASET, ACTORS, INITIATIVES, REGISTER, FUNDINGS)]
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
