"""The built wheel, installed outside the checkout, carries all it needs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="runs from a checkout")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
                   check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def venv(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which the wheel is installed; what it depends on is that of the environment of the tests."""
    folder = tmp_path_factory.mktemp("venv") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    python = folder / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                    "--no-index", str(wheel)], check=True, capture_output=True)
    own = subprocess.run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True,
                         capture_output=True, text=True).stdout.strip()
    # A .pth file appends, so that the wheel stands first, and does not follow the .pth files in the folders it names:
    # an editable install of the tests' environment stays out.
    others = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (Path(own) / "dependencies.pth").write_text("".join(f"{path}\n" for path in others), "utf-8")
    return folder


def run(venv: Path, cwd: Path, program: str, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LC_ALL", "LANGUAGE")}
    result = subprocess.run([str(venv / "bin" / program), *arguments], cwd=cwd, capture_output=True, text=True,
                            env=environment | {"LANG": "en_US.UTF-8"}, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_it_holds_code_data_and_ontology_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"odas_graph", next(t for t in tops if t.endswith(".dist-info"))}
    for needed in ("odas_graph/ontology/odas.ttl", "odas_graph/data/territories/communes.csv.gz", "odas_graph/py.typed",
                   "odas_graph/data/puissance-de-la-proximite/dataset.yaml", "odas_graph/analysis/weights.yaml",
                   "odas_graph/locale/fr/LC_MESSAGES/odas_graph.mo", "odas_graph/templates/map.html.j2"):
        assert needed in names
    assert not [n for n in names if "__pycache__" in n or "/tests/" in n]


def test_it_builds_and_answers_outside_the_checkout(venv: Path, tmp_path: Path) -> None:
    places = run(venv, tmp_path, "python", "-c", "import odas_graph, odas_graph.resources as r\n"
                 "print(odas_graph.__file__, r.data_dir(), r.ontology_dir(), sep='\\n')").splitlines()
    assert len(places) == 3
    assert all(Path(place).resolve().is_relative_to(venv.resolve()) for place in places), places
    run(venv, tmp_path, "odas-graph", "build", "--out", "out")
    assert (tmp_path / "out" / "cartes" / "FR.html").stat().st_size > 100_000
    assert "actions" in run(venv, tmp_path, "odas-graph", "query", "figures", "--store", "out")


# Names of distributions that are not those of what they hold. Markup is what jinja2 escapes with and depends on.
DISTRIBUTIONS = {"PIL": "pillow", "odf": "odfpy", "python_calamine": "python-calamine", "stdnum": "python-stdnum",
                 "yaml": "pyyaml", "markupsafe": "jinja2", "docx": "python-docx"}


def third_party(source: str) -> Iterator[str]:
    """The top-level modules that are imported, but for the standard library and those the code can do without."""
    tree = ast.parse(source)
    guarded = {node for attempt in ast.walk(tree) if isinstance(attempt, ast.Try)
               and any("ImportError" in ast.dump(h.type) or "ModuleNotFoundError" in ast.dump(h.type)
                       for h in attempt.handlers if h.type) for part in attempt.body for node in ast.walk(part)}
    for node in ast.walk(tree):
        names = ([alias.name for alias in node.names] if isinstance(node, ast.Import) else
                 [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else [])
        for top in (name.split(".")[0] for name in names):
            if top not in sys.stdlib_module_names and top != "odas_graph" and node not in guarded:
                yield top


def test_it_requires_all_that_it_imports_and_nothing_else(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = archive.read(next(n for n in archive.namelist() if n.endswith("/METADATA"))).decode()
    required = {name.lower() for name in re.findall(r"(?m)^Requires-Dist: ([\w.-]+)(?!.*extra ==)", metadata)}
    imported = {DISTRIBUTIONS.get(top, top) for name in archive.namelist() if name.endswith(".py")
                for top in third_party(archive.read(name).decode())}
    assert imported == required


def test_it_says_its_version_and_licences(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = archive.read(next(n for n in archive.namelist() if n.endswith("/METADATA"))).decode()
    assert "Requires-Python: >=3.11" in metadata
    licences = [n for n in archive.namelist() if "/licenses/" in n]
    assert {Path(n).name for n in licences} == {"LICENSE", "ontology-CC-BY-4.0.md", "data-etalab-2.0.md"}
