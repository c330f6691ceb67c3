"""What a name becomes: a slug, the part of an IRI or of a file name; folded, words that can be compared."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

# Long enough for every name of the sources, short enough for any file system once the page suffix is added.
MAX_SLUG: Final = 120
_ACCENTS: Final = re.compile("[\u0300-\u036f]")


def slugify(text: str, longest: int = MAX_SLUG) -> str:
    """`text` in lower-case ASCII letters, digits and hyphens; a digest keeps long or empty ones apart."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if slug and len(slug) <= longest:
        return slug
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return f"{slug[:longest - 11].rstrip('-')}-{digest}".lstrip("-")


def folded(text: str) -> str:
    """Words as they are compared: lower case, no accents, no punctuation, parted by one space.

    Not for all: `territory` reads "st" as "saint", `reconcile` knows words by their stems, `proposal` needs every
    letter to stay in its place, `importers.actor_types` has rules on capitals, applied to whole columns.
    """
    text = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join(re.findall(r"[a-z0-9]+", _ACCENTS.sub("", text)))
