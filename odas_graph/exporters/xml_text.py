"""Text that XML can hold: names come from anywhere, and one stray character makes a whole file unreadable."""

from __future__ import annotations

import re
from typing import Final

# XML 1.0, 2.2: the control characters, halves of pairs and non-characters that no document may hold, even escaped.
_FORBIDDEN: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text without the characters that XML has no place for."""
    return _FORBIDDEN.sub("", text)
