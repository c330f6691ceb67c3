"""The lighter sheet: the same picture as on the other, in words and in dots."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from odas_graph.plots.partnerships import picture
from odas_graph.plots.strokes import SCALE, light_sheet
from tests.test_maps import HOSTILE, named, village

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: bytes) -> list[str]:
    return ["".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")]


def test_it_says_what_the_other_sheet_says() -> None:
    light, other = picture(village(), "en", light_sheet), picture(village(), "en")
    assert (light.title, light.description) == (other.title, other.description)
    assert sorted(texts(light.to_svg())) == sorted(texts(other.to_svg()))


def test_the_same_picture_gives_the_same_bytes() -> None:
    one, other = picture(village(), "fr", light_sheet), picture(village(), "fr", light_sheet)
    assert one.to_svg() == other.to_svg() and one.to_png() == other.to_png()


def test_the_png_is_as_large_as_the_svg_and_not_blank() -> None:
    found = picture(village(), "fr", light_sheet)
    root = ET.fromstring(found.to_svg())
    image = Image.open(io.BytesIO(found.to_png()))
    assert image.size == (round(int(root.attrib["width"]) * SCALE), round(int(root.attrib["height"]) * SCALE))
    colours = image.convert("RGB").getcolors(1_000_000)
    assert colours is not None and len(colours) > 10


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name: str) -> None:
    found = picture(named(name), "fr", light_sheet)
    svg = found.to_svg()
    assert found.to_png()
    tags = {element.tag for element in ET.fromstring(svg).iter()}
    assert f"{SVG}script" not in tags
    assert all(not name.startswith("on") for element in ET.fromstring(svg).iter() for name in element.attrib)
