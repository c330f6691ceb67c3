"""Proper names that no word announces: persons who lead, names in a list of partners, names met again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from odas_graph.proposal.lexicon import lexicon
from odas_graph.proposal.mentions import NAME, Finder, KnownActor, Mention, core_of
from odas_graph.proposal.reading import Reading, Sentence, fold
from odas_graph.proposal.wording import ACTS_TOGETHER
from odas_graph.territory import find

_TITLE: Final = r"(?:Mme|M\.|MM\.|Mmes|Mlle|Madame|Monsieur|Dr|Docteur)"
_PERSON: Final = re.compile(rf"(?:{_TITLE} )?([A-ZÀ-Þ][a-zà-ÿ]{{1,30}}(?:-[A-ZÀ-Þ][a-zà-ÿ]{{1,30}})?"
                            r"(?: [A-ZÀ-Þ][\w'-]{1,30}){1,3}), "
                            r"(?=([^,;.]{3,80}))")
_TITLED: Final = re.compile(rf"{_TITLE} ?$")
_OFFICE_AFTER: Final = re.compile(r", (?:la |le )?(?:directeur|directrice|president|responsable|coordinat|charge|chef|"
                                  r"secretaire|referent|elue?|maire|professeur|enseignant|medecin)")
# After these a sequence of capitals is the name of a partner; in front of a bracket, or in quotes, too.
_LISTED_AFTER: Final = re.compile(r"(?:\bavec|\baupres d[eu']s?|\bpar|,|:|;|\bet|\bou|\bcomme|«|\") ?"
                                  r"(?:l'|la |le |les )?$")
_ARTICLE: Final = re.compile(r"(?:\bl'|\bla |\ble |\bles |\bd')$")
_NAMES: Final = re.compile(NAME)
_QUOTED: Final = re.compile(r"[«\"] ?([A-ZÀ-Þ][^«»\"]{1,50}?) ?[»\"]")
# What is written with a capital and is nobody: means of talking, epidemics, programmes, benefits, units, days.
_NOBODY: Final = frozenset(re.findall(r"\S+", """
    facebook whatsapp snapchat instagram twitter youtube google zoom skype teams internet covid covid-19 sms rgpd rsa
    apa aah mna qpv cdd cdi etp hlm pc tv prij ird rh pib ess tpe pme sdf drh dga dgs dg cse ag ca copil pch actp aeeh
    cesu cpom fsl ctg tpe-pme ase plan programme dispositif projet action charte convention journee semaine fiche annexe
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi
    vendredi samedi dimanche nord sud est ouest france europe elle il elles ils ce cette ces ceux celle on un une le la
    les leur leurs son sa ses notre nos a au aux en dans par pour avec sur nous vous
    je suite ainsi afin cela depuis lors mais oui non tout tous toute toutes plusieurs certains chaque qui que quand
    comme car donc"""))
# Before a name these say that it names no body.
_THING_BEFORE: Final = re.compile(r"\b(?:dispositifs?|plans?|programmes?|projets?|logiciels?|fichiers?|applications?|"
                                  r"operation|loi|actions?|ateliers?|label|reseaux sociaux|type|quartiers?|"
                                  r"rues?|place|avenue|page) (?:de |du |d'|des )?(?:\"|«)? ?$")


def found_by_sentence(reading: Reading, within: str | None, known: tuple[KnownActor, ...],
                      with_networks: bool) -> Mapping[int, list[Mention]]:
    """The mentions of each sentence, by its number; names found once are then found wherever they stand.

    Nothing is taken from where needs, places and the people who were heard are listed.
    """
    quiet = ("people", "needs", "place")
    numbers = [n for n, s in enumerate(reading.sentences) if reading.section(s).topic not in quiet]
    first = _pass(reading, numbers, Finder(reading, within, known, with_networks=with_networks))
    names: dict[str, KnownActor] = {}
    for mentions in first.values():
        for mention in mentions:
            if mention.kind == "named" and mention.slug is None and mention.place is None:
                inner = (_after_word(mention.name),) if _after_word(mention.name) else ()
                names.setdefault(mention.core, KnownActor("", (mention.name, *inner, *mention.aliases), mention.type))
    finder = Finder(reading, within, known, with_networks=with_networks, met=tuple(names.values()))
    return _pass(reading, numbers, finder)


def _pass(reading: Reading, numbers: list[int], finder: Finder) -> dict[int, list[Mention]]:
    found = {}
    for number in numbers:
        sentence = reading.sentences[number]
        mentions = finder.mentions(sentence)
        for step in (_persons, _listed):
            for extra in step(reading, sentence, finder):
                if not any(m.start < extra.end and extra.start < m.end for m in mentions):
                    mentions.append(extra)
        found[number] = sorted(mentions, key=lambda m: m.start)
    return found


def _after_word(name: str) -> str:
    """The proper name within "Lycée X" or "Fondation X", where it stands alone after one word of the lexicon."""
    head, _space, rest = name.partition(" ")
    return rest if fold(head) in lexicon().by_word and rest[:1].isupper() and rest.isupper() else ""


def _persons(reading: Reading, sentence: Sentence, finder: Finder) -> Iterator[Mention]:
    """A person with her office, under the heading of those who lead, nowhere else: only a lead is an actor."""
    if reading.section(sentence).topic != "lead":
        return
    for match in _PERSON.finditer(reading.plain, sentence.start, sentence.end):
        office = fold(match[2])
        for word in re.findall(r"[a-z]+", office)[:3]:
            entry = next((lexicon().by_word[w][0] for w in (word, word.removesuffix("e"), word.removesuffix("re") + "r")
                          if w in lexicon().by_word), None)
            if entry and entry.type in ("elu", "enseignant", "professionnel", "habitants", "benevoles"):
                yield Mention(match.start(1), match.end(1), "named", entry.type, match[1], core_of(match[1]),
                              "person-who-leads", "likely")
                break


def _listed(reading: Reading, sentence: Sentence, finder: Finder) -> Iterator[Mention]:
    """Names that stand as partners do: after "avec", in a list, in quotes; all of them to be checked."""
    topic = reading.section(sentence).topic
    if topic not in ("partners", "lead") and not ACTS_TOGETHER.search(reading.folded, sentence.start, sentence.end):
        return
    for match in _QUOTED.finditer(reading.plain, sentence.start, sentence.end):
        words = match[1].split()
        before = reading.folded[max(sentence.start, match.start() - 30):match.start()]
        known = len(words) == 1 and fold(match[1]) in _NOBODY
        if len(words) <= 5 and not known and not _is_common(finder, match[1]) and not _THING_BEFORE.search(before):
            yield _name(reading, sentence, match.start(), match.end(), match[1], finder)
    for match in _NAMES.finditer(reading.plain, sentence.start + (topic != "lead"), sentence.end):
        before = reading.folded[max(sentence.start, match.start() - 30):match.start()]
        listed = _LISTED_AFTER.search(before) or (match[0].isupper() and _ARTICLE.search(before)) or not before
        if (listed and not _is_common(finder, match[0]) and not _THING_BEFORE.search(before)
                and _is_name(match, finder.within)
                and not _TITLED.search(reading.plain[max(0, match.start() - 12):match.start()])
                and not _OFFICE_AFTER.match(reading.folded, match.end())):
            yield _name(reading, sentence, match.start(), match.end(), match[0], finder)


def _is_name(match: re.Match[str], within: str | None) -> bool:
    name = match[0]
    words = fold(name).split()
    known = lexicon()
    if (len(name) < 3 or words[0] in _NOBODY or words[0] in known.by_word or fold(name) in known.by_word
            or any(word in known.by_acronym for word in name.split())):
        return False
    return (name.isupper() and len(name) < 9) or not find(name, within)


def _is_common(finder: Finder, name: str) -> bool:
    """Whether a single word also stands without a capital: then it is a word, at the head of what is quoted."""
    return not name.isupper() and name[0].lower() + name[1:] in finder.small_words


def _name(reading: Reading, sentence: Sentence, start: int, end: int, name: str, finder: Finder) -> Mention:
    aliases = finder.aliases(end, sentence.end)
    lead = reading.section(sentence).topic == "lead"
    type_ = "association"
    if described := re.compile(r" ?\(([^()]{4,80})\)").match(reading.folded, end, sentence.end):
        word = lexicon().words.search(described[1])
        type_ = lexicon().entry(word[0])[0].type if word else type_
    return Mention(start, end, "named", type_, name, core_of(name), "lead-heading" if lead else "listed",
                   "to-check", aliases=aliases)
