"""Documents of four kinds as text; what would harm is refused with its reason."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document as Docx
from pypdf import PdfReader, PdfWriter

from odas_graph.errors import UnreadableInputError
from odas_graph.i18n import in_language
from odas_graph.proposal import propose, read_document
from tests.proposal.texts import FICHE, pdf


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def refused(path: Path) -> str:
    with pytest.raises(UnreadableInputError) as caught:
        read_document(path)
    assert path.name in str(caught.value)
    return str(caught.value)


def with_member(path: Path, source: Path, name: str, content: bytes) -> Path:
    """A copy of a package with one member replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return path


@pytest.fixture
def docx(tmp_path: Path) -> Path:
    made = Docx()
    made.add_heading("Un récit fictif", 2)
    made.add_paragraph("L'association Le Fil imaginaire agit à Stains.")
    made.add_paragraph("des colis", style="List Bullet")
    made.add_table(1, 2).rows[0].cells[1].text = "dans un tableau"
    path = tmp_path / "recit.docx"
    made.save(str(path))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_in_each_encoding_that_editors_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "recit.txt"
    path.write_bytes("L’été à Œuilly – 3 €\r\nfin".encode(encoding))
    assert read_document(path).text == "L’été à Œuilly – 3 €\nfin\n"


def test_letters_and_accents_apart_become_one(tmp_path: Path) -> None:
    path = tmp_path / "recit.md"
    path.write_text("e\u0301cole", "utf-8")
    assert read_document(path).text == "école\n"


def test_word_processor_headings_lists_and_tables(docx: Path) -> None:
    lines = read_document(docx).text.split("\n\n")
    assert lines[:3] == ["## Un récit fictif", "L'association Le Fil imaginaire agit à Stains.", "- des colis"]
    assert "dans un tableau" in lines[-1]


def test_pages_of_a_pdf_are_evidence(tmp_path: Path) -> None:
    path = pdf(tmp_path / "recit.pdf",
               ["Localisation : Stains (93)", "Porteur de projet : l'association Le Fil Fictif"])
    found = read_document(path)
    assert len(found.pages) == 2
    draft = propose(found)
    assert [t.code for t in draft.territories] == ["93072"]
    assert [(a.name, a.basis.page) for a in draft.actors] == [("Le Fil Fictif", 2)]


def test_the_content_says_what_it_is_not_the_name(docx: Path) -> None:
    renamed = docx.rename(docx.with_suffix(".txt"))
    assert "Le Fil imaginaire" in read_document(renamed).text


@pytest.mark.parametrize("content", [b"\x00\x01\x02" * 100, b"{\\rtf1 bonjour}", b"\xd0\xcf\x11\xe0old", b"\x81\x8d",
                                     b"\x01\x02\x03\x04\xe9", b"\xff\xfea"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "recit.txt"
    path.write_bytes(content)
    assert "no text, nor a .pdf or .docx" in refused(path)


def test_an_empty_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vide.txt"
    path.write_bytes(b" \n ")
    assert "holds no text" in refused(path)
    assert "holds no text" in refused(pdf(tmp_path / "images.pdf", [""]))


def test_missing_and_folders_are_refused(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "absent.txt")
    assert "no file" in refused(tmp_path)
    with pytest.raises(UnreadableInputError):
        read_document(Path("a\0b"))


def test_a_text_of_a_gigabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "enorme.txt"
    with path.open("wb") as stream:
        stream.truncate(1_000_000_000)
    assert "larger than" in refused(path)


def test_a_text_of_a_million_characters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"mot " * 300_000)
    assert "longer than 1000000 characters" in refused(path)


def test_a_protected_pdf_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.append(PdfReader(pdf(tmp_path / "clair.pdf", ["secret"])))
    writer.encrypt("mot de passe", algorithm="RC4-128")
    path = tmp_path / "protege.pdf"
    writer.write(path)
    assert "password" in refused(path)


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = pdf(tmp_path / "pages.pdf", ["une page"], kids="3 0 R " * 100_000)
    assert "more than 1000 pages" in refused(path)


def test_pages_that_hold_themselves_are_refused(tmp_path: Path) -> None:
    path = pdf(tmp_path / "boucle.pdf", ["une page"], kids="2 0 R 2 0 R 3 0 R")
    assert "more than 1000 pages" in refused(path)


def test_a_broken_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "abime.pdf"
    path.write_bytes(b"%PDF-1.4\nrien")
    assert "damaged" in refused(path)


def test_a_package_that_unpacks_to_harm_is_refused(tmp_path: Path, docx: Path) -> None:
    bomb = with_member(tmp_path / "bombe.docx", docx, "word/document.xml", b" " * 30_000_000)
    assert "out of all proportion" in refused(bomb)


def test_a_package_of_too_many_members_is_refused(tmp_path: Path, docx: Path) -> None:
    path = tmp_path / "membres.docx"
    path.write_bytes(docx.read_bytes())
    with zipfile.ZipFile(path, "a") as package:
        for number in range(5_001):
            package.writestr(f"word/media/{number}", b"")
    assert "out of all proportion" in refused(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, docx: Path, encoding: str) -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>'.encode(encoding)
    assert "entities" in refused(with_member(tmp_path / "entites.docx", docx, "word/document.xml", xml))


@pytest.mark.parametrize("name", ["../dehors.xml", "/etc/dehors", "..\\dehors"])
def test_paths_that_lead_out_are_refused(tmp_path: Path, docx: Path, name: str) -> None:
    assert "leads out" in refused(with_member(tmp_path / "chemin.docx", docx, name, b"<a/>"))


def test_other_packages_and_broken_ones_are_refused(tmp_path: Path, docx: Path) -> None:
    path = tmp_path / "autre.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "x")
    assert "no text, nor a .pdf or .docx" in refused(path)
    cut = tmp_path / "coupe.docx"
    cut.write_bytes(docx.read_bytes()[:3000])
    assert "damaged" in refused(cut)
    xml = with_member(tmp_path / "xml.docx", docx, "word/document.xml", b"<w>")
    assert "damaged" in refused(xml)


def test_the_whole_fiche_survives_a_word_processor(tmp_path: Path) -> None:
    made = Docx()
    for line in FICHE.split("\n"):
        made.add_paragraph(line)
    path = tmp_path / "fiche.docx"
    made.save(str(path))
    assert [t.code for t in propose(read_document(path)).territories] == ["93072"]
