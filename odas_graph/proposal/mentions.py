"""Where a text speaks of an actor: by words of the lexicon, proper names after them, acronyms, local authorities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from odas_graph.proposal.lexicon import Entry, lexicon, networks
from odas_graph.proposal.reading import Reading, Sentence, fold
from odas_graph.territory import Kind, Territory, find

Confidence = Literal["certain", "likely", "to-check"]
# What a mention stands for: a proper name, the one body of a place, a body of the country, a group or several bodies,
# or a body named before ("the association").
MentionKind = Literal["named", "instance", "national", "group", "anaphor"]

# Bounded, as every repetition here: no text, however made, shall cost more than its length.
CAPITAL: Final = r"(?![LD]')[A-ZÀ-ÖØ-Þ][\w'&.-]{0,40}[\w]|[A-Z]\b"
_INSIDE: Final = r"(?:d[eu] |des |de la |de l'|d'|l'|la |le |les |en |pour |& )"
NAME: Final = rf"(?:{CAPITAL})(?: {_INSIDE}?(?:{CAPITAL})){{0,8}}"
_OF: Final = r"(?:de la |de l'|d'|du |des |de )"
_QUOTED: Final = r"[«\"] ?([^«»\"]{2,80}?) ?[»\"]"
# Adjectives that may stand between a word and its name ("bailleur social privé X"), never words that link.
_BETWEEN: Final = (r"(?:(?! ?(?:de|du|des|la|le|les|qui|que|et|ou|pour|en|avec|par|dans|sur|est|ont|dont|au|aux)\b)"
                   r" [a-zà-ÿ]{3,30}(?:ée?|aire|ale?|ante|if|ive|euse|ique|iste|elle|le|te|se)){0,2}")
_DIRECT: Final = re.compile(rf"{_BETWEEN},? ?(?:(?:dite|dénommée?|appelée?|nommée?|intitulée?) )?"
                            rf"(?:{_QUOTED}|({NAME}(?: [a-zà-ÿ]{{3,30}}(?:aire|ique|ien|ienne)s?\b)?))")
_PLACED: Final = re.compile(rf"{_BETWEEN} {_OF}({NAME}(?<=Pays) [a-zà-ÿ]{{1,30}}|{NAME})")
_FEDERATED: Final = re.compile(rf" (?:des|du|de la|de l'|d')(?: ?[a-zà-ÿ]{{1,30}}){{1,4}} ?{_OF}"
                               rf"({NAME}(?<=Pays) [a-zà-ÿ]{{1,30}}|{NAME})")
_ACRONYM_AFTER: Final = re.compile(r" ?\( ?([A-Z][A-Za-z&'-]{1,11}) ?\)")
_WORDS_AFTER: Final = re.compile(r" ?\( ?([A-ZÀ-Þ][^()]{8,140}) ?\)")
# What tells of a body in parentheses is no other name of it.
_DESCRIBED: Final = re.compile(r"(?:association|bailleur|organisme|communaute|societe|structure|cf|voir|ex)\b")
_BRACKET: Final = re.compile(r" ?\([^()]{0,200}\)")
_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 20
_WHERE: Final = re.compile(r"(?:dans|sur|hors|chez|autour|travers|proximite|niveau|sein|echelle)"
                           r"(?: de| du)? ?(?:l[ea]s?|l'|du|de la|d'autres|plusieurs|tout l[ea]|chaque|deux|trois)? ?$")
_SOME: Final = re.compile(r"(?:\bun|\bune|\bautres?|\bmultiples|\bcertaine?s|\bd'une?|\bchaque|"
                          r"\baucune?|\btoute?|\btype|\bquelle?) $")
_AUTHORITIES: Final[tuple[tuple[str, Kind, str], ...]] = (
    (r"(?:[Vv]ille|[Cc]ommune|[Mm]airie|[Mm]unicipalité)", "commune", "commune"),
    (r"(?:[Dd]épartement|[Cc]onseil [Dd]épartemental|[Cc]onseil [Gg]énéral)", "departement", "departement"),
    (r"(?:[Rr]égion|[Cc]onseil [Rr]égional)", "region", "region"),
    (r"(?:[Cc]ommunauté (?:de [Cc]ommunes|d'[Aa]gglomération|[Uu]rbaine)|[Aa]gglomération)", "epci", "epci"),
    (r"(?:[Mm]étropole)", "epci", "metropole"),
)
# "Nantes Métropole": the name itself says what it is.
_ADJECTIVE: Final = re.compile(r" [a-zà-ÿ]{1,30}(?:ales|aux|ives|iques|aires|isés|isées)\b")
_SECOURS: Final = re.compile(r"\bSecours [A-ZÀ-Þa-zà-ÿ][a-zà-ÿ]{5,30}")
_METROPOLIS: Final = re.compile(rf"(?<![\w-])((?:{CAPITAL})(?: (?:{CAPITAL})){{0,3}}? "
                                rf"(?:Métropole|Agglomération|Agglo))(?![\w-]| (?:{CAPITAL}))")
_PLACED_AUTHORITIES: Final = tuple(
    (re.compile(rf"(?<![\w-]){words} (?:{_OF})?({NAME})"), kind, type_) for words, kind, type_ in _AUTHORITIES)
# Without a name, only where it acts: "par le département", "la commune a", never "dans la commune".
_BARE_AUTHORITIES: Final[tuple[tuple[re.Pattern[str], Kind, str], ...]] = (
    (re.compile(r"(?<![\w-])(?:[Ll]e|[Dd]u|[Aa]u) (?:Département|[Cc]onseil [Dd]épartemental|département)"
                r"(?![\w-]| [a-zà-ÿ]+ de l'[Uu]niv| d)"), "departement", "departement"),
    (re.compile(r"(?<![\w-])(?:[Ll]a Région(?![\w-])|(?:[Ll]e|[Dd]u|[Aa]u) [Cc]onseil [Rr]égional)"),
     "region", "region"),
    (re.compile(r"(?<![\w-])[Ll]a (?:Métropole)(?![\w-])"), "epci", "metropole"),
    (re.compile(r"(?<![\w-])[Ll]a (?:[Vv]ille|[Cc]ommune)(?![\w-]| d)"), "commune", "commune"),
)
_COMMUNES: Final = re.compile(r"(?<![\w-])(?:(?:[Ll]es|[Dd]es|[Aa]ux) (?:\d+ )?[Cc]ommunes|\d+ communes)(?![\w-])")
# Groups that fiches name only where they act; any other is an actor where its sentence makes it act.
_ALWAYS_ACT: Final = ("benevoles", "professionnel", "media")
_ACTS_BEFORE: Final = re.compile(
    r"(?:\bpar|\bavec|mobilisation|engagement|implication|participation|volontariat|appui|soutien|sollicite|"
    r"\baupres|mobilisant|repose(?: exclusivement)? sur|intervention|grace a|sollicitations?|recours a|\(|fiches? d)"
    r"(?: (?:de|du|des|d'|l'|les|le|la|aux?|un|une|parmi|certains|nos|ses|leurs|une quinzaine d[e'])){0,3} ?$")
_ACTS_AFTER: Final = re.compile(
    r"[\w ',]{0,30}? ?\b(?:volontaires?|se sont|s'est|ont|assurent|participent|contribuent|interviennent|impliques|"
    r"mobilise(?:e?s)?)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text speaks of an actor; `core` is what two mentions of one actor have in common."""

    start: int
    end: int
    kind: MentionKind
    type: str
    name: str
    core: str
    rule: str
    confidence: Confidence
    level: str | None = None
    place: Territory | None = None
    aliases: tuple[str, ...] = ()
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class KnownActor:
    """An actor the user's own data hold already."""

    slug: str
    names: tuple[str, ...]
    type: str
    generic: bool = False


class Finder:
    """Finds mentions, sentence by sentence: names of `known` actors, names `met` in the text, networks if wanted."""

    def __init__(self, reading: Reading, within: str | None = None, known: Iterable[KnownActor] = (), *,
                 with_networks: bool = True, met: Iterable[KnownActor] = ()) -> None:
        self.reading, self.within, self.lexicon = reading, within, lexicon()
        self.small_words = frozenset(re.findall(r"(?<!\w)[a-zà-ÿ][\w-]*", reading.plain))
        # By the words of a name, so that a hundred thousand names cost no more than one.
        self._names: dict[str, tuple[str, str, str | None, str]] = {}
        self._lengths: dict[str, set[int]] = {}
        for actor in sorted(known, key=lambda a: a.slug):
            self._learn(() if actor.generic else actor.names, actor.type, actor.slug, "known")
        for actor in met:
            self._learn(actor.names, actor.type, None, "named-elsewhere")
        for network in networks() if with_networks else ():
            self._learn((network.name, *network.others), network.type, None, "network")

    def _learn(self, names: Sequence[str], type_: str, slug: str | None, rule: str) -> None:
        for name in names:
            # A name of two letters, or a word of the lexicon ("Caf"), is no name of one actor.
            if len(name) > 2 and fold(name) not in self.lexicon.by_word and name not in self.lexicon.by_acronym:
                words = _WORD.findall(fold(name))
                if 0 < len(words) <= _LONGEST:
                    self._names.setdefault(" ".join(words), (type_, names[0], slug, rule))
                    self._lengths.setdefault(words[0], set()).add(len(words))

    def mentions(self, sentence: Sentence) -> list[Mention]:
        """The mentions in a sentence, in the order of the text, none over another."""
        found: list[Mention] = []
        for step in (self._by_name, self._authorities, self._words, self._acronyms, self._secours):
            for mention in step(sentence.start, sentence.end):
                if not any(m.start < mention.end and mention.start < m.end for m in found):
                    # What stands in parentheses after a name is the same actor, not another one.
                    after = _BRACKET.match(self.reading.plain, mention.end, sentence.end) if mention.aliases else None
                    found.append(replace(mention, end=after.end()) if after else mention)
        return sorted(found, key=lambda m: m.start)

    def _by_name(self, start: int, end: int) -> Iterator[Mention]:
        tokens = list(_WORD.finditer(self.reading.folded, start, end))
        for i, token in enumerate(tokens):
            for length in sorted(self._lengths.get(token[0], ()), reverse=True):
                last = tokens[min(i + length, len(tokens)) - 1]
                held = self._names.get(" ".join(t[0] for t in tokens[i:i + length]))
                words = self.reading.plain[token.start():last.end()]
                if held and words[0].isupper() and not re.search(r"[.;:()]\s", words):
                    type_, name, slug, rule = held
                    aliases = (*self.aliases(last.end(), end), *self._long_form(last.end(), end))
                    yield Mention(token.start(), last.end(), "named", type_, name, core_of(name), rule, "certain",
                                  aliases=aliases, slug=slug)
                    break

    def _authorities(self, start: int, end: int) -> Iterator[Mention]:
        plain = self.reading.plain
        for pattern, kind, type_ in _PLACED_AUTHORITIES:
            for match in pattern.finditer(plain, start, end):
                place, name_end = self.placed(match[1], match.start(1), kind)
                if place and not self._is_where(match.start()):
                    name = _sentence_name(plain[match.start():name_end])
                    yield Mention(match.start(), name_end, "instance", type_, name, type_, "authority-of-place",
                                  "certain", place.kind, place, self.aliases(name_end, end))
        for match in _METROPOLIS.finditer(plain, start, end):
            epci = [t for t in find(match[1]) if t.kind == "epci"]
            if len(epci) == 1 and not self._is_where(match.start()):
                type_ = "metropole" if (epci[0].nature or "").startswith("MET") else "epci"
                yield Mention(match.start(), match.end(), "instance", type_, match[1], type_, "authority-of-place",
                              "certain", "epci", epci[0])
        for pattern, kind, type_ in _BARE_AUTHORITIES:
            for match in pattern.finditer(plain, start, end):
                if not self._is_where(match.start()):
                    name = match[0].split(" ", 1)[1]
                    sure: Confidence = "likely" if name[0].isupper() or " " in name else "to-check"
                    yield Mention(match.start(), match.end(), "instance", type_, _sentence_name(name), type_,
                                  "authority-of-fiche", sure, kind)
        for match in _COMMUNES.finditer(plain, start, end):
            if not self._is_where(match.start()):
                yield Mention(match.start(), match.end(), "group", "commune", "Communes", "communes", "several-bodies",
                              "to-check")

    def _words(self, start: int, end: int) -> Iterator[Mention]:
        plain, folded = self.reading.plain, self.reading.folded
        for match in self.lexicon.words.finditer(folded, start, end):
            entry, plural = self.lexicon.entry(match[0])
            words = " ".join(plain[match.start():match.end()].split())
            if entry.use == "national":
                if plain[match.start()].isupper():
                    yield Mention(match.start(), match.end(), "national", entry.type, _sentence_name(words),
                                  fold(entry.form or words), "national-body", "certain",
                                  aliases=self.aliases(match.end(), end))
            elif entry.use == "group":
                if self._acts(match.start(), match.end(), entry):
                    yield Mention(match.start(), match.end(), "group", entry.type, _sentence_name(words),
                                  _core_of_group(entry), "group-acts", "to-check")
            elif plural:
                if entry.use != "title" and not self._is_where(match.start()) and not self._is_some(match.start()):
                    yield self._several(match.start(), match.end(), entry, words, end)
            elif not self._is_some(match.start()):
                yield from self._body(match.start(), match.end(), end, entry, words)

    def _several(self, start: int, stop: int, entry: Entry, words: str, end: int) -> Mention:
        after = _ADJECTIVE.match(self.reading.plain, stop, end)
        stop = after.end() if after else stop
        words = " ".join(self.reading.plain[start:stop].split())
        return Mention(start, stop, "group", entry.type, _sentence_name(words), fold(words), "several-bodies", "likely",
                       aliases=self.aliases(stop, end))

    def _body(self, start: int, stop: int, end: int, entry: Entry, words: str) -> Iterator[Mention]:
        """One body: with the name or the place that follows, else that of the place of the fiche, else one before."""
        plain = self.reading.plain
        direct = _DIRECT.match(plain, stop, end)
        name = (direct[1] or direct[2]) if direct else ""
        place, name_end = self.placed(name, direct.start(2), None) if direct and direct[2] else (None, 0)
        if direct and entry.use == "instance" and place and name_end == direct.end():
            shown = _sentence_name(" ".join(plain[start:name_end].split()))
            yield Mention(start, name_end, "instance", entry.type, shown, _core_of_entry(entry, words),
                          "body-of-place", "certain", entry.level, place, self.aliases(name_end, end))
            return
        if direct and name.split()[0] not in self.lexicon.by_acronym:
            shown = name if entry.type.startswith("association") or "bailleur" in words.lower() or words.lower() in (
                "groupe", "société", "entreprise", "réseau", "collectif") else f"{_sentence_name(words)} {name}"
            yield Mention(start, direct.end(), "named", entry.type, shown, core_of(name), "name-after-word", "certain",
                          aliases=(*self.aliases(direct.end(), end), *self._long_form(direct.end(), end)))
            return
        if entry.use == "title":
            return
        placed = (entry.type == "federation" and _FEDERATED.match(plain, stop, end)) or _PLACED.match(plain, stop, end)
        if placed:
            place, name_end = self.placed(placed[1], placed.start(1), None)
            shown = _sentence_name(" ".join(plain[start:name_end].split()))
            if entry.use == "instance" and place:
                yield Mention(start, name_end, "instance", entry.type, shown, _core_of_entry(entry, words),
                              "body-of-place", "certain", entry.level, place, self.aliases(name_end, end))
            else:
                yield Mention(start, name_end, "named", entry.type, shown, core_of(shown), "name-after-word", "likely",
                              place=place, aliases=self.aliases(name_end, end))
        elif entry.use == "instance":
            if not self._is_where(start):
                yield Mention(start, stop, "instance", entry.type, _sentence_name(words), _core_of_entry(entry, words),
                              "body-of-fiche", "likely", entry.level, None, self.aliases(stop, end))
        else:
            yield Mention(start, stop, "anaphor", entry.type, words, fold(words), "named-elsewhere", "to-check",
                          aliases=self.aliases(stop, end))

    def _acronyms(self, start: int, end: int) -> Iterator[Mention]:
        plain, folded = self.reading.plain, self.reading.folded
        for match in self.lexicon.acronyms.finditer(plain, start, end):
            entry = self.lexicon.by_acronym[match[0]]
            before = folded[max(start, match.start() - 14):match.start()]
            if re.search(r"\b(?:les|des|aux|ces|\d+|plusieurs|differents?) $", before):
                yield Mention(match.start(), match.end(), "group", entry.type, match[0], fold(entry.form or match[0]),
                              "several-bodies", "likely")
            elif entry.use == "national":
                yield Mention(match.start(), match.end(), "national", entry.type, match[0],
                              fold(entry.form or match[0]), "national-body", "certain")
            elif not _SOME.search(before) and (entry.use == "instance" or _PLACED.match(plain, match.end(), end)):
                yield from self._body(match.start(), match.end(), end, entry, match[0])

    def _secours(self, start: int, end: int) -> Iterator[Mention]:
        for match in _SECOURS.finditer(self.reading.plain, start, end):
            yield Mention(match.start(), match.end(), "named", "association-caritative", match[0], core_of(match[0]),
                          "name-after-word", "certain")

    def placed(self, name: str, at: int, kind: Kind | None) -> tuple[Territory | None, int]:
        """The territory whose name begins a sequence of capitals, and where it ends; the longest name wins."""
        words = name
        while words:
            found = [t for t in find(words, None) if kind is None or t.kind == kind or
                     (kind == "epci" and t.kind == "commune")]
            if found:
                near = [t for t in found if self.within and self.within in (t.code, t.departement, t.region)]
                return (near or found)[0] if len(near or found) == 1 or kind or near else None, at + len(words)
            words = words.rpartition(" ")[0].rstrip()
        return None, at + len(name)

    def aliases(self, stop: int, end: int) -> tuple[str, ...]:
        """The acronym in parentheses after a name."""
        match = _ACRONYM_AFTER.match(self.reading.plain, stop, end)
        return (match[1],) if match and sum(c.isupper() for c in match[1]) > 1 else ()

    def _long_form(self, stop: int, end: int) -> tuple[str, ...]:
        match = _WORDS_AFTER.match(self.reading.plain, stop, end)
        if match is None or _DESCRIBED.match(self.reading.folded, match.start(1), match.end(1)):
            return ()
        return (" ".join(match[1].split()),)

    def _is_where(self, start: int) -> bool:
        return bool(_WHERE.search(self.reading.folded[max(0, start - 24):start]))

    def _is_some(self, start: int) -> bool:
        return bool(_SOME.search(self.reading.folded[max(0, start - 12):start]))

    def _acts(self, start: int, stop: int, entry: Entry) -> bool:
        folded = self.reading.folded
        return entry.type in _ALWAYS_ACT or bool(
            _ACTS_BEFORE.search(folded[max(0, start - 45):start]) or _ACTS_AFTER.match(folded, stop, stop + 60))


def core_of(name: str) -> str:
    """What identifies a proper name: folded, without articles, legal form, signs and parentheses."""
    name = re.sub(r"(?i)(centres?) (?:social et culturel|socio-?culturel)", r"\1 social", name)
    words = re.sub(r"[^\w]+", " ", fold(re.sub(r"\([^()]*\)", " ", name)).replace("œ", "oe")).split()
    kept = [{"st": "saint", "ste": "sainte"}.get(w, w) for w in words if w not in _EMPTY]
    return " ".join(kept) or " ".join(words)


# Of these there is one in a place: two words for them mean one actor.
ONE_OF_A_PLACE: Final = frozenset(("commune", "departement", "region", "epci", "caf", "msa", "cpam", "carsat", "ars",
                                   "ccas", "cias"))
_EMPTY: Final = frozenset(("le", "la", "les", "l", "d", "de", "du", "des", "association", "groupe", "societe",
                           "reseau"))


# Words for the staff of a body, whatever its trade: one group; each trade that is named is another.
_STAFF: Final = frozenset(("salarie", "personnel", "professionnel", "equipe", "agent", "collaborateur",
                           "agent volontaire", "personnel volontaire", "professionnel volontaire"))


def _core_of_group(entry: Entry) -> str:
    return fold(entry.form) if entry.type == "professionnel" and fold(entry.form) not in _STAFF else entry.type


def _core_of_entry(entry: Entry, words: str) -> str:
    return entry.type if entry.type in ONE_OF_A_PLACE else fold(entry.form or entry.acronym or words)


def _sentence_name(words: str) -> str:
    """A name with its first letter as a capital."""
    words = " ".join(words.split())
    return words[:1].upper() + words[1:]
