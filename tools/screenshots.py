"""Takes the pictures of docs/images from a fresh build, with a headless Chromium."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from odas_graph import build

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
# Picture, page of the build, size of the window in CSS pixels.
SHOTS = (("carte-93.png", "cartes/93.html", (1280, 1010)),)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]


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
        for name, page_name, (width, height) in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce",
                                    locale="fr-FR")
            page.goto((out / page_name).resolve().as_uri())
            page.wait_for_timeout(500)
            page.screenshot(path=IMAGES / name)
            print(IMAGES / name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
