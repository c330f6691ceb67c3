"""What importing brings: typed records, each with the place it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from odas_graph.fiche import Action, Actor, Dataset, Model
from odas_graph.findings import Finding

if TYPE_CHECKING:
    import polars as pl

R = TypeVar("R", bound=Model, covariant=True)
Path_ = tuple[str | int, ...]
# The longest path of the fiche format has 40 characters; what is longer was typed, and need not fill the screen.
MAX_FIELD = 80


@dataclass(frozen=True, slots=True)
class Located(Generic[R]):
    """A record, its slug, its file as people name it, and the line of each of its keys.

    For a record read from a table, `columns` gives the column each key came from.
    """

    record: R
    slug: str
    file: str
    lines: Mapping[Path_, int] = field(default_factory=dict)
    columns: Mapping[str | int, str] = field(default_factory=dict)

    def line(self, *path: str | int) -> int | None:
        """The line of the key at `path`, or of its nearest enclosing key."""
        return nearest_line(self.lines, path)

    def violation(self, code: str, path: Path_, message: str) -> Finding:
        """A finding about the key at `path`."""
        return violation(code, message, self.file, self.lines, path, self.columns)


def nearest_line(lines: Mapping[Path_, int], path: Path_) -> int | None:
    """The line of the key at `path`, or of its nearest enclosing key."""
    return next((lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in lines), None)


def violation(code: str, message: str, file: str, lines: Mapping[Path_, int], path: Path_ = (),
              columns: Mapping[str | int, str] | None = None) -> Finding:
    """A finding about the key at `path` of a file: with its column where the file is a table, else with its field."""
    column = next((columns[step] for step in reversed(path) if step in columns), None) if columns else None
    name = ".".join(str(step) for step in path)
    name = name if len(name) <= MAX_FIELD else name[: MAX_FIELD - 1] + "…"
    return Finding(level="violation", code=code, message=message, file=file, line=nearest_line(lines, path),
                   column=column, field=None if column else name or None)


@dataclass(slots=True)
class Broken:
    """The slugs of actors and actions that could not be read; `registry` where nothing of it could."""

    actors: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    registry: bool = False


# The columns of the two tables of a register, as their files write them; `ligne` counts from 1, the heading included.
REGISTER_ACTORS: Final = ("slug", "nom", "alias", "type", "territoire", "siren", "siret", "rna", "finess", "ligne")
REGISTER_FUNDINGS: Final = ("financeur", "beneficiaire", "montant", "annee", "date", "objet", "nature", "ligne")


@dataclass(frozen=True, slots=True)
class Register:
    """A list with too many rows for a record each: two polars frames, checked, sorted as their files are.

    `actors` has `REGISTER_ACTORS` (text, aliases parted by “|”; `ligne` whole numbers) and `elsewhere` (boolean:
    another dataset holds the entry of that slug, and this row only adds to it); `fundings` has `REGISTER_FUNDINGS`
    (`montant` in euros as text, `annee` and `ligne` whole numbers). What is not known is null. `file` names the folder
    for people.
    """

    actors: pl.DataFrame
    fundings: pl.DataFrame
    file: str


@dataclass(frozen=True, slots=True)
class Records:
    """One dataset as read: its description, its registry of actors, its actions.

    `broken` names the actors and actions that are there but could not be read, so that one fault is not told as many.
    `also` are entries of actors whose own entry another dataset holds: they add names, identifiers and proof to it.
    """

    dataset: Located[Dataset]
    actors: tuple[Located[Actor], ...]
    actions: tuple[Located[Action], ...]
    broken: Broken = field(default_factory=Broken)
    register: Register | None = None
    also: tuple[Located[Actor], ...] = ()
