"""`odas-graph open`: a real program started as the browser, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from .processes import environment, run


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    folder = tmp_path / "mes exports é" / "exports"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("<!DOCTYPE html><title>Atlas</title>", "utf-8")
    return folder


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A program that notes what it was asked to open."""
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{tmp_path / "opened"}"\n', "utf-8")
    script.chmod(0o755)
    return script


def opened(tmp_path: Path) -> list[str]:
    found = tmp_path / "opened"
    return found.read_text("utf-8").splitlines() if found.exists() else []


@pytest.mark.parametrize("named", ["", ".", "index.html"])
def test_the_atlas_is_opened_and_its_place_said(atlas: Path, browser: Path, tmp_path: Path, named: str) -> None:
    env = environment(BROWSER=str(browser))
    done = run("open", *([named] if named else []), cwd=atlas if named else atlas.parent, env=env)
    address = (atlas / "index.html").as_uri()
    assert (done.returncode, done.stdout, done.stderr) == (0, f"The atlas is at {address}\n", "")
    assert opened(tmp_path) == [address]


@pytest.mark.parametrize("named", ["nothing-here", "donnees"])
def test_where_there_is_no_atlas_nothing_is_opened(atlas: Path, browser: Path, tmp_path: Path, named: str) -> None:
    (atlas / "donnees").mkdir()
    done = run("open", named, cwd=atlas, env=environment(BROWSER=str(browser)))
    assert (done.returncode, done.stdout) == (3, "")
    assert f"There is no atlas in {named}. Run `odas-graph build` first" in done.stderr
    assert opened(tmp_path) == []


def test_another_file_is_not_opened_in_its_place(atlas: Path, browser: Path, tmp_path: Path) -> None:
    (atlas / "notes.txt").write_text("notes", "utf-8")
    done = run("open", atlas / "notes.txt", env=environment(BROWSER=str(browser)))
    assert (done.returncode, opened(tmp_path)) == (3, [])


def test_without_a_browser_the_address_is_there_to_be_copied(atlas: Path, tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    done = run("open", atlas, env=environment(BROWSER="/bin/false", PATH=str(empty)))
    assert done.returncode == 0
    assert (atlas / "index.html").as_uri() in done.stdout
    assert "No browser could be started" in done.stderr


def test_a_name_with_control_characters_is_shown_without_them(tmp_path: Path) -> None:
    done = run("open", "\x1b[31mred", cwd=tmp_path)
    assert done.returncode == 3 and "\x1b" not in done.stderr
