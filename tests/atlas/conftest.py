"""The atlas of the shipped data, written once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

import odas_graph as og


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a build of the shipped data writes."""
    return og.build(lang="fr").save(tmp_path_factory.mktemp("atlas") / "exports")
