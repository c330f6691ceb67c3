"""What the cells of a filled row mean: codes, days, figures, territories, yes and no; what is not clear is said."""

from __future__ import annotations

import re
from typing import Final

from odas_graph.errors import UnknownTerritoryError
from odas_graph.i18n import gettext as _
from odas_graph.importers import mending
from odas_graph.importers.faults import did_you_mean, shorten
from odas_graph.importers.workbook.filled import FilledRow
from odas_graph.naming import folded
from odas_graph.questionnaire import code_named, labels
from odas_graph.territory import find, resolve

_YES: Final = frozenset({"oui", "o", "x", "vrai", "yes", "y", "true", "1"})
_NO: Final = frozenset({"non", "n", "faux", "no", "false", "0"})
_UNKNOWN: Final = frozenset({"nsp", "ne sait pas", "inconnu", "n c", "nc", "na", "sans objet", "so", "s o"})
# What people write in front of a figure.
_ABOUT: Final = re.compile(r"(?i)(environ|env\.?|près de|plus de|moins de|au moins|au plus|jusqu'à|~|≈|>|<)\s*(?=\d)")


def codes(row: FilledRow, key: str) -> list[str]:
    """The codes of the cells under that key."""
    scheme = row.definition.column(key).scheme or ""
    found = []
    for word in row.values(key):
        slug = code_named(scheme, word)
        if slug is not None:
            found.append(slug)
        elif folded(word) not in _UNKNOWN:
            row.tell("warning", "unknown-code", _(
                "“{value}” is none of the words of the list; it was not read. Choose one from the list.{hint}").format(
                    value=shorten(word, 60), hint=did_you_mean(word, labels(scheme).values())), key)
    return list(dict.fromkeys(found))


def yes_no(row: FilledRow, key: str) -> bool | None:
    """True, False, or None where the cell says nothing."""
    text = row.text(key)
    word = folded(text or "")
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word and word not in _UNKNOWN:
        row.tell("warning", "unknown-word", _("“{value}” is neither yes nor no; it was not read. Write oui or "
                                              "non.").format(value=shorten(text, 60)), key)
    return None


def date(row: FilledRow, key: str) -> str | None:
    """The day, month or year of the cell."""
    text = row.text(key)
    found = mending.day(text)
    if found.fault:
        row.tell("warning", found.fault, _("“{value}” is no day, month or year; it was not read. Write 17/03/2020, "
                                           "mars 2020 or 2020.").format(value=shorten(text, 60)), key)
    row.mended = row.mended or found.mended
    return found.value


def year(row: FilledRow, key: str) -> int | None:
    """The year of the cell."""
    day = date(row, key)
    return int(day[:4]) if day else None


def figure(row: FilledRow, key: str) -> tuple[str | None, str | None]:
    """The figure of the cell as plain decimal text, and the word before it: about, at least…"""
    text = row.text(key)
    about = _ABOUT.match(text or "")
    bare = re.sub(r"^[~≈<>\s]+", "", (text or "")[about.end():] if about else text or "")
    # "1.200" is twelve hundred to one and one point two to another; a sheet gives its figures without such points.
    found = mending.amount(bare or None)
    if found.fault:
        row.tell("warning", found.fault, _("“{value}” is not a figure that can be read without doubt; it was left out. "
                                           "Write digits alone: 1200,50.").format(value=shorten(text, 60)), key)
        return None, None
    row.mended = row.mended or about is not None or found.mended
    return found.value, about[1] if about else None


def places(row: FilledRow, key: str, within: str | None) -> list[str]:
    """The codes of the territories of the cell; `within`, the code of a département, settles homonyms."""
    found = []
    for name in row.values(key):
        try:
            found.append(_place(name, within))
        except UnknownTerritoryError as error:
            row.tell("warning", "unknown-territory", str(error), key)
    return list(dict.fromkeys(found))


def _place(name: str, within: str | None) -> str:
    if within:
        near = find(name, within)
        if len(near) == 1:
            return near[0].code
    return resolve(name).code


def identifiers(row: FilledRow) -> dict[str, str]:
    """The official numbers of an actor that are right; those that are wrong are said and left out."""
    found: dict[str, str | None] = {}
    for text in row.values("siren"):
        told = mending.identity(text)
        found |= {key: value for key in ("siren", "siret", "rna") if (value := getattr(told, key))}
        row.mended = row.mended or told.mended
        if told.fault:
            _not_a_number(row, "siren", told.fault)
    for key, right in (("rna", mending.is_rna), ("finess", mending.is_finess)):
        text = "".join((row.text(key) or "").split()).upper()
        if text and right(text):
            found[key] = text
        elif text:
            _not_a_number(row, key, "bad-identifier")
    return {key: value for key, value in found.items() if value}


def _not_a_number(row: FilledRow, key: str, code: str) -> None:
    row.tell("warning", code, _("“{value}” is not a number of that register, or a spreadsheet rounded it; what is not "
                                "sure was left out. Check it.").format(value=shorten(row.text(key), 40)), key)
