"""Needs × publics: who answers, for whom, and what no source says."""

from __future__ import annotations

from pathlib import Path

import pytest

import odas_graph as og
from odas_graph import vocab
from odas_graph.atlas.needs import cover
from odas_graph.atlas.site import Site
from odas_graph.territory import territory
from tests.atlas.pages import read


@pytest.fixture(scope="module")
def site(atlas: Path) -> Site:
    return Site.read(og.load(atlas).store, "fr", [])


def test_every_need_has_its_row_and_every_cell_its_state(site: Site) -> None:
    found = cover(site, territory("93"))
    assert [row.need for row in found.rows] == list(vocab.CODES["problematique"])
    assert set(found.publics) | set(found.unreached) == set(vocab.CODES["public"])
    by_need = {row.need: row for row in found.rows}
    assert by_need["precarite-alimentaire"].whole.state == "several"
    assert by_need["fracture-numerique"].whole.state == "none"
    for row in found.rows:
        for cell in row.cells.values():
            assert set(cell.actions) <= set(row.whole.actions) and set(cell.bodies) <= set(row.whole.bodies)
            assert (cell.state == "none") == (not cell.actions)


def test_a_body_counts_once_with_its_services_and_who_only_pays_does_not(site: Site) -> None:
    row = next(r for r in cover(site, territory("93")).rows if r.need == "precarite-alimentaire")
    names = {site.name(iri) for iri in row.whole.bodies}
    assert "APCIS" in names and "Référent PRIJ de l'APCIS" not in names


def test_what_a_wider_territory_does_reaches_the_ones_in_it(site: Site) -> None:
    wide = [a for a in site.dossiers.actions if any(site.codes.get(t) == "FR" for t in
                                                    site.dossiers.actions[a].territories)]
    assert wide
    assert set(wide) <= set(site.reaching(territory("93")))
    assert not set(site.reaching(territory("93"))) & set(site.here["93"])
    assert cover(site, territory("93")).wider == len(site.reaching(territory("93")))


def test_the_page_says_that_silence_is_no_absence(atlas: Path) -> None:
    text = " ".join(read(atlas / "en" / "territoires" / "93.html").text.split())
    assert "does not mean that nobody answers" in text and "no source names anyone" in text
