"""What all pictures share: how each sphere is drawn, and names that are safe to draw."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# A name on a picture, a name in a table: long enough for every real one, short enough to stay readable.
SHORT: Final = 80
LONG: Final = 240


class Style(NamedTuple):
    """How a sphere is drawn: SVG path in a square of −1 to 1, fill, colour of the letters, how far they stand lower."""

    path: str
    fill: str
    ink: str = "#111"
    drop: float = 0.0


_BADGE: Final = "M" + "L".join(f"{x} {y}" for x, y in (
    (0, -1.2), (.33, -.8), (.85, -.85), (.8, -.33), (1.2, 0), (.8, .33), (.85, .85), (.33, .8), (0, 1.2), (-.33, .8),
    (-.85, .85), (-.8, .33), (-1.2, 0), (-.8, -.33), (-.85, -.85), (-.33, -.8))) + "Z"
# Okabe & Ito (2008), "Color Universal Design": told apart whatever the eye; shape and letters say the same.
STYLES: Final[dict[str, Style]] = {
    "etat": Style("M-.95-.95H.95V.95H-.95Z", "#0072B2", "#fff"),
    "collectivite": Style("M-.58-1.02H.58L1.17 0L.58 1.02H-.58L-1.17 0Z", "#56B4E9"),
    "protection-sociale": Style("M0-1.25L1.25 0L0 1.25L-1.25 0Z", "#CC79A7"),
    "sante": Style("M-.5-1.1H.5V-.5H1.1V.5H.5V1.1H-.5V.5H-1.1V-.5H-.5Z", "#D55E00"),
    "logement": Style("M0-1.2L1.1-.35V.95H-1.1V-.35Z", "#E69F00", drop=.18),
    "education": Style("M0-1.3L1.35.95H-1.35Z", "#BBBBBB", drop=.36),
    "economie": Style("M-.45-1.05H.45L1.05-.45V.45L.45 1.05H-.45L-1.05.45V-.45Z", "#222222", "#fff"),
    "association": Style("M1.05 0A1.05 1.05 0 1 1-1.05 0A1.05 1.05 0 1 1 1.05 0Z", "#009E73"),
    "habitants": Style(_BADGE, "#F0E442"),
    "action": Style("M-1.1-.8H.65L1.1-.35V.8H-1.1Z", "#FFFFFF"),
    "bundle": Style("M-1.1-.6H.8V.85H-1.1ZM-.8-.6V-.9H1.1V.5H.8", "#FFFFFF"),
}


def plain(text: str, limit: int = LONG) -> str:
    """A text without control or bidirectional characters, white space folded, cut at `limit` with an ellipsis."""
    text = re.sub(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text[:8 * limit])
    text = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
    return text if len(text) <= limit else text[:limit - 1].rstrip() + "…"
