"""What two entries are to each other besides their names: identifiers, territories, types, parts; and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from odas_graph import vocab
from odas_graph.errors import UnknownTerritoryError
from odas_graph.reconcile.entries import IMPORTED, Entry
from odas_graph.reconcile.likeness import Likeness
from odas_graph.reconcile.names import Name, departement_of, institution_types, place_words, service_words

if TYPE_CHECKING:
    from odas_graph.territory import Territory

Verdict = Literal["certain", "candidate", "part-of", "different"]
# One of each in a territory, of this level: the word of the type and the place name them. Caisses primaires, MSA and
# Carsat are left out: a département may have several, or share one.
_ALONE_IN: Final = {"commune": "commune", "ccas": "commune", "departement": "departement", "caf": "departement",
                    "region": "region", "epci": "epci", "cias": "epci"}
_SAME_FAMILY: Final = {"metropole": "epci"}
# Bits of information that a name must carry to be of one actor alone: in a commune as common as "comité des fêtes"
# (once a commune), in a département rarer than any one word of the lists.
_ENOUGH_IN: Final = {"commune": 9.0, "departement": 16.0, "epci": 14.0}
# Types that lists give for want of a better one.
_DEFAULTS: Final = frozenset({"association"})
_PARTS: Final = frozenset({"service", "etablissement-social", "lieu-hebergement", "etablissement-scolaire",
                           "etablissement-sante"})


@dataclass(slots=True)
class Context:
    """The verdict and the reasons for it: a code of `weights.yaml`, and the words it is about."""

    verdict: Verdict = "candidate"
    reasons: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def because(self, code: str, *words: str, verdict: Verdict | None = None) -> None:
        """Adds a reason; a verdict once given stays."""
        self.reasons.append((code, words))
        if verdict is not None and self.verdict == "candidate":
            self.verdict = verdict


def relation(one: Entry, other: Entry, left: Name, right: Name, likeness: Likeness) -> Context:
    """What `one`, best named `left`, is to `other`, best named `right`."""
    context = Context()
    if one.slug in other.part_of or other.slug in one.part_of:
        context.because("part-of", verdict="different")
    if one.dataset == other.dataset and one.rank < IMPORTED and other.rank < IMPORTED:
        context.because("one-list")
    place = _territories(one, other, left, right, context)
    if one.collective or other.collective:
        both = one.collective and other.collective
        context.because("generic", verdict=None if both and place == "same" else "different")
    if one.person or other.person:
        context.because("person", verdict=None if one.person and other.person else "different")
    if likeness.words and left.placed.union(right.placed).issuperset(w.partition("~")[0] for w in likeness.words):
        context.because("only-place-shared")
    institutions = institution(one, left), institution(other, right)
    if (institutions[0] is None) != (institutions[1] is None) and (likeness.left or likeness.right):
        context.because("more-than-the-institution", *likeness.left_words, *likeness.right_words)
    same_body = _identifiers(one, other, left, right, likeness, context)
    agree = _types(one, other, institutions, context)
    by_hand = any(code == "one-list" for code, _words in context.reasons)
    may_merge = not by_hand and not (one.person or other.person or one.collective or other.collective)
    # What may not merge by its name alone may by its number.
    if same_body is None and may_merge and agree:
        _by_name(institutions, one, left, right, likeness, place, context)
    if context.verdict == "certain" and not agree:
        context.verdict = "candidate"
    return context


def _identifiers(one: Entry, other: Entry, left: Name, right: Name, likeness: Likeness,
                 context: Context) -> bool | None:
    """Whether their identifiers say they are one body; None where they say nothing."""
    shared = sorted(set(one.identifiers) & set(other.identifiers))
    kinds = {kind: ({i for i in one.identifiers if i.startswith(kind)}, {i for i in other.identifiers
                                                                         if i.startswith(kind)})
             for kind in ("siren ", "rna ", "finess ")}
    for kind, (mine, theirs) in kinds.items():
        if mine and theirs and not mine & theirs:
            context.because(f"{kind.strip()}-differs", *sorted(mine | theirs))
            # FINESS numbers places: one body has several.
            if kind != "finess ":
                return False
    if not shared:
        return None
    part = _is_part(one, other, left, right, likeness)
    if part:
        context.because("shared-with-a-part", *shared, verdict="part-of")
    elif one.siret and other.siret and one.siret != other.siret and not _same_words(likeness):
        context.because("two-establishments", *shared)
    else:
        context.because("same-identifier", *shared, verdict="certain")
    return True


def _is_part(one: Entry, other: Entry, left: Name, right: Name, likeness: Likeness) -> bool:
    """Whether one of the two is a service or an establishment of the other: they share a SIREN and are two actors."""
    natures = [entry.nature == "service" or entry.type in _PARTS for entry in (one, other)]
    if natures[0] != natures[1] and None not in (one.type, other.type):
        return True
    if natures[0] and natures[1] and not _same_words(likeness):
        return True
    words = service_words()
    return any(token in words and token not in shorter.tokens
               for extra, shorter in ((likeness.left_words, right), (likeness.right_words, left)) for token in extra)


def _same_words(likeness: Likeness) -> bool:
    return likeness.shared > 0 and likeness.left == likeness.right == 0


def _types(one: Entry, other: Entry, institutions: tuple[tuple[str, str] | None, tuple[str, str] | None],
           context: Context) -> bool:
    """Whether the types can be those of one actor; adds the reason where they say something."""
    types = tuple(_SAME_FAMILY.get(found[0] if found else entry.type or "", found[0] if found else entry.type)
                  for entry, found in zip((one, other), institutions, strict=True))
    if None in types:
        return True
    first, second = str(types[0]), str(types[1])
    if first == second:
        if first not in _DEFAULTS | {"service"}:
            context.because("same-type", first)
        return True
    if _broader(first, second) or (_DEFAULTS & {first, second} and not {first, second} & _ALONE_IN.keys()):
        return True
    context.because("types-differ", first, second)
    return False


def _broader(one: str, other: str) -> bool:
    broader = vocab.BROADER["type-acteur"]
    return broader.get(one) == other or broader.get(other) == one or broader.get(one, one) == broader.get(other, other)


def _by_name(institutions: tuple[tuple[str, str] | None, tuple[str, str] | None], one: Entry, left: Name, right: Name,
             likeness: Likeness, place: str | None, context: Context) -> None:
    mine, theirs = institutions
    if mine and theirs:
        same = mine == theirs
        context.because("same-institution" if same else "institutions-differ", *dict.fromkeys((*mine, *theirs)),
                        verdict="certain" if same else "different")
        return
    # An acronym may be that of several names.
    if place != "same" or not _same_words(likeness) or likeness.exact < 1 or likeness.acronym is not None:
        return
    if left.former or right.former or not _place_is_theirs(one.territory or "", left, right, likeness):
        return
    level = _level(one.territory or "")
    if (left.network or right.network) and level != "commune":
        return
    if likeness.shared >= _ENOUGH_IN.get(level, 99.0):
        context.because("same-name-and-place", verdict="certain")


def _place_is_theirs(code: str, left: Name, right: Name, likeness: Likeness) -> bool:
    """Whether the place that one name alone says is the territory both are in, and nothing else."""
    for alone, words, name in ((likeness.left_place, likeness.left_words, left),
                               (likeness.right_place, likeness.right_words, right)):
        here = _territory(code) if alone else None
        if alone and (here is None or code not in name.place | name.departements
                      or not set(words) <= set(place_words(here.name))):
            return False
    return True


def institution(entry: Entry, name: Name) -> tuple[str, str] | None:
    """The type and the territory that an entry is alone in, where its name says nothing else."""
    said = institution_types().get(name.head or "")
    stated = _SAME_FAMILY.get(entry.type or "", entry.type or "")
    said = _SAME_FAMILY.get(said or "", said or "")
    kind = said or stated
    if kind not in _ALONE_IN or (stated in _ALONE_IN and said and stated != said):
        return None
    if stated not in _ALONE_IN and stated and stated not in _DEFAULTS:
        return None
    if set(name.tokens) - {name.head} - name.placed:
        return None
    level = _ALONE_IN[kind]
    codes = name.place if level == "commune" else name.departements if level == "departement" else frozenset()
    own = entry.territory
    if own and _level(own) == level:
        # A name that says another place than its entry is not to be trusted with either.
        return (kind, own) if not (name.placed and codes and own not in codes) else None
    if own and level == "commune":
        codes = frozenset(code for code in codes if departement_of(code) == own)
    return (kind, next(iter(codes))) if len(codes) == 1 else None


def _territories(one: Entry, other: Entry, left: Name, right: Name, context: Context) -> str | None:
    """`same`, `within` or `apart`, by the territories of the entries; by the places in the names where one has none."""
    if one.territory and other.territory:
        found = _compared(one.territory, other.territory)
        if found:
            context.because(f"territory-{found}", one.territory, other.territory)
            if found != "same" and left.network and right.network:
                context.because("network")
        return found
    for entry, name in ((one, right), (other, left)):
        if entry.territory and (name.place or name.departements):
            codes = name.place | name.departements
            if any(_compared(entry.territory, code) in ("same", "within") for code in codes):
                context.because("place-in-name-agrees", *sorted(codes)[:3])
            else:
                context.because("place-in-name-apart", *sorted(codes)[:3])
            return None
    if left.network and right.network:
        # Of the many sections, the one whose place is known is seldom the one meant.
        context.because("network" if one.territory or other.territory else "network-unplaced")
    return None


@lru_cache(maxsize=100_000)
def _compared(one: str, other: str) -> str | None:
    from odas_graph.territory import contains, covers

    here, there = _territory(one), _territory(other)
    if here is None or there is None:
        return None
    if covers(here, there) and covers(there, here):
        return "same"
    return "within" if contains(here, there) or contains(there, here) else "apart"


@lru_cache(maxsize=50_000)
def _territory(code: str) -> Territory | None:
    from odas_graph.territory import territory

    try:
        return territory(code)
    except UnknownTerritoryError:
        return None


def _level(code: str) -> str:
    found = _territory(code)
    return found.kind if found else ""
