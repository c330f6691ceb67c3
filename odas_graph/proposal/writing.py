"""A draft as YAML that a person corrects, in the format of fiches, every proposal with its evidence as a comment.

The first key, `brouillon`, is none of a fiche: as long as it stands there no command takes the file for data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from odas_graph.fiche import MAX_NAME, bare
from odas_graph.i18n import gettext as _
from odas_graph.proposal.draft import (
    Basis,
    Draft,
    ProposedActor,
    ProposedTie,
    confidence_in_words,
    rule_in_words,
)

MARK = "brouillon"
_QUOTE = 400


def to_yaml(draft: Draft) -> str:
    """The draft as YAML; comments in the language in force."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    yield _comment(_("DRAFT, proposed by rules from “{file}”. Nothing here is data before somebody has read "
                     "it.").format(file=draft.source))
    yield _comment(_("Each proposal has its sentence, and how sure it is: certain, likely, to check. Read, correct, "
                     "delete, complete; then move the entries under “acteurs” to actors.yaml, fill “source”, delete "
                     "the comments and the next line."))
    yield f"{MARK}: a-relire"
    yield f"titre: {_text(draft.title or '?')}"
    yield _comment(_("The slug of the source, as dataset.yaml declares it."))
    yield "source: a-completer"
    for territory in draft.territories:
        yield _comment(f"{territory.label}: {_why(territory.basis)}")
    yield f"territoires: {_list([t.code for t in draft.territories])}"
    for key, codes in (("problematiques", draft.needs), ("publics", draft.publics)):
        for code in codes:
            yield _comment(f"{code.code}: {_why(code.basis)}")
        if codes:
            yield f"{key}: {_list([c.code for c in codes])}"
    yield from _participations(draft)
    for key, kind in (("partenariats", "partnership"), ("financements", "funding"), ("absences", "absence")):
        ties = [tie for tie in draft.ties if tie.kind == kind]
        if ties:
            yield ""
            yield f"{key}:"
        for tie in ties:
            yield from _tie(tie)
    yield from _registry(draft)


def _participations(draft: Draft) -> Iterator[str]:
    leads = [a for a in draft.actors if a.leads]
    yield ""
    if not leads:
        yield _comment(_("No lead found: name at least one."))
    yield "porteurs:" if leads else "porteurs: []"
    for actor in leads:
        yield from _participation(actor)
    others = [a for a in draft.actors if a.roles and not a.leads]
    if others:
        yield ""
        yield "participants:"
    for actor in others:
        yield from _participation(actor)


def _participation(actor: ProposedActor) -> Iterator[str]:
    for role, basis in actor.roles.items():
        yield _comment(f"{role}: {_why(basis)}", 2)
    yield f"  - acteur: {actor.slug}"
    yield f"    roles: {_list(list(actor.roles))}"
    yield f"    preuve: {_proof(next(iter(actor.roles.values())))}"


def _tie(tie: ProposedTie) -> Iterator[str]:
    yield _comment(_why(tie.basis), 2)
    match tie.kind:
        case "partnership":
            yield f"  - partenaires: {_list(tie.actors)}"
        case "funding":
            yield f"  - financeur: {tie.actors[0]}"
            yield f"    beneficiaire: {tie.actors[1]}"
            if tie.amount:
                yield f'    montant: "{tie.amount}"'
        case "absence":
            yield f"  - acteurs: {_list(tie.actors)}"
            if tie.unaware:
                yield f"    ignorant: {_list(tie.unaware)}"
            yield f"    objet: {_text('À écrire avec vos mots.')}"
    yield f"    preuve: {_proof(tie.basis)}"


def _registry(draft: Draft) -> Iterator[str]:
    known = [a for a in draft.actors if a.known]
    new = [a for a in draft.actors if not a.known]
    tied = {slug for tie in draft.ties for slug in tie.actors}
    if known:
        yield ""
        yield _comment(_("Already in your data: {actors}.").format(actors=", ".join(a.slug for a in known)))
    if new:
        yield ""
        yield _comment(_("New actors: read them, then move those that stay to actors.yaml."))
        yield "acteurs:"
    for actor in new:
        yield _comment(_why(actor.basis), 2)
        if not actor.roles and actor.slug not in tied:
            yield _comment(_("The rules found neither a role nor a tie: does it take part?"), 2)
        yield f"  - slug: {actor.slug}"
        yield f"    nom: {_text(actor.name)}"
        if actor.aliases:
            yield f"    alias: {_list([bare(name)[:MAX_NAME] for name in actor.aliases])}"
        yield f"    type: {actor.type}"
        if actor.territory:
            yield f'    territoire: "{actor.territory}"'
        if actor.generic:
            yield "    generique: true"
        yield f"    preuve: {_proof(actor.basis)}"


def _why(basis: Basis) -> str:
    place = [basis.heading] if basis.heading else []
    if basis.page:
        place.append(_("page {n}").format(n=basis.page))
    place.append(_("characters {start} to {end}").format(start=basis.start, end=basis.end))
    quote = basis.quote if len(basis.quote) <= _QUOTE else basis.quote[:_QUOTE - 1] + "…"
    return _("{confidence}, {why}. “{quote}” ({place})").format(
        confidence=confidence_in_words(basis.confidence), why=rule_in_words(basis.rule), quote=quote,
        place=", ".join(place))


def _proof(basis: Basis) -> str:
    heading = _text(basis.heading or "Texte")
    return f"{{section: {heading}, page: {basis.page}}}" if basis.page else heading


def _comment(text: str, indent: int = 0) -> str:
    """A comment on one line: whatever a document holds, it cannot become a line of its own."""
    return f"{' ' * indent}# {bare(text)}"


def _text(text: str) -> str:
    """A text in quotes; JSON strings are YAML."""
    return json.dumps(bare(text)[:MAX_NAME] or "?", ensure_ascii=False)


def _list(items: list[str] | tuple[str, ...]) -> str:
    return json.dumps(list(items), ensure_ascii=False)
