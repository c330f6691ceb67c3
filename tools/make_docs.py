"""Makes what the docs show from the thing itself: schemas, the ontology as a page, figures, tables, output of commands.

Without option it writes; with `--check` it changes nothing and exits 1 if a committed file is not what would be
written. The evaluation takes minutes: `--check` and `--keep-evaluation` take it from docs/evaluation.json as it stands.
In a README, a block that begins with ```console holds `$ command` lines, each followed by what it prints. The pictures
of maps need a browser: `screenshots.py` takes them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from odas_graph import load
from odas_graph.exporters import template_yaml
from odas_graph.plots import PLOTS

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS = ROOT / "docs" / "schema"
SITE = ROOT / "docs" / "_site"
IMAGES = ROOT / "docs" / "images"
EVALUATION = ROOT / "docs" / "evaluation.json"
# Written by tools/bench_large.py --json: what a machine measured is not made again with each page.
MEASURED = ROOT / "docs" / "size.json"
LOCALES = {"fr": "fr_FR.UTF-8", "en": "en_US.UTF-8"}
# The language each page is written in, and so that of the output it shows.
PAGES = {"README.md": "en", "LISEZMOI.md": "fr"}
METHOD = {"docs/method.md": "en", "docs/methode.md": "fr"}
_BLOCK = re.compile(r"(?s)^```console\n(.*?)^```$", re.MULTILINE)


def schemas() -> dict[Path, str]:
    """The JSON Schema of each file of a dataset."""
    return {SCHEMAS / name: text for name, text in template_yaml.schemas().items()}


def with_output(page: Path, locale: str, folder: Path) -> str:
    """The page with the output of each command as it is now, run in `folder`."""
    def session(block: re.Match[str]) -> str:
        lines = []
        for line in block[1].splitlines():
            if line.startswith("$ "):
                lines += [line, *run(line[2:], locale, folder).splitlines()]
        return "```console\n" + "\n".join(lines) + "\n```"

    return _BLOCK.sub(session, page.read_text("utf-8"))


def run(line: str, locale: str, folder: Path) -> str:
    """What a command of a README prints to one who has built the shipped data into exports/."""
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": paths, "LC_ALL": "", "LANGUAGE": "", "LANG": locale, "PYTHONUTF8": "1"}
    result = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=folder, env=environment, capture_output=True,
                            text=True, encoding="utf-8", check=False)
    # `| head` closes the pipe early, which is no fault of the command before it.
    if result.returncode not in (0, 141):
        raise SystemExit(f"{line!r} failed ({result.returncode}): {result.stderr}")
    return result.stdout


def committed(evaluate: bool) -> dict[Path, str]:
    """Every committed file this makes, with its content; the evaluation is made again only if asked."""
    from method_page import blocks, filled
    from size_page import plot

    made = schemas()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run("odas-graph build", LOCALES["en"], folder)
        for page, lang in PAGES.items():
            made[ROOT / page] = with_output(ROOT / page, LOCALES[lang], folder)
        for lang, locale in LOCALES.items():
            for figure in PLOTS:
                made[IMAGES / f"{figure}.{lang}.svg"] = run(f"odas-graph plot {figure}", locale, folder)
        made[EVALUATION] = evaluation(folder) if evaluate else EVALUATION.read_text("utf-8")
        store, measured = load(folder / "exports").store, MEASURED.read_text("utf-8")
        for page, lang in METHOD.items():
            made[ROOT / page] = filled((ROOT / page).read_text("utf-8"),
                                       blocks(lang, store, made[EVALUATION], measured))
            made[IMAGES / f"size.{lang}.svg"] = plot(lang, measured)
    return made


def evaluation(folder: Path) -> str:
    """What `odas-graph evaluate` finds, told in each language."""
    found = {lang: json.loads(run("odas-graph evaluate --format json", locale, folder))
             for lang, locale in LOCALES.items()}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def is_current(path: Path, text: str) -> bool:
    """Does the file say what it should? Of a figure, the words count: where they stand is up to the drawing library."""
    if not path.exists():
        return False
    old = path.read_text("utf-8")
    return _words(old) == _words(text) if path.suffix == ".svg" else old == text


def _words(svg: str) -> list[str]:
    return sorted(re.findall(r">([^<>]*[^<>\s][^<>]*)<", svg))


def main() -> int:
    """Writes or checks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--keep-evaluation", action="store_true")
    options = parser.parse_args()
    made = committed(evaluate=not (options.check or options.keep_evaluation))
    if options.check:
        stale = [path for path, text in made.items() if not is_current(path, text)]
        for path in stale:
            print(f"out of date: {path.relative_to(ROOT)} (run `make docs`)", file=sys.stderr)
        return 1 if stale else 0
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    from ontology_page import render

    SITE.mkdir(parents=True, exist_ok=True)
    (SITE / "ontology.html").write_text(render(), "utf-8")
    print(f"{SITE / 'ontology.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
