"""Sections, sentences, and letters compared one for one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.proposal.reading import Reading, fold, read, topic_of
from tests.proposal.texts import FICHE, document


def sentences(text: str) -> list[str]:
    reading = read(document(text))
    return [reading.quote(s.start, s.end) for s in reading.sentences]


@pytest.mark.parametrize(("text", "expected"), [
    ("M. Untel et Mme Autre agissent. Puis rien.", ["M. Untel et Mme Autre agissent.", "Puis rien."]),
    ("Voir p. 12 et cf. Annexe. Le Dr. House aussi.", ["Voir p. 12 et cf. Annexe.", "Le Dr. House aussi."]),
    ("Des colis, etc. Les voisins aident.", ["Des colis, etc.", "Les voisins aident."]),
    ("J. Dupont est né à St. Malo ! Vraiment ? Oui…", ["J. Dupont est né à St. Malo !", "Vraiment ?", "Oui…"]),
    ("Le prix est de 3.50 euros. 12 personnes.", ["Le prix est de 3.50 euros.", "12 personnes."]),
    ("« Elle agit. » Il la suit.", ["« Elle agit. »", "Il la suit."]),
    ("- un ;\n- deux.\n1/ trois", ["un ;", "deux.", "trois"]),
    ("Une culture de solidarité née il y a longtemps\n\net jamais perdue.",
     ["Une culture de solidarité née il y a longtemps et jamais perdue."]),
    ("Un paragraphe.\n\nUn autre", ["Un paragraphe.", "Un autre"]),
])
def test_sentences(text: str, expected: list[str]) -> None:
    assert [" ".join(s.split()) for s in sentences(text)] == expected


@pytest.mark.parametrize(("heading", "topic"), [
    ("Porteur(s) de projet :", "lead"), ("**Porteurs du projet**", "lead"), ("Localisation", "place"),
    ("Problématiques traitées", "needs"), ("Les partenariats :", "partners"),
    ("Les moyens humains, techniques et financiers", "means"), ("Propos recueillis auprès de", "people"),
    ("Éléments recueillis par visioconférence auprès de", "people"), ("Impacts", "other"), ("Un titre libre", None),
])
def test_what_headings_announce(heading: str, topic: str | None) -> None:
    assert topic_of(heading) == topic


@pytest.mark.parametrize("text", ["#### Localisation :\n\nStains", "**Localisation :**\nStains",
                                  "Localisation : Stains", "LOCALISATION\nStains"])
def test_headings_however_they_are_marked(text: str) -> None:
    reading = read(document(text))
    assert [(s.topic, reading.quote(s.start, s.end)) for s in reading.sections if s.heading] == [("place", "Stains")]


def test_offsets_are_those_of_the_document() -> None:
    reading = read(document(FICHE))
    for sentence in reading.sentences:
        assert reading.quote(sentence.start, sentence.end)[:5].strip() in " ".join(
            FICHE[sentence.start:sentence.end].split())


@given(st.text(max_size=300))
def test_letter_for_letter(text: str) -> None:
    reading: Reading = read(document(text))
    assert len(reading.plain) == len(reading.folded) == len(text) == len(fold(text))
    bounds = [(s.start, s.end) for s in reading.sentences]
    assert all(start < end for start, end in bounds)
    assert all(a[1] <= b[0] for a, b in pairwise(bounds))


def test_what_is_longer_than_a_sentence_is_cut() -> None:
    reading = read(document("mot " * 10_000))
    assert max(s.end - s.start for s in reading.sentences) <= 3_000
    assert "".join(sentences("mot " * 10_000)).count("mot") == 10_000
