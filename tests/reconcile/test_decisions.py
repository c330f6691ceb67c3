"""Decisions as data: sorted, reversible, read from what a spreadsheet makes of them, never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.errors import OutputError, UnreadableInputError, UsageError
from odas_graph.reconcile import COLUMNS, FILE, Decision, Decisions, read_decisions, write_decisions

slugs = st.from_regex(r"[a-z]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
texts = st.text(max_size=30).filter(lambda t: "\x00" not in t)
decided = st.builds(Decision, slugs, slugs, st.sampled_from(["meme", "different", "incertain"]), texts,
                    st.sampled_from(["", "2026-01-02", "2025-12-31"]), texts).filter(lambda d: d.actor != d.other)


@given(st.lists(decided, max_size=12))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, many: list[Decision]) -> None:
    folder = tmp_path_factory.mktemp("d")
    decisions = Decisions(many)
    write_decisions(folder / FILE, decisions)
    read = read_decisions([folder])
    assert dict(read) == dict(decisions)
    assert read.to_csv() == decisions.to_csv()
    rows = (folder / FILE).read_text("utf-8").split("\n")
    assert rows[0] == ",".join(COLUMNS)


@given(st.lists(decided, max_size=12), st.randoms())
def test_the_order_does_not_count(many: list[Decision], chance: object) -> None:
    assert Decisions(many).to_csv() == Decisions(many[::-1]).to_csv()


def test_a_decision_may_be_changed_and_taken_back() -> None:
    first = Decisions([Decision("b", "a", "meme", "Anne", "2026-01-02", "même adresse")])
    assert first["a", "b"] == first["b", "a"] == Decision("a", "b", "meme", "Anne", "2026-01-02", "même adresse")
    changed = first.with_decision(Decision("a", "b", "different", "Bilal", "2025-01-01"))
    assert changed.pairs("different") == [("a", "b")]
    assert changed.pairs("meme") == []
    assert len(first) == 1
    assert ("b", "a") not in changed.without("b", "a")


def test_no_cell_would_run_in_a_spreadsheet(tmp_path: Path) -> None:
    decision = Decision("a", "b", "meme", "@anne", "2026-01-02", '=HYPERLINK("http://e.org")')
    write_decisions(tmp_path / FILE, Decisions([decision]))
    text = (tmp_path / FILE).read_text("utf-8")
    assert ",'@anne," in text and ",\"'=HYPERLINK" in text
    assert list(read_decisions([tmp_path]).values()) == [decision]


def test_a_french_spreadsheet_may_save_it(tmp_path: Path) -> None:
    text = "Acteur;Autre;Decision;par;date;motif\nb;a;Même;Anne;2026-01-02;l'été\n;;;;;\n"
    (tmp_path / FILE).write_bytes(text.encode("cp1252"))
    read = read_decisions([tmp_path])
    assert list(read.values()) == [Decision("a", "b", "meme", "Anne", "2026-01-02", "l'été")]
    assert read.findings == ()


def test_bad_rows_are_told_and_never_lost(tmp_path: Path) -> None:
    text = "acteur,autre,decision\na,b,meme\na,,meme\na,a,meme\na,c,peut-être\n"
    (tmp_path / FILE).write_text(text, "utf-8")
    read = read_decisions([tmp_path])
    assert [f.row for f in read.findings] == [3, 4, 5]
    assert {f.code for f in read.findings} == {"bad-decision"}
    with pytest.raises(UsageError):
        write_decisions(tmp_path / FILE, read.with_decision(Decision("x", "y", "meme")))
    assert (tmp_path / FILE).read_text("utf-8") == text


def test_two_decisions_on_one_pair_the_later_counts(tmp_path: Path) -> None:
    for name, choice, day in (("un", "meme", "2026-01-01"), ("deux", "different", "2026-02-01")):
        (tmp_path / name).mkdir()
        (tmp_path / name / FILE).write_text(f"acteur,autre,decision,par,date,motif\na,b,{choice},,{day},\n", "utf-8")
    for order in (["un", "deux"], ["deux", "un"]):
        read = read_decisions([tmp_path / name for name in order])
        assert read.pairs("different") == [("a", "b")]
        assert [f.code for f in read.findings] == ["decided-twice"]


def test_no_file_holds_no_decision(tmp_path: Path) -> None:
    assert len(read_decisions([tmp_path, tmp_path / "absent"])) == 0


@pytest.mark.parametrize("content", [b"", b"nom,ville\na,b\n", b"\x00\x01\xff" * 50])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(UnreadableInputError):
        read_decisions([tmp_path])


def test_a_failed_write_leaves_the_file(tmp_path: Path) -> None:
    write_decisions(tmp_path / FILE, Decisions([Decision("a", "b", "meme")]))
    with pytest.raises(OutputError):
        write_decisions(tmp_path / "absent" / FILE, Decisions())
    assert [p.name for p in tmp_path.iterdir()] == [FILE]
