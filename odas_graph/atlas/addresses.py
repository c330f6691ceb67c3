"""Where the page of an actor, an action or a territory stands in the atlas, and how one page reaches another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from odas_graph import vocab
from odas_graph.i18n import LANGUAGES

FOLDERS: Final = {"actor": "acteurs", "action": "actions", "territory": "territoires"}
# Names that every file system takes, in any case: longer or stranger ones are cut and told apart by a digest.
_SAFE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST: Final = 100


def page_of(iri: str, codes: Mapping[str, str]) -> str | None:
    """The page of a thing from the root of its language, `acteurs/apcis.html`; None for what has no page.

    `codes` gives the code of each territory by IRI: a territory is filed under its code.
    """
    kind, _, slug = iri.removeprefix(vocab.ID).partition("/")
    if not iri.startswith(vocab.ID) or kind not in FOLDERS:
        return None
    return f"{FOLDERS[kind]}/{file_name(codes.get(iri, slug) if kind == 'territory' else slug)}.html"


def file_name(slug: str) -> str:
    """A slug as the name of a file, without suffix; two slugs never share one."""
    if _SAFE.fullmatch(slug.lower()) and len(slug) <= _LONGEST and (slug == slug.lower() or slug.isupper()
                                                                    or slug.isalnum()):
        return slug
    kept = re.sub("[^a-z0-9]+", "-", slug.lower()).strip("-")[:_LONGEST - 13].strip("-")
    return f"{kept}-{hashlib.sha256(slug.encode()).hexdigest()[:12]}".lstrip("-")


def prefix(path: str) -> str:
    """What leads from a page back to the root of its language: `../` for each folder that it is in."""
    return "../" * path.count("/")


def language_root(lang: str, main: str) -> str:
    """The folder of a language from the root of the atlas: nothing for the main one, `en/` for another."""
    return "" if lang == main else f"{lang}/"


def other_languages(path: str, lang: str, main: str) -> dict[str, str]:
    """The same page in every language, by code, from this one."""
    back = prefix(language_root(lang, main) + path)
    return {code: back + language_root(code, main) + path for code in LANGUAGES}
