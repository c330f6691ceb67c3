"""Translates what people read: English in the code, French and English on screen.

The language is a context variable, never a process-wide setting: two builds in two languages may run side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("fr", "en")
LOCALE_DIR: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "odas_graph"

_language: ContextVar[str] = ContextVar("language", default="fr")


@cache
def _catalogue(lang: str) -> Mapping[str, str]:
    from gettext import GNUTranslations

    path = LOCALE_DIR / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with path.open("rb") as stream:
        catalogue: dict[str, str] = GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    return catalogue


def language() -> str:
    """The language in force, `fr` or `en`."""
    return _language.get()


def set_language(lang: str) -> None:
    """Makes `lang` the language of this context; anything but `fr` and `en` is refused with ValueError."""
    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r}: choose fr or en")
    _language.set(lang)


@contextmanager
def in_language(lang: str) -> Iterator[None]:
    """The block runs in `lang`, then the former language is back."""
    former = language()
    set_language(lang)
    try:
        yield
    finally:
        _language.set(former)


def gettext(message: str) -> str:
    """`message` in the language in force; the English text itself where the catalogue has none."""
    lang = _language.get()
    if lang == "en" or not message:  # a catalogue keeps its own headers under the empty message
        return message
    return _catalogue(lang).get(message) or message


def language_from_environment(environ: Mapping[str, str]) -> str:
    """`en` where the locale variables ask for English first, else `fr`.

    Order of the variables: GNU gettext manual, "Locale Environment Variables".
    """
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return "en" if re.match(r"en([_.:@-]|$)", value, re.IGNORECASE) else "fr"
    return "fr"
