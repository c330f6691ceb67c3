"""The house: which room may import which, what each may use, how big a file may grow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "odas_graph"
HOUSE = PACKAGE.parent / "docs" / "architecture.md"

# A room imports strictly lower levels and its own neighbours inside the same folder.
LEVELS: dict[str, float] = {
    "i18n": 0,
    "errors": 1, "findings": 1,
    "resources": 2, "vocab": 2, "naming": 2, "formulas": 2, "sparql": 2,
    "fiche": 2.5, "territory": 2.5, "drawing": 2.5, "questionnaire": 2.6,
    "store": 3, "records": 3,
    "panel": 3.5,  # facts as columns: what networks fill and measures read
    "things": 3.6,
    "importers": 4, "reconcile": 4, "proposal": 4, "describe": 4, "shapes": 4, "queries": 4, "network": 4, "views": 4,
    "dossiers": 4.5,
    "analysis": 5, "layout": 5,
    "scene": 5.2,  # what stands on a map, whoever draws it
    "simulation": 5.2,  # a story told to every step that follows
    "visibility": 5.5, "cooperation": 5.5,  # where networks, measures and proof meet
    "writeback": 5.7, "evaluation": 5.7, "study": 5.8,
    "exporters": 6, "maps": 6, "plots": 6,
    "atlas": 6.5,  # puts what exporters and maps make into one folder
    "pipeline": 7,
    "cli": 8, "server": 8,
}
# The package's own front page offers the pipeline lazily; `python -m` calls the command line.
FRONT = {"__init__", "__main__"}
SURFACE_ONLY = {"click", "pyvis", "starlette", "flask", "fastapi"}
PYVIS_ROOM = "maps"
MAX_LINES = 400


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path, *, top_level_only: bool = False) -> Iterator[tuple[str, int]]:
    tree = ast.parse(path.read_text("utf-8"))
    checked_only = {id(n) for node in ast.walk(tree)
                    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) for n in ast.walk(node)}
    for node in tree.body if top_level_only else ast.walk(tree):
        if id(node) in checked_only and not top_level_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "odas_graph":
                yield from ((f"odas_graph.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_lower_rooms(path: Path) -> None:
    here = room(path)
    if here in FRONT:
        return
    assert here in LEVELS, f"{here} has no level: add it to the table with its only job"
    for name, line in imported(path):
        parts = name.split(".")
        if parts[0] != "odas_graph" or len(parts) == 1 or parts[1] in ("__version__", here):
            continue
        assert parts[1] in LEVELS, f"{path.name}:{line} imports {name}, a room without level"
        assert LEVELS[parts[1]] < LEVELS[here], f"{path.name}:{line}: {here} may not import {parts[1]}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_lower_rooms_know_no_surface(path: Path) -> None:
    if room(path) in FRONT:
        return
    for name, line in imported(path):
        top = name.split(".")[0]
        if top == "pyvis":
            assert room(path) == PYVIS_ROOM, f"{path.name}:{line}: pyvis lives in {PYVIS_ROOM} alone"
        elif top in SURFACE_ONLY:
            assert LEVELS[room(path)] > 5.5, f"{path.name}:{line}: {top} belongs to the surface"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_stay_readable(path: Path) -> None:
    if path.name == "vocab.py":
        return  # generated: as long as the ontology is
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.skipif(not HOUSE.exists(), reason="the docs are not part of an installed wheel")
def test_the_table_of_the_docs_is_this_one() -> None:
    rows = re.findall(r"(?m)^\| ([0-9.]+) \| `(\w+)` \| .+ \|$", HOUSE.read_text("utf-8"))
    assert {name: float(level) for level, name in rows} == {
        name: level for name, level in LEVELS.items() if name in {room(path) for path in modules()}}


def test_no_import_is_relative() -> None:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: write imports from the root"


def test_every_room_says_its_job() -> None:
    for path in modules():
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} has no docstring"


@pytest.mark.parametrize("statement", ["import odas_graph", "import odas_graph.cli.app"])
def test_help_loads_nothing_heavy(statement: str) -> None:
    heavy = ("rdflib", "networkx", "pydantic", "pyvis", "numpy", "rich", "pyoxigraph", "yaml", "jinja2")
    code = f"import sys; {statement}; print([m for m in {heavy!r} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_analysis_reads_no_file_and_knows_no_rdf() -> None:
    for path in sorted((PACKAGE / "analysis").glob("*.py")):
        for name, line in imported(path):
            assert name.split(".")[0] not in ("rdflib", "pyoxigraph", "pathlib"), f"{path.name}:{line}: {name}"
