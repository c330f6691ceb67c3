"""The report of a territory: what it says, and the document that a word processor opens."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest

from odas_graph.atlas.report.blocks import Bullets, Paragraph, Picture, Report, Section, Table
from odas_graph.atlas.report.document import to_docx


def pixel() -> bytes:
    """A picture of one pixel."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (1, 1), "white").save(stream, "PNG")
    return stream.getvalue()


def sample(text: str = "Un texte.") -> Report:
    return Report("93", "Titre", "Chapeau", [Section("Première partie", [
        Paragraph(text, strong="Début. "), Bullets(["un", "deux"]),
        Table("Tableau", ["A", "B"], [["1", text], ["2", "x"]]), Table("Vide", ["A"], []),
        Picture("carte", b"<svg/>", pixel(), "Ce que montre l'image", "Légende")])])


def test_the_document_has_real_headings_tables_and_pictures_with_words() -> None:
    document = docx.Document(io.BytesIO(to_docx(sample(), "fr")))
    headings = [p.text for p in document.paragraphs if p.style and str(p.style.name).startswith("Heading")]
    assert headings == ["Première partie"]
    assert [[c.text for c in row.cells] for row in document.tables[0].rows] == [["A", "B"], ["1", "Un texte."],
                                                                                ["2", "x"]]
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    assert 'descr="Ce que montre l\'image"' in document.element.xml
    assert document.core_properties.title == "Titre"


def test_the_same_report_gives_the_same_bytes_and_no_clock() -> None:
    assert to_docx(sample(), "fr") == to_docx(sample(), "fr")
    with zipfile.ZipFile(io.BytesIO(to_docx(sample(), "fr"))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["</w:t><script>", "a\x00b\x0bc", "\ud800", "=cmd()", "\u202egnol"])
def test_hostile_text_stays_text(name: str) -> None:
    document = docx.Document(io.BytesIO(to_docx(sample(name), "fr")))
    kept = "".join(c for c in name if c >= " " and c != "\ud800")
    assert document.tables[0].cell(1, 1).text == kept


def test_a_word_processor_opens_it_and_prints_six_to_twelve_pages(atlas: Path, tmp_path: Path) -> None:
    office, counter = shutil.which("soffice"), shutil.which("pdfinfo")
    if not office or not counter:
        if os.environ.get("ODAS_REQUIRE_BROWSER") == "1":
            pytest.fail("LibreOffice and pdfinfo are required here")
        pytest.skip("no LibreOffice here")
    for code in ("06", "93", "29"):
        source = atlas / "rapport" / f"{code}.docx"
        ran = subprocess.run([office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
                              "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
                             capture_output=True, text=True, check=True, timeout=180)
        # It warns of a missing Java, which no document needs; of the document it warns of nothing.
        told = [line for line in (ran.stdout + ran.stderr).splitlines() if "java" not in line.lower()]
        assert not [line for line in told if "warn" in line.lower() or "error" in line.lower()]
        counted = subprocess.run([counter, str(tmp_path / f"{code}.pdf")], capture_output=True, text=True, check=True)
        pages = int(next(line for line in counted.stdout.splitlines() if line.startswith("Pages")).split()[1])
        assert 6 <= pages <= 12, f"{code}: {pages} pages"
        words = subprocess.run(["pdftotext", str(tmp_path / f"{code}.pdf"), "-"], capture_output=True, text=True,
                               check=True).stdout
        assert "discuter ensemble" in words and "[1]" in words
