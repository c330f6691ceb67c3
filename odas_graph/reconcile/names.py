"""A name as it is compared: its words, what kind of words they are, the place and the numbers in it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from odas_graph import resources

# A name of the fiche format has 300 characters at most; what comes from elsewhere is cut there, so that a hostile one
# costs no more. Words past the fortieth tell two actors apart no better than the first forty.
LONGEST: Final = 300
MOST_WORDS: Final = 40
# "EX", "anciennement" and parentheses part a name from another one of the same actor.
_FORMER: Final = re.compile(r"(?i)\s(?:ex|anciennement)\b[\s:-]*")
_PARENTHESES: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_WORD: Final = re.compile(r"[a-z0-9]+")
# Accents set apart from their letters, soft hyphens, marks of direction, joiners: they part no words.
_UNSEEN: Final = re.compile("[\u0300-\u036f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SHORTEST_STEM: Final = 4


@dataclass(frozen=True, slots=True)
class Words:
    """The tables of `words.yaml`, their words stemmed: see the file for what each is."""

    abbreviations: Mapping[str, str]
    expressions: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    forms: frozenset[str]
    empty: frozenset[str]
    institutions: Mapping[str, str]
    beside: frozenset[str]
    networks: Mapping[str, tuple[tuple[str, ...], ...]]
    sections: frozenset[str]
    services: frozenset[str]
    specialities: frozenset[str]
    common: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as words: `tokens` in their order, without words that say nothing; `forms` those of legal form.

    `place` are the codes of the communes it names, `departements` those of the départements, and `placed` the words
    that say so; `head` is the word of an institution; `initials` what its acronym may be; `former` that it is a name
    of the past ("EX …"); `cut` that it may be cut short, as fields of files do.
    """

    text: str
    tokens: tuple[str, ...]
    forms: frozenset[str]
    numbers: frozenset[str]
    place: frozenset[str]
    departements: frozenset[str]
    placed: frozenset[str]
    head: str | None
    network: bool
    initials: frozenset[str]
    former: bool = False
    cut: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The words sorted: equal for two names that say the same in another order."""
        return tuple(sorted(self.tokens))


def fold(text: str) -> str:
    """`text` in lower-case ASCII letters and digits, words parted by one space; marks of direction gone."""
    text = text[:LONGEST].casefold()
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae")))
    return " ".join(_WORD.findall(text))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The word without the endings of plural and feminine: "departementales" and "départemental" are one."""
    if word.isdigit():
        return word.lstrip("0") or "0"
    while len(word) > _SHORTEST_STEM and word[-1] in "sxe":
        word = word[:-1]
    return word


def spellings(text: str) -> list[tuple[str, bool]]:
    """The names that one text holds, and whether each is of the past: "X EX Y" is X and Y.

    Parentheses hold another name where one of the two is the acronym of the other, or a short word ("ADN (association
    de dons)"); else they say which one is meant ("Banque alimentaire (Bohain)"), and stay.
    """
    text = " ".join(text[:LONGEST].split())
    inside = [part for part in _PARENTHESES.findall(text) if fold(part)]
    outside = _PARENTHESES.sub(" ", text)
    others = [part for part in inside if _is_other_name(outside, part)]
    now, *past = _FORMER.split(outside if len(others) == len(inside) else text)
    found = [(now, False), *((part, False) for part in others), *((part, True) for part in past)]
    return [(part, former) for part, former in dict.fromkeys((part.strip(" -–,;"), former) for part, former in found)
            if fold(part)]


def _is_other_name(outside: str, inside: str) -> bool:
    short, long = sorted((fold(outside), fold(inside)), key=len)
    return bool(short) and " " not in short and " " in long and (
        short in _initials(long.split()[:MOST_WORDS], _words()) or (len(short) <= 6 and short == fold(outside)))


def read_names(texts: Sequence[Sequence[str]], territories: Iterable[str | None] = ()) -> list[list[Name]]:
    """The names of each entry, as they are compared.

    Where the lists are about is learnt from them: the départements of `territories` (codes), else those whose communes
    the names name. Fields of files cut names at a width; the widths too are learnt.
    """
    said = Counter(filter(None, (departement_of(code) for code in territories if code and code[:1] not in "RF")))
    # A département that one entry in fifty is in: the others' communes are words like "Table" more often than places.
    around = frozenset(code for code, count in said.items() if count * 50 >= said.total())
    around = around or _named_most(text for spelled in texts for text in spelled)
    widths = _widths(text for spelled in texts for text in spelled)
    # A name without a letter says nothing, and is a name: its number may say who it is.
    return [list(dict.fromkeys(read_name(part, around, former, len(text) in widths)
                               for text in spelled for part, former in spellings(text))) or [read_name("")]
            for spelled in texts]


def departement_of(code: str) -> str:
    """The département of the code of a commune, or the code itself where it is that of a département; else nothing."""
    if len(code) == 5:
        return code[:3] if code.startswith(("97", "98")) else code[:2]
    return code if len(code) <= 3 else ""


def _named_most(texts: Iterable[str]) -> frozenset[str]:
    """The départements that hold most of the communes that end names; a word of chance is spread over all of them."""
    votes: Counter[str] = Counter()
    for text in texts:
        codes = {departement_of(code) for code in read_name(text).place}
        votes.update(codes if len(codes) == 1 else ())
    total = sum(votes.values())
    # Chance gives a département one hit in a hundred; a list about it, most of them.
    return frozenset(code for code, count in votes.items() if count >= 10 and count >= total / 10)


def _widths(texts: Iterable[str]) -> frozenset[int]:
    """The lengths at which a field cuts names: three times as many names have them as have one letter more."""
    lengths = Counter(len(text) for text in texts)
    return frozenset(n for n, count in lengths.items() if n >= 20 and count >= 10 and count > 3 * lengths[n + 1])


@lru_cache(maxsize=400_000)
def read_name(text: str, around: frozenset[str] = frozenset(), former: bool = False, cut: bool = False) -> Name:
    """The name as it is compared; equal for two texts that differ in case, accents, punctuation, usual shortenings.

    `around` are the codes of the départements that the lists are about (see `read_names`).
    """
    words = _words()
    folded = fold(text)
    said = folded.split()[:MOST_WORDS]
    stems = [words.abbreviations.get(word) or words.abbreviations.get(stem(word)) or stem(word)
             for word in said if word not in words.empty]
    tokens = _with_expressions([part for token in stems for part in token.split()], words)
    forms = frozenset(token for token in tokens if token in words.forms)
    core = tuple(token for token in tokens if token not in words.forms)
    place, departements, placed = _place(core, around)
    head = core[0] if core and core[0] in words.institutions else None
    if head is not None:
        core = tuple(token for token in core if token == head or token not in words.beside)
    network = _is_network(core, placed, words)
    return Name(text=text, tokens=core, forms=forms,
                numbers=frozenset(token for token in core if token.isdigit()), place=place, departements=departements,
                placed=placed, head=head, network=network, initials=_initials(said, words), former=former, cut=cut)


def _with_expressions(tokens: list[str], words: Words) -> list[str]:
    """The tokens, each whole expression replaced by its acronym, the longest first."""
    found, at = [], 0
    while at < len(tokens):
        for phrase, short in words.expressions.get(tokens[at], ()):
            if tuple(tokens[at:at + len(phrase)]) == phrase:
                found.append(short)
                at += len(phrase)
                break
        else:
            found.append(tokens[at])
            at += 1
    return found


def _is_network(core: tuple[str, ...], placed: frozenset[str], words: Words) -> bool:
    """Whether the name says a network and no more: its section here and its section there bear it alike."""
    for at, token in enumerate(core):
        for phrase in words.networks.get(token, ()):
            if core[at:at + len(phrase)] == phrase:
                rest = {*core[:at], *core[at + len(phrase):]} - placed
                return rest <= words.sections
    return False


def _initials(said: list[str], words: Words) -> frozenset[str]:
    """The acronyms that the words may be shortened to: with and without small words, with and without legal form."""
    full = [word for word in said if word not in words.empty]
    bare = [word for word in full if stem(words.abbreviations.get(word, word)) not in words.forms]
    # A shorter name may leave out what follows: the place, the département.
    made = {"".join(word[0] for word in chosen[:length]) for chosen in (said, full, bare)
            for length in range(3, min(len(chosen), 10) + 1)}
    return frozenset(acronym for acronym in made if not acronym.isdigit())


def _place(tokens: tuple[str, ...], around: frozenset[str]
           ) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The communes and the départements that a name holds, and the words that say so; the longest place name wins.

    A commune of the départements `around` counts wherever it stands, any other only at the end of the name.
    """
    communes, departements, codes = _places()
    found: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    words: set[str] = set()
    end = len(tokens)
    if end > 1 and tokens[-1] in codes:
        above, end = codes[tokens[-1]], end - 1
        words.add(tokens[-1])
    at = end
    while at > 0:
        # Five words hold all but a handful of names of communes.
        for length in range(min(5, at), 0, -1):
            said = tokens[at - length:at]
            all_of_it = communes.get(said, frozenset())
            if not all_of_it and said not in departements:
                continue
            here = frozenset(code for code in all_of_it if departement_of(code) in around)
            here = here or (all_of_it if at == end and not around else frozenset())
            if said in departements or (here and (length > 1 or len(said[0]) >= _SHORTEST_STEM)):
                above, found = above | departements.get(said, frozenset()), found | here
                words.update(said)
                at -= length - 1
                break
        at -= 1
    return found, above, frozenset(words)


@cache
def _places() -> tuple[Mapping[tuple[str, ...], frozenset[str]], Mapping[tuple[str, ...], frozenset[str]],
                       Mapping[str, frozenset[str]]]:
    """The codes of communes by name, of départements by name and by code."""
    from odas_graph.territory import territories

    communes: dict[tuple[str, ...], set[str]] = {}
    for commune in territories("commune"):
        communes.setdefault(place_words(commune.name), set()).add(commune.code)
    named = {place_words(t.name): frozenset({t.code}) for t in territories("departement")}
    codes = {stem(t.code.lower()): frozenset({t.code}) for t in territories("departement")}
    return {key: frozenset(found) for key, found in communes.items() if key}, named, codes


def place_words(name: str) -> tuple[str, ...]:
    """The name of a territory as the words of other names are compared."""
    words = _words()
    return tuple(stem(words.abbreviations.get(word, word)) for word in fold(name).split() if word not in words.empty)


@cache
def _words() -> Words:
    import yaml

    table = yaml.safe_load(resources.package_file("reconcile/words.yaml").read_text("utf-8"))
    empty = frozenset(map(str, table["vides"]))

    # A shortening that may stand for several words stays as it is written: the comparison of two words weighs it.
    meant: dict[str, set[str]] = {}
    for full, shorts in table["abreviations"].items():
        for short in shorts:
            meant.setdefault(short, set()).add(" ".join(map(stem, full.split())))
    abbreviations = {short: next(iter(full)) for short, full in meant.items() if len(full) == 1}

    def stems(text: str) -> tuple[str, ...]:
        return tuple(part for word in str(text).split() if word not in empty for part in (
            abbreviations.get(word) or abbreviations.get(stem(word)) or stem(word)).split())

    expressions: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for short, phrases in table["expressions"].items():
        for phrase in phrases:
            expressions.setdefault(stems(phrase)[0], []).append((stems(phrase), stem(short)))
    networks: dict[str, list[tuple[str, ...]]] = {}
    for phrase in table["reseaux"]:
        networks.setdefault(stems(phrase)[0], []).append(stems(phrase))
    return Words(
        abbreviations=abbreviations,
        expressions={first: tuple(sorted(found, key=lambda e: -len(e[0]))) for first, found in expressions.items()},
        forms=_all(stems, table["formes"]), empty=empty,
        institutions={stem(word): kind for word, kind in table["institutions"].items()},
        beside=_all(stems, table["mots_d_institution"]),
        networks={first: tuple(found) for first, found in networks.items()},
        sections=_all(stems, table["sections"]),
        services=_all(stems, table["services"]),
        specialities=_all(stems, table["specialites"]),
        common={word: float(rate) / 1000 for rate, found in table["courants"].items() for word in _all(stems, found)})


def _all(stems: Any, phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(token for phrase in phrases for token in stems(phrase) if len(stems(phrase)) == 1)


def service_words() -> frozenset[str]:
    """The words by which a part of a body is called, stemmed."""
    return _words().services


def institution_types() -> Mapping[str, str]:
    """The type of actor that the word of an institution says."""
    return _words().institutions


def common_words() -> Mapping[str, float]:
    """How often each common word stands in a name, as a share of names."""
    return _words().common


def specialities() -> frozenset[str]:
    """The words of trades and sports, stemmed."""
    return _words().specialities
