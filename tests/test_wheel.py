"""The built wheel, installed outside the checkout, carries all it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
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
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(site: Path, cwd: Path, *arguments: str) -> str:
    # Dependencies come from this environment; the package itself from the unpacked wheel, which stands first.
    environment = {**os.environ, "PYTHONPATH": str(site), "LANG": "en_US.UTF-8", "LC_ALL": "", "LANGUAGE": ""}
    result = subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True,
                            encoding="utf-8", check=False)
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


def test_it_builds_and_answers_outside_the_checkout(site: Path, tmp_path: Path) -> None:
    where = run(site, tmp_path, "-c", "import odas_graph; print(odas_graph.__file__)")
    assert Path(where.strip()).is_relative_to(site)
    run(site, tmp_path, "-m", "odas_graph", "build", "--out", "out")
    assert (tmp_path / "out" / "cartes" / "FR.html").stat().st_size > 100_000
    assert "actions" in run(site, tmp_path, "-m", "odas_graph", "query", "figures", "--store", "out")


def test_it_says_its_version_and_licences(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = archive.read(next(n for n in archive.namelist() if n.endswith("/METADATA"))).decode()
    assert "Requires-Python: >=3.11" in metadata
    licences = [n for n in archive.namelist() if "/licenses/" in n]
    assert {Path(n).name for n in licences} == {"LICENSE", "ontology-CC-BY-4.0.md", "data-etalab-2.0.md"}
