"""What the groups of a crowd hold, in columns that the script of the map reads.

Numbers are in base 36, codes are bits: five thousand actors and forty thousand facts have to fit beside vis-network in
a file that can be sent by mail.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Final

from odas_graph import vocab
from odas_graph.drawing import LONG, SHORT, plain
from odas_graph.layout import Point, positions
from odas_graph.scene import LENGTHS, Item, actor_size, footing, is_ringed, place_at, place_iri, room_graph
from odas_graph.scene.crowd import Crowd, Group, group_sizes, strongest
from odas_graph.territory import label
from odas_graph.views import DisputeView, TieView

# What they may add to the half megabyte of an empty map, for a file of a megabyte and a half.
MOST_BYTES: Final = 880_000
# What the place of an actor and its share of the groups take besides; they are not sought where all is too much.
PLACE: Final = 22
# The page that the parts of a group are laid out on; on a phone, its height and width change places.
PAGE: Final = (800, 610)
# The codes of an actor that filters ask for, and the list each is a bit of.
MASKS: Final = {"roles": "role", "needs": "problematique", "phases": "phase"}
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"

Fact = tuple[str, str, TieView | DisputeView]


def columns(crowd: Crowd, facts: Sequence[Fact], nodes: Mapping[str, Item]) -> Item | None:
    """What the groups hold; with proof where there is room for it, None where even without it there is too much.

    `facts` and `nodes` are those of the scene before its groups were put on it.
    """
    found = _actors(crowd, nodes)
    if not _fits(found):
        return None
    for told in (True, False):
        found |= _facts(crowd, facts, told)
        if _fits(found):
            return found | _groups(crowd) | _places(crowd)
    return None


def _fits(found: Item) -> bool:
    size = len(json.dumps(found, separators=(",", ":")))
    return size + PLACE * len(found["names"]) <= MOST_BYTES


def to_digits(number: int) -> str:
    """A number from 0 on in base 36, as JavaScript's `parseInt(text, 36)` reads it."""
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
        if not number:
            return text


def _actors(crowd: Crowd, nodes: Mapping[str, Item]) -> Item:
    scene = crowd.scene
    types = sorted({a.type for a in crowd.actors})
    homes = sorted({crowd.home[a.iri] for a in crowd.actors})
    known = [nodes.get(scene.ids.get(a.iri, ""), {}) for a in crowd.actors]
    pages = [scene.href(a.iri) for a in crowd.actors]
    before, after = _shared([page for page in pages if page])
    return {
        "names": [plain(a.name, SHORT) for a in crowd.actors],
        "types": types, "type": _row(types.index(a.type) for a in crowd.actors),
        "homes": [label(place_at(iri, "")) for iri in homes], "home": _row(homes.index(crowd.home[a.iri])
                                                                          for a in crowd.actors),
        "page": [before, after], "pages": [page and page[len(before):len(page) - len(after)] for page in pages],
        "deeds": _row(scene.deeds[a.iri] for a in crowd.actors),
        "weight": _row(min(scene.weight[a.iri], 16) for a in crowd.actors),
        "rings": {number: scene.word("archetype", a.visibility.archetype or "")
                  for number, a in enumerate(crowd.actors) if a.visibility and is_ringed(a)},
        "codes": {name: list(vocab.CODES[scheme]) for name, scheme in MASKS.items()},
        **{name: _row(sum(1 << vocab.CODES[scheme].index(slug) for slug in node.get(name, ())) for node in known)
           for name, scheme in MASKS.items()}}


def _row(numbers: Iterable[int]) -> str:
    return " ".join(map(to_digits, numbers))


def _shared(texts: Sequence[str]) -> tuple[str, str]:
    """What all texts begin with, and what they all end with."""
    before = _beginning(texts)
    return before, _beginning([text[len(before):][::-1] for text in texts])[::-1]


def _beginning(texts: Sequence[str]) -> str:
    """The longest text that each begins with."""
    least, most = (min(texts), max(texts)) if texts else ("", "")
    same = takewhile(lambda pair: pair[0] == pair[1], zip(least, most, strict=False))
    return "".join(one for one, _other in same)


def _facts(crowd: Crowd, facts: Sequence[Fact], told: bool) -> Item:
    """The facts by what is the same of many (kind, footing, forms, age), parties as `one.other`, in a row.

    A payment names who pays first, an absence who did not know before a dash. With `told`, two numbers follow: where
    the sources say it, and what it is about.
    """
    rows: dict[tuple[str, str, tuple[str, ...], str], list[str]] = {}
    proofs: dict[tuple[tuple[int, str], ...], int] = {}
    about: dict[str, int] = {"": 0}
    for _key, kind, fact in facts:
        parties = [crowd.number[iri] for iri in fact.parties if iri in crowd.number]
        if isinstance(fact, TieView):
            same = (kind, footing(fact), fact.formalisation, fact.origin or "")
            words = fact.subject or ""
            if fact.funder in crowd.number and fact.beneficiary in crowd.number:
                same = ("funding", *same[1:])
                parties = [crowd.number[fact.funder], crowd.number[fact.beneficiary]]
            text = ".".join(map(to_digits, parties))
        else:
            same, words = (kind, "", (), fact.moment or ""), fact.about
            unaware = [n for n in parties if crowd.actors[n].iri in fact.unaware]
            sides = [unaware, [n for n in parties if n not in unaware]] if unaware else [parties]
            text = "-".join(".".join(map(to_digits, side)) for side in sides if side)
        if told:
            place = proofs.setdefault(tuple(crowd.scene.proof(fact.proof)), len(proofs))
            text += f":{to_digits(place)}"
            words = plain(words, LONG)
            if words:
                text += f":{to_digits(about.setdefault(words, len(about)))}"
        rows.setdefault(same, []).append(text)
    return {"facts": [[*same, " ".join(found)] for same, found in sorted(rows.items())],
            "proofs": [list(places) for places in proofs], "about": list(about)}


def _groups(crowd: Crowd) -> Item:
    """The groups: above, place, sphere, first actor, last, where they stand on a desk and on a phone, a name of their
    own."""
    places = sorted({group.place.code for group in crowd.groups})
    spots: dict[int, tuple[Point, Point]] = {}
    for group in crowd.groups:
        if group.parts:
            here = _part_places(crowd, group)
            spots |= {part.number: (here[0][part.key], here[1][part.key]) for part in group.parts}
    rows: list[list[int | str]] = []
    for group in crowd.groups:
        (x, y), (px, py) = spots.get(group.number, ((0, 0), (0, 0)))
        row: list[int | str] = [-1 if group.up is None else group.up, places.index(group.place.code), group.sphere,
                                group.first, group.last, x, y, px, py]
        rows.append(row + ([group.name] if group.name != group.place.name else []))
    known = {group.place.code: group.place for group in crowd.groups}
    return {"groups": rows, "places": [[known[code].name, label(known[code]), crowd.scene.href(place_iri(known[code]))]
                                       for code in places]}


def _part_places(crowd: Crowd, group: Group) -> tuple[dict[str, Point], dict[str, Point]]:
    """Where the parts of a group stand when it is open: on a desk, and on a phone."""
    sizes = group_sizes(group.parts)
    nodes: dict[str, Item] = {part.key: {"kind": "group", "size": sizes[part.number]} for part in group.parts}
    links = strongest(crowd.links.get(group.number, Counter()), len(nodes))
    graph = room_graph(nodes, [{"from": crowd.groups[one].key, "to": crowd.groups[other].key, "length": 1.0}
                               for (one, other), _count in links])
    return positions(graph, width=PAGE[0], height=PAGE[1]), positions(graph, width=470, height=720)


def _places(crowd: Crowd) -> Item:
    """Where each actor stands in its group."""
    x, y = [0] * len(crowd.actors), [0] * len(crowd.actors)
    for group in crowd.groups:
        if group.parts:
            continue
        nodes = {str(n): {"kind": "actor", "size": actor_size(crowd.scene.weight[crowd.actors[n].iri])}
                 for n in range(group.first, group.last)}
        edges = [{"from": str(one), "to": str(other), "length": LENGTHS["tie"]}
                 for one, other in sorted(crowd.links.get(group.number, ()))]
        for key, (across, down) in positions(room_graph(nodes, edges), width=PAGE[0],
                                             height=PAGE[1]).items():
            x[int(key)], y[int(key)] = across, down
    return {"x": x, "y": y}
