"""Who works with whom, who pays whom, who did not know whom: by the words of each sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from odas_graph.proposal.actors import Cast, basis_of
from odas_graph.proposal.draft import Basis, ProposedActor, ProposedTie
from odas_graph.proposal.mentions import Confidence, Mention
from odas_graph.proposal.reading import Reading, Sentence, fold
from odas_graph.proposal.wording import (
    ABSENT,
    ACTS_TOGETHER,
    ALL_TOGETHER,
    AMOUNT,
    FUNDED_BY,
    FUNDS,
    POSSIBLE,
    RECEIVES,
    STEERED_WITH,
    SUPPLIED_BY,
    UNAWARE_AFTER,
    UNAWARE_BEFORE,
)

_SURER: dict[Confidence, int] = {"certain": 0, "likely": 1, "to-check": 2}
# Publics and groups within one body: partners only where nobody else is named.
_GROUPS = frozenset(("professionnel", "benevoles", "habitants", "jeunes", "parents", "locataires", "etudiants", "elu",
                     "enseignant"))
_PAYERS = frozenset(("etat", "region", "departement", "commune", "epci", "metropole", "caf", "cpam", "carsat", "msa",
                     "ars", "service-deconcentre", "fondation", "ccas"))
_MAX_PARTNERS = 12


def ties(reading: Reading, found: Cast) -> list[ProposedTie]:
    """The ties that sentences tell of, each once, with its surest sentence; roles that go with them are given."""
    kept: dict[tuple[str, frozenset[str]], ProposedTie] = {}
    leads = [slug for slug, actor in found.actors.items() if actor.leads]
    for number in sorted(found.named):
        sentence = reading.sentences[number]
        section = reading.section(sentence)
        if POSSIBLE.match(fold(section.heading)):
            continue
        if section.topic == "lead":
            proposed: Sequence[ProposedTie] = _among_leads(reading, sentence, leads)
        elif ABSENT.search(reading.folded, sentence.start, sentence.end):
            proposed = list(_absences(reading, sentence, found.named[number], leads))
        else:
            fundings = list(_fundings(reading, sentence, found, number, leads))
            proposed = [*fundings, *_partnerships(reading, sentence, found, number, leads, fundings)]
            _give_roles(reading, sentence, found, number)
        for tie in proposed:
            key = tie.kind, frozenset(tie.actors)
            if key not in kept or _SURER[tie.basis.confidence] < _SURER[kept[key].basis.confidence]:
                kept[key] = tie
    _give_partners_roles(found.actors, kept.values())
    return sorted(kept.values(), key=lambda t: (t.basis.start, t.kind, t.actors))


def _among_leads(reading: Reading, sentence: Sentence, leads: Sequence[str]) -> list[ProposedTie]:
    if 1 < len(leads) <= _MAX_PARTNERS:
        return [ProposedTie("partnership", tuple(leads), basis_of(reading, sentence, "lead-heading", "likely"))]
    return []


def _partnerships(reading: Reading, sentence: Sentence, found: Cast, number: int, leads: Sequence[str],
                  fundings: Sequence[ProposedTie]) -> Iterator[ProposedTie]:
    under = reading.section(sentence).topic == "partners"
    if not under and not ACTS_TOGETHER.search(reading.folded, sentence.start, sentence.end):
        return
    here = _distinct(found, number, leads)
    payers = {tie.actors[0] for tie in fundings}
    others = [slug for slug in here if slug not in leads and slug not in payers]
    named_leads = [slug for slug in here if slug in leads]
    explicit = bool(named_leads)
    bodies = [slug for slug in others if found.actors[slug].type not in _GROUPS]
    others = bodies or (others if explicit else [])
    partners = named_leads or list(leads[:1])
    together = ALL_TOGETHER.search(reading.folded, sentence.start, sentence.end)
    if together and len(others) > 1 and len(others) + len(partners) <= _MAX_PARTNERS:
        yield ProposedTie("partnership", (*partners, *others), basis_of(reading, sentence, "all-together", "to-check"))
        return
    for other in others:
        if partners:
            rule, sure = ("works-with-lead", "likely") if explicit else (
                ("under-partners", "likely") if under else ("works-with-lead-implied", "to-check"))
            if found.actors[other].type in _GROUPS:
                sure = "to-check"
            yield ProposedTie("partnership", (*partners, other), _basis(reading, sentence, rule, sure))


def _basis(reading: Reading, sentence: Sentence, rule: str, sure: str) -> Basis:
    confidence: Confidence = "likely" if sure == "likely" else "to-check"
    return basis_of(reading, sentence, rule, confidence)


def _distinct(found: Cast, number: int, leads: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(slug for _mention, slug in found.named[number]))


def _fundings(reading: Reading, sentence: Sentence, found: Cast, number: int,
              leads: Sequence[str]) -> Iterator[ProposedTie]:
    """Payers beside words of funding; the lead receives."""
    here = found.named[number]
    start, end = sentence.start, sentence.end
    payers: dict[str, tuple[str, Confidence]] = {}
    for match in FUNDED_BY.finditer(reading.folded, start, end):
        for slug in _run(reading, here, match.end()):
            payers.setdefault(slug, ("funded-by", "likely"))
    for mention, slug in here:
        if FUNDS.match(reading.folded, mention.end, end):
            payers.setdefault(slug, ("funds", "likely"))
    # "his main funder" names the one before it.
    for match in re.compile(r", (?:son|leur) (?:principal |premier )?financeur").finditer(reading.folded, start, end):
        for mention, slug in here:
            if mention.end == match.start():
                payers[slug] = ("funds", "likely")
    if not payers and RECEIVES.search(reading.folded, start, end):
        payers = {slug: ("receives", "to-check") for _m, slug in here if found.actors[slug].type in _PAYERS}
    amounts = AMOUNT.findall(reading.plain[start:end])
    named_leads = [slug for _m, slug in here if slug in leads]
    to = next(iter(named_leads or leads), None)
    for slug, (rule, sure) in payers.items():
        found.actors[slug].roles.setdefault("financeur", basis_of(reading, sentence, rule, sure))
        if to is not None and slug != to and found.actors[slug].type not in _GROUPS:
            amount = _amount(amounts[0]) if len(amounts) == 1 and len(payers) == 1 else None
            yield ProposedTie("funding", (slug, to), basis_of(reading, sentence, rule, sure), amount)


def _run(reading: Reading, here: Sequence[tuple[Mention, str]], start: int) -> Iterator[str]:
    """The actors of an enumeration that starts within a few words: "la Caf, le Département et l'ARS"."""
    reach = start + 14
    for mention, slug in here:
        if mention.start < start:
            continue
        between = reading.folded[start:mention.start]
        if mention.start > reach and not re.fullmatch(
                r"[\s,(]*(?:et |ou |ainsi que )?(?:par |de |du |d'|l'|le |la |les |des |aupres )*", between):
            return
        yield slug
        start = reach = mention.end


def _amount(found: tuple[str, str, str]) -> str | None:
    whole, cents, unit = found
    digits = re.sub(r"\D", "", whole)
    if not 0 < len(digits) <= 12:
        return None
    factor = 1_000_000 if unit == "m" or unit.startswith("million") else 1_000 if unit else 1
    return str(int(digits) * factor) + (f".{cents}" if cents and factor == 1 else "")


def _absences(reading: Reading, sentence: Sentence, here: Sequence[tuple[Mention, str]],
              leads: Sequence[str]) -> Iterator[ProposedTie]:
    """Each actor beside the lead, as a tie that was not there; who did not know whom, where the verb says so."""
    slugs = list(dict.fromkeys(slug for _mention, slug in here))
    lead = next((s for s in slugs if s in leads), next(iter(leads), None))
    others = [s for s in slugs if s != lead]
    verb = UNAWARE_BEFORE.search(reading.folded, sentence.start, sentence.end)
    subject = next((s for m, s in here if verb and m.end <= verb.start()), None)
    objects = list(dict.fromkeys(s for m, s in here if verb and m.start >= verb.end() and s != subject))
    if subject and objects:
        pairs = [(subject, one) for one in objects]
    else:
        pairs = [(lead, other) for other in others] if lead else list(combinations(others, 2))
    for one, other in pairs[:_MAX_PARTNERS]:
        unaware: tuple[str, ...] = ()
        if verb:
            unaware = (subject,) if subject in (one, other) and subject else ()
        elif passive := UNAWARE_AFTER.search(reading.folded, sentence.start, sentence.end):
            unaware = tuple(s for m, s in here if m.start >= passive.start() and s == other)[:1]
        yield ProposedTie("absence", (one, other), basis_of(reading, sentence, "said-absent", "to-check"),
                          unaware=unaware)


def _give_roles(reading: Reading, sentence: Sentence, found: Cast, number: int) -> None:
    for match in SUPPLIED_BY.finditer(reading.folded, sentence.start, sentence.end):
        for slug in _run(reading, found.named[number], match.end()):
            if not found.actors[slug].leads:
                found.actors[slug].roles.setdefault(
                    "fournisseur", basis_of(reading, sentence, "supplied-by", "to-check"))
    steered = STEERED_WITH.search(reading.folded, sentence.start, sentence.end)
    for mention, slug in found.named[number]:
        actor = found.actors[slug]
        if actor.type == "benevoles":
            actor.roles.setdefault("benevole", basis_of(reading, sentence, "volunteers", "likely"))
        elif steered and mention.kind != "group" and not actor.leads:
            actor.roles.setdefault("copilote", basis_of(reading, sentence, "steered-with", "to-check"))


def _give_partners_roles(actors: dict[str, ProposedActor], found: Iterable[ProposedTie]) -> None:
    """Who stands in a partnership and has no other role is a partner."""
    for tie in found:
        for slug in tie.actors if tie.kind == "partnership" else ():
            if not actors[slug].roles:
                actors[slug].roles["partenaire"] = tie.basis
