"""The output folder is replaced as a whole: whatever fails, and whenever, the former one is whole."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.errors import OutputError
from odas_graph.exporters import folder as folder_module
from odas_graph.exporters.folder import MANIFEST, check_target, replaced_folder
from odas_graph.i18n import in_language

from .processes import bound

OLD = {"donnees/a.txt": "old", "cartes/1.html": "old", "cartes/2.html": "old"}
NEW = {"donnees/a.txt": "new", "cartes/1.html": "new"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def write(target: Path, files: dict[str, str]) -> None:
    with replaced_folder(target) as folder:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)


def content(folder: Path) -> dict[str, str]:
    """All files but the manifest."""
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*"))
            if p.is_file() and p.relative_to(folder).as_posix() != MANIFEST}


def beside(target: Path) -> list[str]:
    return sorted(p.name for p in target.parent.iterdir() if p != target)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write(tmp_path / "room" / "exports", OLD)
    return tmp_path / "room" / "exports"


# What works.

def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "c", NEW)
    assert content(tmp_path / "a" / "b" / "c") == NEW
    assert beside(tmp_path / "a" / "b" / "c") == []


def test_what_a_former_run_wrote_goes_and_the_rest_stays(out: Path) -> None:
    (out / "README.md").write_text("readme")
    (out / "notes").mkdir()
    (out / "notes" / "mine.txt").write_text("mine")
    (out / "donnees" / "mine.csv").write_text("mine")
    (out / "empty").mkdir()
    (out / "link").symlink_to("notes")
    write(out, NEW)
    assert content(out) == {**NEW, "README.md": "readme", "notes/mine.txt": "mine", "donnees/mine.csv": "mine"}
    assert (out / "empty").is_dir()
    assert (out / "link").is_symlink() and (out / "link").readlink() == Path("notes")
    assert beside(out) == []


def test_files_carried_over_are_still_there_after_many_runs(out: Path) -> None:
    (out / "cartes" / "mine.html").write_text("mine")
    for _ in range(3):
        write(out, NEW)
        write(out, {"index.html": "x"})
    assert content(out) == {"index.html": "x", "cartes/mine.html": "mine"}


def test_the_manifest_lists_what_was_written(out: Path) -> None:
    manifest = (out / MANIFEST).read_bytes()
    assert json.loads(manifest) == {"files": sorted([*OLD, MANIFEST])}
    write(out, OLD)
    assert (out / MANIFEST).read_bytes() == manifest


@pytest.mark.parametrize("name", ["README.md", ".gitkeep", ".DS_Store"])
def test_a_folder_with_a_harmless_file_is_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / name).write_text("kept")
    write(tmp_path / "exports", NEW)
    assert content(tmp_path / "exports") == {**NEW, name: "kept"}


def test_rights_of_the_folder_stay(out: Path) -> None:
    out.chmod(0o2750)
    write(out, NEW)
    assert out.stat().st_mode & 0o7777 == 0o2750


def test_a_new_folder_has_the_rights_any_has(tmp_path: Path) -> None:
    (tmp_path / "usual").mkdir()
    write(tmp_path / "exports", NEW)
    assert (tmp_path / "exports").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_link_to_a_folder_keeps_pointing_to_it(out: Path) -> None:
    link = out.parent.parent / "link"
    link.symlink_to(out)
    write(link, NEW)
    assert link.is_symlink()
    assert content(out) == NEW


def test_a_link_to_nowhere_makes_the_folder_it_names(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "there")
    write(tmp_path / "link", NEW)
    assert content(tmp_path / "there") == NEW


def test_systems_without_exchange_nor_links_do_it_in_more_steps(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(errno.EPERM, "not here")

    monkeypatch.setattr(folder_module, "_exchange", lambda one, other: False)
    monkeypatch.setattr(os, "link", refuse)
    (out / "README.md").write_text("readme")
    write(out, NEW)
    assert content(out) == {**NEW, "README.md": "readme"}
    assert beside(out) == []


# What is refused.

def refused(target: Path, words: str) -> None:
    with pytest.raises(OutputError, match=words):
        check_target(target)
    with pytest.raises(OutputError, match=words), replaced_folder(target):
        pytest.fail("found out only after the work")


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "thesis"
    (target / "donnees").mkdir(parents=True)
    (target / "chapter.txt").write_text("mine")
    refused(target, r"holds other files \(chapter\.txt, donnees\)")
    (target / "donnees" / "manifest.json").write_text('{"entries": ["chapter.txt"]}')
    refused(target, "holds other files")
    assert content(target) == {"chapter.txt": "mine"}


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"files": 3}', "\x00", '{"files": ["a"]', '"files"'])
def test_a_broken_manifest_makes_no_folder_ours(out: Path, manifest: str) -> None:
    (out / MANIFEST).write_text(manifest)
    refused(out, "holds other files")


def test_a_manifest_reaches_no_file_outside(out: Path) -> None:
    (out.parent / "mine.txt").write_text("mine")
    (out / MANIFEST).write_text('{"files": ["../mine.txt", "/etc/passwd", "donnees/a.txt", "."]}')
    write(out, NEW)
    assert (out.parent / "mine.txt").read_text() == "mine"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("mine")
    refused(tmp_path / "exports", "is a file")
    refused(tmp_path / "exports" / "sub", "no folder|File exists")
    assert (tmp_path / "exports").read_text() == "mine"


@pytest.mark.parametrize("name", [".", "..", "", "../exports"])
def test_the_current_folder_is_refused(out: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (out / "cartes").mkdir(exist_ok=True)
    monkeypatch.chdir(out / "cartes" if name == ".." else out)
    refused(Path(name), "current folder")
    assert content(out) == OLD
    assert Path.cwd().exists()


def test_a_folder_inside_the_current_one_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("exports"), NEW)
    write(Path("./exports"), OLD)
    assert content(tmp_path / "exports") == OLD


@pytest.mark.skipif(not Path("/proc").is_mount(), reason="no volume to try")
def test_the_root_of_a_volume_is_refused() -> None:
    refused(Path("/proc"), "volume of its own")


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused(tmp_path / "loop", "loop")


def test_names_no_system_has_are_refused(tmp_path: Path) -> None:
    refused(tmp_path / ("x" * 300), "the name is too long")
    refused(tmp_path / ("x" * 240), "the name is too long")
    refused(Path("a\0b"), "null")


def test_a_place_closed_to_writing_is_told_before_the_work(tmp_path: Path) -> None:
    write(tmp_path / "exports", OLD)
    tmp_path.chmod(0o555)
    done = subprocess.run(bound([sys.executable, "-c", WORK, "refuse", str(tmp_path / "exports")]), capture_output=True,
                          text=True, check=False)
    tmp_path.chmod(0o755)
    assert "begun" not in done.stdout
    assert "Nothing can be written beside" in done.stdout
    assert "access is not permitted" in done.stdout
    assert content(tmp_path / "exports") == OLD


# What fails in the middle.

@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), ValueError("x"),
                                   KeyboardInterrupt(),
                                   MemoryError()])
def test_a_failure_leaves_the_former_content(out: Path, error: BaseException) -> None:
    expected = OutputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected) as caught, replaced_folder(out) as new:
        (new / "half.txt").write_text("half")
        raise error
    assert content(out) == OLD
    assert beside(out) == []
    if isinstance(error, OSError):
        assert "the disk is full" in str(caught.value)
        assert str(out) in str(caught.value)
        assert "untouched" in str(caught.value)


def test_foreign_files_that_cannot_be_carried_over_stop_the_run(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (out / "mine.txt").write_text("mine")

    def fail(*_args: object, **_options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(folder_module, "_link", fail)
    with pytest.raises(OutputError, match="access is not permitted"):
        write(out, NEW)
    assert content(out) == {**OLD, "mine.txt": "mine"}


def test_someone_who_takes_the_place_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "exports"
    with pytest.raises(OutputError, match="holds other files"), replaced_folder(target):
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    assert content(target) == {"mine.txt": "mine"}


# Other processes.

WORK = """
import sys, time
from pathlib import Path
from odas_graph.errors import OutputError
from odas_graph.exporters import folder as module
from odas_graph.i18n import set_language

def write(target, text, files=3, pause=0.0, size=10):
    with module.replaced_folder(Path(target)) as folder:
        print("begun", flush=True)
        for i in range(files):
            (folder / f"{i}.txt").write_text(text * size)
            time.sleep(pause)

set_language("en")
what, target, *rest = sys.argv[1:]
try:
    if what == "refuse":
        write(target, "x")
    elif what == "slow":
        write(target, "new", pause=0.05)
    elif what == "again":
        for i in range(int(rest[1])):
            write(target, rest[0])
    elif what == "two steps":
        module._exchange = lambda one, other: False
        while True:
            write(target, "new")
    elif what == "full":
        write(target, "new", size=10_000)
except OutputError as error:
    print(error)
    sys.exit(3)
"""


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WORK, *arguments], stdout=subprocess.PIPE, text=True)


def test_a_full_disk_leaves_the_former_content(out: Path) -> None:
    done = subprocess.run(bound([sys.executable, "-c", WORK, "full", str(out)], file_size=2000), capture_output=True,
                          text=True, check=False)
    assert done.returncode == 3
    assert "larger than permitted" in done.stdout and "free some space" in done.stdout
    assert content(out) == OLD
    assert beside(out) == []


def test_a_kill_leaves_the_former_content_and_the_next_run_sweeps(out: Path) -> None:
    run = start("slow", str(out))
    assert run.stdout is not None
    assert run.stdout.readline() == "begun\n"
    run.send_signal(signal.SIGKILL)
    run.communicate()
    assert content(out) == OLD
    assert len(beside(out)) == 1
    others = {".exports2.new-1", "exports.new-1", ".exports.newer"}
    for name in others:
        (out.parent / name).mkdir()
    write(out, NEW)
    assert content(out) == NEW
    assert set(beside(out)) == others


def test_a_run_at_work_is_not_swept_away(out: Path) -> None:
    run = start("slow", str(out))
    assert run.stdout is not None
    assert run.stdout.readline() == "begun\n"
    write(out, NEW)
    assert run.communicate(timeout=20)[0] == ""
    assert run.returncode == 0
    assert content(out) == {f"{i}.txt": "new" * 10 for i in range(3)}
    assert beside(out) == []


def test_kills_at_any_moment_leave_one_whole_content(out: Path) -> None:
    chance = random.Random(7)
    wholes = [OLD, {f"{i}.txt": "new" * 10 for i in range(3)}]
    for _ in range(8):
        run = start("two steps", str(out))
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(chance.random() * 0.05)
        run.kill()
        run.communicate()
        former = out.parent / ".exports.former"
        # Without an exchange in one step there is a moment in which the former content stands under another name.
        assert content(out if out.exists() else former) in wholes
        write(out, OLD)
        assert content(out) == OLD
        assert beside(out) == []


def test_runs_at_once_leave_the_content_of_one(tmp_path: Path) -> None:
    target = tmp_path / "exports"
    runs = [start("again", str(target), text, "40") for text in ("a", "b", "c")]
    for run in runs:
        run.communicate(timeout=60)
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert content(target) in [{f"{i}.txt": text * 10 for i in range(3)} for text in "abc"]
    assert beside(target) == []


def test_threads_at_once_leave_the_content_of_one(tmp_path: Path) -> None:
    target = tmp_path / "exports"
    errors: list[BaseException] = []

    def work(text: str) -> None:
        try:
            for _ in range(20):
                write(target, {"a.txt": text, "b/c.txt": text})
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(text,)) for text in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert content(target) in [{"a.txt": text, "b/c.txt": text} for text in "ab"]
    assert beside(target) == []


def test_readers_never_miss_the_folder(out: Path) -> None:
    if not folder_module._exchange(out, out):
        pytest.skip("no exchange in one step on this system")
    write(out, {f"{i}.txt": "new" * 10 for i in range(3)})
    run = start("again", str(out), "new", "100")
    missing = 0
    while run.poll() is None:
        missing += not out.exists()
    run.communicate()
    assert (run.returncode, missing) == (0, 0)
