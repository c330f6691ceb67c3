"""What a sheet and a column of the questionnaire are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

# What a cell holds: words, a paragraph, names of actors, territories, a code, yes or no, a day, a figure, a year, an
# official number.
Holds = Literal["name", "text", "names", "places", "code", "yes-no", "date", "figure", "year", "identifier"]

# A row whose first filled cell begins so shows how to fill the sheet, and is not read.
EXAMPLE: Final = "EXEMPLE – "
# Between the values of a cell that may hold several.
SEPARATOR: Final = ";"
# The sheet that holds the words of the drop-down lists.
LISTS: Final = "Listes"
_EXAMPLE: Final = re.compile(r"\s{0,9}['\"«]?\s{0,9}EXEMPLE\s*[-–—:]")


def is_example(text: str | None) -> bool:
    """Whether the first filled cell of a row marks it as an example."""
    return text is not None and _EXAMPLE.match(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `key` for programs, `heading` and `help` for people, what its cells hold.

    `scheme` is the code list of a code; `choices` are words to choose from that are no code list. `repeat` is how many
    columns bear the heading, with a number behind it; each may also hold several values, parted by `SEPARATOR`.
    `formerly` are other headings it may have; `example` is what the example row shows.
    """

    key: str
    heading: str
    help: str
    holds: Holds = "name"
    scheme: str | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    repeat: int = 1
    formerly: tuple[str, ...] = ()
    example: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its columns, an asterisk behind those that have to be filled."""
        mark = " *" if self.required else ""
        if self.repeat == 1:
            return (self.heading + mark,)
        return tuple(f"{self.heading} {n}{mark if n == 1 else ''}" for n in range(1, self.repeat + 1))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, what it is for, its columns."""

    name: str
    purpose: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column of that key; KeyError where there is none."""
        return next((column for column in self.columns if column.key == key), None) or _none(key)


def _none(key: str) -> Column:
    raise KeyError(key)
