"""One document in, one draft out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from odas_graph.fiche import MAX_NAME
from odas_graph.proposal.actors import basis_of, cast
from odas_graph.proposal.codes import Coded, needs, publics
from odas_graph.proposal.documents import Document
from odas_graph.proposal.draft import Basis, Draft, ProposedCode, ProposedTerritory
from odas_graph.proposal.mentions import KnownActor, Mention
from odas_graph.proposal.names import found_by_sentence
from odas_graph.proposal.places import Place, narrowed, places
from odas_graph.proposal.reading import Reading, read
from odas_graph.proposal.ties import ties
from odas_graph.territory import Territory, label, resolve


def propose(document: Document, *, territory: str | None = None, known: Iterable[KnownActor] = (),
            with_networks: bool = True) -> Draft:
    """The draft of a fiche from its text.

    `territory` (code or name) takes the place of what the text says; `known` are actors whose names are recognised and
    linked to their slugs; `with_networks` adds the national networks that ship. Raises UnknownTerritoryError.
    """
    reading, known = read(document), tuple(known)
    given = resolve(territory) if territory else None
    found = [Place(given, 0, 0, "given", "certain")] if given else places(reading)
    mentions = found_by_sentence(reading, _within(found), known, with_networks)
    if not given:
        found = [_in_name_of_lead(reading, mentions, place) for place in found]
    actors = cast(reading, mentions, [place.territory for place in found], known)
    return Draft(document.name, _title(reading), tuple(_territory(reading, place) for place in found),
                 tuple(_code(reading, code) for code in needs(reading)),
                 tuple(_code(reading, code) for code in publics(reading)),
                 tuple(actors.actors.values()), tuple(ties(reading, actors)))


def _within(found: list[Place]) -> str | None:
    """The département in which a name is looked for."""
    first: Territory | None = found[0].territory if found else None
    return None if first is None else first.code if first.kind == "departement" else first.departement


def _in_name_of_lead(reading: Reading, mentions: Mapping[int, list[Mention]], place: Place) -> Place:
    """The commune that the name of a lead holds, instead of its département."""
    for number, named in mentions.items():
        if reading.section(reading.sentences[number]).topic == "lead":
            for mention in named[:9]:
                if commune := narrowed(place.territory, mention.name):
                    return replace(place, territory=commune, start=mention.start, end=mention.end,
                                   rule="name-of-lead", confidence="likely")
    return place


def _title(reading: Reading) -> str:
    """The last heading before the first one that fiches have in common, else the first line."""
    headings = [s for s in reading.sections if s.heading]
    for number, section in enumerate(headings):
        if section.topic != "other":
            return headings[number - 1].heading[:MAX_NAME] if number else _first_line(reading)
    return headings[0].heading[:MAX_NAME] if headings else _first_line(reading)


def _first_line(reading: Reading) -> str:
    return next((" ".join(line.split())[:MAX_NAME] for line in re.split(r"\n", reading.document.text)
                 if line.strip(" #*_-=")), "").strip("#* ")


def _territory(reading: Reading, place: Place) -> ProposedTerritory:
    return ProposedTerritory(place.territory.code, label(place.territory), Basis(
        place.confidence, place.rule, reading.quote(place.start, place.end), place.start, place.end,
        _heading(reading, place.start), reading.page(place.start)))


def _heading(reading: Reading, offset: int) -> str:
    return next((s.heading for s in reversed(reading.sections) if s.heading_start <= offset), "")


def _code(reading: Reading, found: Coded) -> ProposedCode:
    return ProposedCode(found.code, basis_of(reading, found.sentence, found.rule, found.confidence))
