"""The command line as a process: languages, streams, rights, full disks, kills, time."""

from __future__ import annotations

import hashlib
import os
import random
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from odas_graph.i18n import in_language
from odas_graph.pipeline import build

from .datasets import DATASET, EPICERIE, PERMANENCE, minimal, write_dataset
from .processes import bound, command, environment, run

COMMANDS = ("build", "validate", "query", "queries", "map", "invisible", "export")
QUERY = "SELECT ?nom WHERE { ?a a odas:Actor ; skos:prefLabel ?nom } ORDER BY ?nom"
# Every subject with every other: more rows than anyone waits for.
CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?a) > STR(?i)) }"


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the tiny dataset wrote."""
    with in_language("en"):
        kg = build([write_dataset(tmp_path_factory.mktemp("data") / "village")])
        return kg.save(tmp_path_factory.mktemp("work") / "exports")


def digest(folder: Path) -> str:
    """One text for the names and bytes of all files."""
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def beside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.parent.iterdir() if p.name.startswith(f".{folder.name}"))


# Languages

@pytest.mark.parametrize(("variables", "french"), [
    ({"LANG": "fr_FR.UTF-8"}, True), ({"LANG": "C"}, True), ({"LANG": "de_DE.UTF-8"}, True),
    ({"LANG": "en_GB.UTF-8"}, False),
    ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, False), ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:en"}, True),
])
def test_help_speaks_the_language_of_the_locale(variables: dict[str, str], french: bool) -> None:
    done = run("--help", env={**environment(), **variables})
    assert (done.returncode, done.stderr) == (0, "")
    assert ("Commandes" in done.stdout, "Commands:" in done.stdout) == (french, not french)
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


def test_an_option_goes_before_the_locale() -> None:
    assert "Commands:" in run("--lang", "en", "--help", env=environment("fr_FR.UTF-8")).stdout
    assert "Commands:" in run("--lang=en", "--help", env=environment("fr_FR.UTF-8")).stdout
    assert "peu connus" in run("invisible", "--help", "--lang=fr").stdout.casefold()


def test_errors_speak_the_language_of_the_locale() -> None:
    done = run("nope", env=environment("fr_FR.UTF-8"))
    assert done.returncode == 2
    assert "Erreur" in done.stderr and "Error" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_terminals_that_lack_characters_get_the_others(exports: Path, encoding: str) -> None:
    env = environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    done = run("query", 'SELECT ("’é–🏚" AS ?x) {}', "--store", exports, env=env)
    assert done.returncode == 0, done.stderr
    assert run("bild", env=env).returncode == 2
    assert run("--help", env={**env, "LANG": "fr_FR.UTF-8"}).returncode == 0


# Streams

def test_a_query_comes_from_stdin(exports: Path) -> None:
    done = run("query", "-", "--store", exports, "--format", "csv", stdin="\ufeff" + QUERY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("nom\r\n")
    assert run("query", "-", "--store", exports, stdin=b"SELECT \xff").returncode == 3
    assert run("query", "-", "--store", exports, stdin="").returncode == 2


def shell(line: str, exports: Path) -> subprocess.CompletedProcess[str]:
    """Runs a line of shell, in which `$OG` is odas-graph and `$S` the option for the built store."""
    line = line.replace("$OG", " ".join(command())).replace("$S", f"--store '{exports}'")
    return subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, env=environment(),
                          timeout=30, check=False)


@pytest.mark.parametrize("line", [
    "$OG export nq $S | head -1 >/dev/null", "$OG query 'SELECT * { ?s ?p ?o }' $S | head -1 >/dev/null",
    "$OG query 'SELECT * { ?s ?p ?o }' --format csv $S | head -1 >/dev/null", "$OG invisible --format json $S | true",
    "$OG queries | head -1 > /dev/null", "$OG --help | true",
])
def test_a_reader_that_leaves_is_no_error(exports: Path, line: str) -> None:
    done = shell(line, exports)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("line", "code", "words"), [
    (f"$OG query '{QUERY}' $S > /dev/full", 3, "the disk is full"),
    ("$OG export nq $S > /dev/full", 3, "the disk is full"),
    ("$OG --help > /dev/full", 3, "the disk is full"),
    ("$OG export nq $S --out /dev/full", 3, "/dev/full could not be written: the disk is full"),
    (f"$OG query '{QUERY}' $S >&-", 0, ""), ("$OG nope 2>&-", 2, ""), ("$OG nope 2>/dev/full", 2, ""),
    (f"$OG query '{QUERY}' $S 2>/dev/full >/dev/null", 0, ""), ("$OG query - $S <&-", 3, "stdin"),
    ("$OG validate /nowhere >&- 2>&-", 3, ""), ("test -c /dev/full && test -c /dev/null", 0, ""),
])
def test_streams_that_cannot_be_used(exports: Path, line: str, code: int, words: str) -> None:
    done = shell(line, exports)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_devices_are_written_to_and_not_replaced(exports: Path, tmp_path: Path) -> None:
    expected = (exports / "donnees" / "graph.nq").read_text("utf-8")
    assert shell("$OG export nq $S --out /dev/stdout | cat", exports).stdout == expected
    os.mkfifo(tmp_path / "pipe")
    done = shell(f"cat '{tmp_path}/pipe' & $OG export nq $S --out '{tmp_path}/pipe'; wait", exports)
    assert done.stdout == expected
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal")
def test_colours_stay_out_where_they_are_unwanted(exports: Path) -> None:
    import pty

    for no_color in (False, True):
        mine, theirs = pty.openpty()
        env = environment(TERM="xterm-256color", **({"NO_COLOR": "1"} if no_color else {}))
        with subprocess.Popen(command("query", QUERY, "--store", exports), stdout=theirs, stderr=theirs,
                              env=env) as process:
            os.close(theirs)
            shown = b""
            while select.select([mine], [], [], 10)[0]:
                try:
                    shown += os.read(mine, 65536)
                except OSError:  # the other end is closed
                    break
        os.close(mine)
        assert process.returncode == 0
        assert "Les Voisins" in shown.decode()
        if no_color:
            assert not re.search(rb"\x1b\[[0-9;]*(3|4|9|10)[0-7]", shown), "a colour"


# Places

def test_commands_run_from_anywhere(exports: Path, tmp_path: Path) -> None:
    """Outside the checkout, next to a folder called as the package is, relative paths are those of the caller."""
    write_dataset(tmp_path / "village")
    done = run("build", "--data", "village", "--out", "sub/exports/", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert digest(tmp_path / "sub" / "exports") == digest(exports)
    assert run("query", "acteurs", cwd=tmp_path / "sub").returncode == 0


# What a build must withstand

BAD = [
    ({"fiches/permanence.yaml": "titre: [\n"}, 1, ["village/fiches/permanence.yaml, line 2", "quotes"]),
    ({"fiches/permanence.yaml": PERMANENCE.replace("[relais]", "[relai]")}, 1,
     ["line 7", "“relai”", "Did you mean “relais”?"]),
    ({"fiches/permanence.yaml": PERMANENCE.replace('["93"]', '["930"]')}, 1, ["line 3", "territoires.0", "930"]),
    ({"fiches/permanence.yaml": PERMANENCE.replace("caf-93", "caf-39")}, 1,
     ["line 8", "“caf-39”", "Did you mean “caf-93”?"]),
    ({"fiches/permanence.yml": PERMANENCE}, 1,
     ["permanence.yml", "already described in village/fiches/permanence.yaml"]),
    ({"dataset.yaml": None}, 3, ["village", "holds no dataset.yaml", "Name the folder"]),
]


@pytest.mark.parametrize(("changes", "code", "words"), BAD)
def test_bad_data_is_told_with_its_place_and_leaves_the_exports(exports: Path, tmp_path: Path,
                                                               changes: dict[str, str | None], code: int,
                                                               words: list[str]) -> None:
    before = digest(exports)
    folder = write_dataset(tmp_path / "village", changes)
    done = run("build", "--data", folder, "--out", exports)
    assert (done.returncode, done.stdout) == (code, "")
    assert all(word in done.stderr for word in words), done.stderr
    assert digest(exports) == before


def test_two_datasets_with_one_fiche_name(exports: Path, tmp_path: Path) -> None:
    before = digest(exports)
    write_dataset(tmp_path / "village")
    for name, text in minimal("autre", "epicerie", "ville").items():
        (tmp_path / "autre" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "autre" / name).write_text(text, "utf-8")
    # In the order of their names, the first to describe a thing is the other one.
    done = run("build", "--data", tmp_path, "--out", exports)
    assert done.returncode == 1
    assert "village/fiches/epicerie.yaml, line 1: The action “epicerie” is already described in autre/" in done.stderr
    assert "village/actors.yaml, line 10, field slug: The actor “ville” is described in autre/" in done.stderr
    assert digest(exports) == before


@pytest.mark.parametrize(("closed", "code", "words"), [
    ("", 3, "The folder {folder} cannot be read: access is not permitted. Check its name and your rights to it."),
    ("fiches", 1, "village/fiches: The folder cannot be read: access is not permitted"),
    ("actors.yaml", 1, "village/actors.yaml: The file cannot be read: access is not permitted"),
    ("fiches/epicerie.yaml", 1, "village/fiches/epicerie.yaml: The file cannot be read: access is not permitted"),
    ("initiatives.csv", 1, "village/initiatives.csv: The file cannot be read: access is not permitted"),
])
def test_what_is_closed_to_the_reader(exports: Path, tmp_path: Path, closed: str, code: int,
                                      words: str) -> None:
    before = digest(exports)
    folder = write_dataset(tmp_path / "village")
    (folder / closed).chmod(0)
    done = run("build", "--data", folder, "--out", exports)
    (folder / closed).chmod(0o755)
    assert (done.returncode, done.stdout) == (code, "")
    assert words.format(folder=folder) in done.stderr
    assert digest(exports) == before


def test_a_closed_dataset_among_others_is_not_left_out_in_silence(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data" / "village")
    (tmp_path / "data" / "closed").mkdir()
    (tmp_path / "data" / "closed").chmod(0)
    done = run("build", "--data", tmp_path / "data", "--out", tmp_path / "exports")
    (tmp_path / "data" / "closed").chmod(0o755)
    assert done.returncode == 3
    assert str(tmp_path / "data" / "closed") in done.stderr


@pytest.mark.parametrize("size", [1, 50_000, 300_000])
def test_a_full_disk_leaves_the_exports(exports: Path, tmp_path: Path, size: int) -> None:
    before = digest(exports)
    done = run("build", "--data", write_dataset(tmp_path / "village"), "--out", exports, file_size=size)
    assert (done.returncode, done.stdout) == (3, "")
    assert "larger than permitted" in done.stderr and str(exports) in done.stderr and "free some space" in done.stderr
    assert digest(exports) == before
    assert beside(exports) == []


def test_a_full_disk_leaves_the_file_of_an_export(exports: Path, tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text("old")
    done = run("export", "nq", "--store", exports, "--out", tmp_path / "x.nq", file_size=1000)
    assert done.returncode == 3 and "larger than permitted" in done.stderr
    assert (tmp_path / "x.nq").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_places_that_cannot_be_written(exports: Path, tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "village")
    (tmp_path / "closed").mkdir(mode=0o555)
    done = run("build", "--data", folder, "--out", tmp_path / "closed" / "exports")
    assert done.returncode == 3 and "access is not permitted" in done.stderr
    done = run("build", "--data", folder, "--out", folder)
    assert done.returncode == 3 and "holds other files" in done.stderr
    done = run("build", "--data", "../village", "--out", ".", cwd=folder)
    assert done.returncode == 3 and "current folder" in done.stderr
    assert (folder / "actors.yaml").exists()


def builder(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command("build", "--data", folder, "--out", out), env=environment(),
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> None:
    error = process.communicate(timeout=60)[1]
    assert process.returncode == 0, error


def test_kills_at_any_moment_leave_whole_exports(tmp_path: Path) -> None:
    one = write_dataset(tmp_path / "one" / "village")
    other = write_dataset(tmp_path / "other" / "village", {"dataset.yaml": DATASET.replace("Le village", "Un village")})
    out = tmp_path / "work" / "exports"
    started = time.monotonic()
    finish(builder(one, out))
    whole = time.monotonic() - started
    digests = {digest(out)}
    finish(builder(other, out))
    digests.add(digest(out))
    assert len(digests) == 2
    chance = random.Random(11)
    for turn in range(4):
        process = builder((one, other)[turn % 2], out)
        time.sleep(whole * (0.3 + 0.8 * chance.random()))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert digest(out) in digests
    finish(builder(one, out))
    assert beside(out) == []


def test_two_builds_at_once(tmp_path: Path) -> None:
    folders = [write_dataset(tmp_path / name / "village", {
        "fiches/epicerie.yaml": EPICERIE.replace("Une épicerie", f"{name} épicerie")}) for name in ("one", "other")]
    alone = []
    for folder in folders:
        finish(builder(folder, tmp_path / "alone"))
        alone.append(digest(tmp_path / "alone"))
    out = tmp_path / "work" / "exports"
    for process in [builder(folder, out) for folder in folders]:
        finish(process)
    assert digest(out) in alone
    assert beside(out) == []


def test_an_interrupt_ends_a_build_cleanly(exports: Path, tmp_path: Path) -> None:
    before = digest(exports)
    process = builder(write_dataset(tmp_path / "village"), exports)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    error = process.communicate()[1].decode()
    assert process.returncode in (130, -signal.SIGINT)  # the latter while Python itself starts
    assert process.returncode != 130 or error.strip() == "Interrupted."
    assert digest(exports) == before
    assert beside(exports) == []


# Time

@pytest.mark.parametrize(("text", "form"), [
    (CARTESIAN, "csv"), ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "table"),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i", "json")])
def test_a_query_stops_at_its_timeout(exports: Path, text: str, form: str) -> None:
    started = time.monotonic()
    done = run("query", text, "--store", exports, "--timeout", "0.5", "--format", form)
    assert (done.returncode, done.stdout) == (3, "")
    assert "within 0.5 s" in done.stderr
    assert time.monotonic() - started < 30  # it would run for ages; the machine may be busy


def test_a_query_can_be_interrupted(exports: Path) -> None:
    process = subprocess.Popen(command("query", CARTESIAN, "--store", exports), env=environment(),
                               stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    time.sleep(0.6)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT)
    assert time.monotonic() - started < 30


def test_rights_bind_those_who_run_the_tests(tmp_path: Path) -> None:
    """What the tests above rest on."""
    (tmp_path / "closed").touch(mode=0)
    done = subprocess.run(bound([sys.executable, "-c", f"open({str(tmp_path / 'closed')!r})"]), capture_output=True,
                          text=True,
                          check=False)
    assert "PermissionError" in done.stderr
