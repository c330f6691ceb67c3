"""Slugs: the part of an IRI or of a file name that a name becomes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

# Long enough for every name of the sources, short enough for any file system once the page suffix is added.
MAX_SLUG: Final = 120


def slugify(text: str) -> str:
    """`text` in lower-case ASCII letters, digits and hyphens; a digest keeps long or empty ones apart."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if slug and len(slug) <= MAX_SLUG:
        return slug
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return f"{slug[:MAX_SLUG - 11].rstrip('-')}-{digest}".lstrip("-")
