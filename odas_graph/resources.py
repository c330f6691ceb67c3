"""Finds the files that ship: the ontology, the data, and what lies inside the package.

In a checkout `ontology/` and `data/` stand beside the package; in an installed wheel they stand inside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from odas_graph.errors import UnreadableInputError
from odas_graph.i18n import gettext as _

PACKAGE: Final = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    for parent in (PACKAGE, PACKAGE.parent):
        if (parent / name).is_dir():
            return parent / name
    raise _missing(PACKAGE / name)


def _missing(path: Path) -> UnreadableInputError:
    return UnreadableInputError(
        _("{path} is missing from this installation of odas-graph. Install it again.").format(path=path))


def ontology_dir() -> Path:
    """The folder of the ontology: terms, codes, shapes, alignments, competency questions."""
    return _shipped("ontology")


def data_dir() -> Path:
    """The folder of the curated data: one folder a dataset, and the territories."""
    return _shipped("data")


def shipped_datasets() -> list[Path]:
    """The folders of the datasets that ship (those with a `dataset.yaml`), sorted by name."""
    return sorted(path.parent for path in data_dir().glob("*/dataset.yaml"))


def package_file(name: str) -> Path:
    """The path of a file inside the package, such as `atlas/templates/base.html`.

    Raises ValueError where `name` leads out of the package, UnreadableInputError where there is no such file.
    """
    path = (PACKAGE / name).resolve()
    if not path.is_relative_to(PACKAGE):
        raise ValueError(f"{name!r} leads out of the package")
    if not path.is_file():
        raise _missing(path)
    return path
