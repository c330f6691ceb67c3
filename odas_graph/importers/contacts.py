"""What in a text reaches a person or names one: taken out of cells, and of findings that quote cells."""

from __future__ import annotations

import re
from typing import Final

# Repetitions are bounded, so that no text costs more than its length; no part of an address is longer (RFC 5321).
MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")
PHONE: Final = re.compile(r"(?<![\d.])(?:(?:\+|00)33[\s.-]?(?:\(0\)[\s.-]?)?[1-9]|0[1-9])(?:[\s.-]?\d{2}){4}(?!\d)")
# A form of address and up to three words after it.
_ADDRESSED: Final = re.compile(r"(?i)\b(m\.|mm\.|mme\.?|mmes\.?|mlle\.?|mlles\.?|monsieur|messieurs|madame|mesdames|"
                               r"mademoiselle)\s{1,3}[^\W\d_][\w'’.-]{0,40}(?:\s[^\W\d_][\w'’.-]{0,40}){0,2}")


def without_contacts(text: str) -> str:
    """The text without e-mail addresses and telephone numbers, words parted by one space."""
    return " ".join(PHONE.sub(" ", MAIL.sub(" ", text)).split())


def without_persons(message: str) -> str:
    """The message of a finding with “…” for the addresses, telephone numbers and persons in the cell it quotes."""
    return _ADDRESSED.sub(r"\1 …", PHONE.sub("…", MAIL.sub("…", message)))
