"""Takes the pictures of docs/images from a fresh build, with a headless Chromium."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import sync_playwright

from odas_graph import build

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
# Shades of a picture: pages are flat, and the guide is to stay light.
SHADES = 256


class Shot(NamedTuple):
    """A picture: its file, the page of the build, the window in CSS pixels, and what to do there first.

    `part` is a selector: the picture is of that element, no higher than the window. `script` runs on the page.
    """

    name: str
    page: str
    window: tuple[int, int] = (1280, 820)
    part: str = ""
    script: str = ""


SHOTS = (
    Shot("carte-93.png", "cartes/93.html", (1280, 1010)),
    Shot("guide-accueil.png", "index.html"),
    Shot("guide-recherche.png", "index.html", (1280, 420), "", """() => { const box = document.querySelector("#search");
      box.value = "stains"; box.dispatchEvent(new Event("input")); }"""),
    Shot("guide-territoire.png", "territoires/93.html", (1280, 1000)),
    Shot("guide-besoins.png", "territoires/93.html", (1280, 900), "section[aria-labelledby=needs]"),
    Shot("guide-arret.png", "territoires/93.html", (1280, 620), "section[aria-labelledby=stops]"),
    Shot("guide-acteur.png", "acteurs/apcis.html", (1280, 760), "", """() => {
      document.querySelector("details.proof").open = true; }"""),
    Shot("guide-peu-connus.png", "invisibles.html", (1280, 700), "figure.standing"),
    Shot("guide-cercles.png", "invisibles.html", (1280, 620), "section[aria-labelledby=matrix]"),
    Shot("guide-rapport.png", "rapport/93.html", (1280, 820)),
    Shot("guide-telephone.png", "acteurs/apcis.html", (360, 720)),
)


def main() -> int:
    """Writes every picture; 1 where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium found: install the chromium package of your system", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = build(lang="fr").save(Path(folder) / "exports")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for shot in SHOTS:
            width, height = shot.window
            page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce",
                                    locale="fr-FR")
            page.goto((out / shot.page).resolve().as_uri())
            page.wait_for_timeout(500)
            if shot.script:
                page.evaluate(shot.script)
            (IMAGES / shot.name).write_bytes(_small(_taken(page, shot)))
            print(IMAGES / shot.name)
            page.close()
        browser.close()
    return 0


def _taken(page: Page, shot: Shot) -> bytes:
    """The window; or an element, cut at the height of the window so that text stays legible."""
    if not shot.part:
        return page.screenshot()
    element = page.locator(shot.part).first
    element.scroll_into_view_if_needed()
    box = page.evaluate("""(part) => { const box = document.querySelector(part).getBoundingClientRect();
      return [box.left + scrollX, box.top + scrollY, box.width, box.height]; }""", shot.part)
    margin, (left, top, wide, high) = 12, box
    return page.screenshot(full_page=True, clip={
        "x": max(left - margin, 0), "y": max(top - margin, 0), "width": min(wide + 2 * margin, shot.window[0]),
        "height": min(high + 2 * margin, shot.window[1])})


def _small(picture: bytes) -> bytes:
    """The same picture in few shades."""
    from PIL import Image

    stream = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(SHADES, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main())
