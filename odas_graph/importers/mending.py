"""Cells as people and spreadsheets write them, read as what they mean: amounts, days, official identifiers.

What is certain is mended, and said; what is not stays unread, with the code of its finding. Nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

# Spaces that group digits (thin, unbreakable), and the apostrophe that Swiss spreadsheets write.
_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_CURRENCY: Final = re.compile(r"(?i)(€|eur(os?)?|ttc|ht)$")
_MONTHS: Final = {name: number for number, names in enumerate((
    "janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
    "septembre sept", "octobre oct", "novembre nov", "decembre dec"), 1) for name in names.split()}
_ACCENTS: Final = str.maketrans("éèêûôàâ", "eeeuoaa")
# Day 0 of the calendar of spreadsheets; their days of 2000 to 2049, lest any number of five digits be one.
_SERIAL_ZERO, _SERIALS = date(1899, 12, 30), range(36526, 54789)
# What a double holds of a SIRET is exact; what a spreadsheet shows in powers of ten is cut. La Poste ends with zeros.
_LA_POSTE: Final = "356000000"
SIREN_LENGTH, SIRET_LENGTH = 9, 14


class Amount(NamedTuple):
    """Euros as plain decimal text, whether the cell was mended, the code of what is wrong."""

    value: str | None = None
    mended: bool = False
    fault: str | None = None


class Day(NamedTuple):
    """A day, a month or a year (ISO 8601), whether the cell was mended, the code of what is wrong."""

    value: str | None = None
    mended: bool = False
    fault: str | None = None


class Identity(NamedTuple):
    """The identifiers a cell holds, whether it was mended, the code of what is wrong with what was left out."""

    siren: str | None = None
    siret: str | None = None
    rna: str | None = None
    mended: bool = False
    fault: str | None = None


def amount(text: str | None) -> Amount:
    """The amount of a cell, in euros: "12 250,00", "99786.57 €", "1.234.567,8", "(250)" below zero.

    Faults: `bad-amount`, `doubtful-amount` (three digits after a lone comma or point may be thousands).
    """
    if text is None or not (bare := _CURRENCY.sub("", _SPACES.sub("", text)).removeprefix("€")):
        return Amount()
    mended = False
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if re.fullmatch(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d{1,2}", bare):
        mended = True
    elif re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})", bare) and not bare.lstrip("+-").startswith("0"):
        return Amount(fault="doubtful-amount")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}", bare):
        bare = bare.replace(".", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}", bare):
        bare = bare.replace(",", "")
    try:
        value = Decimal(bare.replace(",", "."))
        if not bare.isascii() or not value.is_finite() or abs(value) >= Decimal(10) ** 15:
            return Amount(fault="bad-amount")
        cents = value.quantize(Decimal("0.01"))
    except InvalidOperation:
        return Amount(fault="bad-amount")
    return Amount(plain(cents), mended or cents != value)


def plain(value: Decimal) -> str:
    """A decimal without exponent nor idle zeros."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@lru_cache(maxsize=4096)
def day(text: str | None) -> Day:
    """The day of a cell, or the month or year where it says no more; of a period, its first day.

    "2016-12-05", "05/12/2016", "5.12.16", "20161205", "5 décembre 2016", "12/2016", "2016", a spreadsheet's "42709".
    Where day and month could be either, the day comes first. Faults: `bad-date`.
    """
    words = " ".join((text or "").split()).lower().translate(_ACCENTS)
    if not words:
        return Day()
    first = re.split(r"(?<=\d{4}-\d{2}-\d{2})[/_ t]|(?<=\d{2}/\d{2}/\d{4}) ?[-_/ a]", words)[0]
    if found := re.fullmatch(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", first):
        if len(first) < 8:
            return Day(fault="bad-date")
        return _day(int(found[1]), int(found[3]), int(found[4]), mended=not re.fullmatch(r"\d{4}-\d\d-\d\d", first))
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", first):
        return _either(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(?:\w+ )?(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})", first):
        month = _MONTHS.get(found[2])
        return _day(int(found[3]), month, int(found[1])) if month else Day(fault="bad-date")
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{4})|(\d{4})[-/](\d{1,2})", first):
        year, month = found[2] or found[3], int(found[1] or found[4])
        return _kept(f"{year}-{month:02}") if 1 <= month <= 12 else Day(fault="bad-date")
    if found := re.fullmatch(r"([a-z]+)\.? (\d{4})", first):
        named = _MONTHS.get(found[1])
        return _kept(f"{found[2]}-{named:02}") if named else Day(fault="bad-date")
    if found := re.fullmatch(r"(\d{4})(?:[.,]0+)?", first):
        return _kept(found[1], mended=False)
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", first) and int(first[:5]) in _SERIALS:
        return Day((_SERIAL_ZERO + timedelta(int(first[:5]))).isoformat(), True)
    return Day(fault="bad-date")


def _kept(value: str, *, mended: bool = True) -> Day:
    return Day(value, mended) if 1900 <= int(value[:4]) <= 2100 else Day(fault="bad-date")


def _either(one: int, two: int, year: int) -> Day:
    """Day, month, year; month first only where that alone is a day of the calendar."""
    year += 2000 if year < 50 else 1900 if year < 100 else 0
    found = _day(year, two, one)
    return found if found.value else _day(year, one, two)


def _day(year: int, month: int, number: int, *, mended: bool = True) -> Day:
    try:
        return _kept(date(year, month, number).isoformat(), mended=mended)
    except ValueError:
        return Day(fault="bad-date")


def identity(text: str | None) -> Identity:
    """The identifiers of a cell: a SIRET gives its SIREN too; an RNA number standing there is taken as one.

    A number that a spreadsheet rounded keeps its SIREN where nine digits are left and their key is right; a leading
    zero that it dropped comes back where the key says so. Faults: `bad-identifier` (nothing kept),
    `rounded-identifier` (the establishment, or all, is lost), `bad-establishment` (only the SIREN is right).
    """
    bare = _SPACES.sub("", text or "").upper()
    floating = re.search(r"[.,]\d+E|[.,]0+$", bare)
    bare = bare.replace(",", ".") if floating else re.sub(r"[.\-_]", "", bare)
    if not bare:
        return Identity()
    if is_rna(bare):
        return Identity(rna=bare)
    if found := re.fullmatch(r"(\d)(?:\.(\d+))?E\+?(\d{1,2})", bare):
        return _powers(found[1] + (found[2] or ""), int(found[3]))
    digits = re.sub(r"\.0+$", "", bare)
    mended = digits != bare
    if not digits.isascii() or not digits.isdigit():
        return Identity(fault="bad-identifier")
    if not digits.strip("0"):
        return Identity(fault="bad-identifier")
    if len(digits) in (8, 13):
        padded = "0" + digits
        right = is_siren(padded) if len(digits) == 8 else is_siren(padded[:9]) and is_siret(padded)
        digits, mended = (padded, True) if right else (digits, mended)
    if len(digits) == SIREN_LENGTH:
        return Identity(siren=digits, mended=mended) if is_siren(digits) else Identity(fault="bad-identifier")
    siren = digits[:9]
    if len(digits) == SIRET_LENGTH and digits.endswith("000000000") and siren != _LA_POSTE:
        return Identity(fault="rounded-identifier")
    if len(digits) != SIRET_LENGTH or not is_siren(siren):
        return Identity(fault="bad-identifier")
    if digits.endswith("00000"):
        return Identity(siren=siren, mended=True, fault="rounded-identifier")
    if not is_siret(digits):
        return Identity(siren=siren, mended=True, fault="bad-establishment")
    return Identity(siren=siren, siret=digits, mended=mended)


def _powers(mantissa: str, power: int) -> Identity:
    """What is left of a number shown in powers of ten."""
    whole = mantissa.ljust(power + 1, "0")
    if len(whole) != power + 1:
        return Identity(fault="rounded-identifier")
    siren = whole[:9] if power + 1 in (SIREN_LENGTH, SIRET_LENGTH) else ""
    if len(mantissa) < SIREN_LENGTH or not is_siren(siren):
        return Identity(fault="rounded-identifier")
    if len(mantissa) == SIRET_LENGTH == len(whole) and is_siret(whole):
        return Identity(siren=siren, siret=whole, mended=True)
    return Identity(siren=siren, mended=True, fault="rounded-identifier" if len(whole) == SIRET_LENGTH else None)


def is_siren(digits: str) -> bool:
    """Whether the key of these nine digits is right (Luhn)."""
    return len(digits) == SIREN_LENGTH and digits.isascii() and digits.isdigit() and _luhn(digits) % 10 == 0


def is_siret(digits: str) -> bool:
    """Whether the key of these fourteen digits is right (Luhn; for branches of La Poste, the plain sum by five)."""
    if len(digits) != SIRET_LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    if digits.startswith(_LA_POSTE) and digits != "35600000000048":
        return sum(map(int, digits)) % 5 == 0
    return _luhn(digits) % 10 == 0


def is_rna(text: str) -> bool:
    """Whether this has the form of an RNA number, which has no key."""
    return re.fullmatch(r"W[0-9][0-9A-Z][0-9]{7}", text) is not None


def is_finess(text: str) -> bool:
    """Whether the key of this FINESS number is right; in Corsica A counts as 1, B as 2."""
    digits = re.sub(r"^2[AB]", lambda m: "21" if m[0] == "2A" else "22", text)
    return is_siren(digits)


def _luhn(digits: str) -> int:
    """The sum of the digits, every second one from the right counting double."""
    odd, even = digits[-1::-2], digits[-2::-2]
    return sum(map(int, odd)) + sum(_DOUBLED[int(d)] for d in even)


_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
