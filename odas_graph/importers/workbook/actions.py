"""The actions of a workbook, put together from the sheets that tell of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from odas_graph.fiche import AbsentTie, Action, Continuing, Funding, Model, Partnership, Remark, Result, Tension
from odas_graph.i18n import gettext as _
from odas_graph.importers.faults import did_you_mean, shorten
from odas_graph.importers.imported import Options
from odas_graph.importers.workbook.actors import Registry, unique_slug
from odas_graph.importers.workbook.filled import FilledRow
from odas_graph.importers.workbook.meaning import codes, date, figure, places, year, yes_no
from odas_graph.naming import folded
from odas_graph.questionnaire import ABSENCE, FUNDING, PARTNERSHIP, TENSION

LEAD: Final = "porteur"
_TIES: Final = {folded(word): word for word in (PARTNERSHIP, FUNDING, TENSION, ABSENCE)} | {
    "tension": TENSION, "absence": ABSENCE, "lien absent": ABSENCE, "subvention": FUNDING, "convention": PARTNERSHIP}
# Where the row says who did not know whom and no more, these words say the same.
_STRANGERS, _APART, _AT_ODDS = "Ne se connaissaient pas.", "Pas de lien entre eux.", "Désaccord."
_COLUMNS: Final = {
    "titre": "titre", "lieu": "lieu", "resume": "resume", "periode": "debut", "texte": "suite", "objet": "objet",
    "partenaires": "second", "parties": "second", "acteurs": "second", "financeur": "premier", "ignorant": "ignorant",
    "beneficiaire": "second", "montant": "montant", "annee": "annee", "libelle": "libelle", "valeur": "valeur",
    "unite": "unite", "approximation": "approximation"}


@dataclass(slots=True)
class _Draft:
    """An action as its rows tell it so far."""

    row: FilledRow
    slug: str
    data: dict[str, Any]
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[FilledRow] = field(default_factory=list)


class Actions:
    """The actions of a workbook; rows that cannot be kept are refused with their reason."""

    def __init__(self, registry: Registry, options: Options) -> None:
        self.registry, self.options = registry, options
        self.drafts: dict[str, _Draft] = {}
        self.refused: dict[str, int] = {}
        self.slugs: set[str] = set()

    def open(self, row: FilledRow) -> None:
        """Begins the action of a row of the sheet of actions."""
        title = row.text("titre")
        if title is None or not folded(title):
            row.refuse("missing-title", _("The action has no title. Write one, or empty the row."), "titre")
            return
        first = self.drafts.get(folded(title))
        if first is not None:
            if first.row.cells == row.cells:
                row.mended = True
                row.tell("info", "repeated-row", _("This row stands already in row {n}.").format(n=first.row.number))
                first.rows.append(row)
            else:
                row.refuse("duplicate-name", _(
                    "Another action has this title, row {n}: the other sheets could not tell them apart. Change one "
                    "of the two titles.").format(n=first.row.number), "titre")
            return
        proof = row.proof(self.options.source)
        territory, within = self.options.territory, self.registry.within
        data: dict[str, Any] = {
            "titre": title, "source": self.options.source, "section": proof["section"], "ligne": proof["ligne"],
            "territoires": places(row, "territoire", within) or ([territory] if territory else []),
            "lieu": row.text("lieu"), "resume": row.text("resume"),
            **{key: codes(row, key) for key in ("problematiques", "publics", "approches", "phases")},
            "periode": _period(row),
            "caracteristiques": [column.key.partition(":")[2] for column in row.definition.columns
                                 if column.key.startswith("caracteristique:") and yes_no(row, column.key)],
            "constats": self._remarks(row, proof), "suite": None}
        if (following := {"continuite": codes(row, "continuite"), "texte": row.text("suite")}) != {
                "continuite": [], "texte": None}:
            data["suite"] = self._checked(Continuing, following | {"preuve": [proof]}, row, level="warning")
        # The row is tried alone first, so that what is wrong in it is said of it.
        trial = data | {"porteurs": [{"acteur": "x", "preuve": [proof]}], "territoires": data["territoires"] or ["FR"]}
        if self._checked(Action, trial, row) is None:
            self.refused[folded(title)] = row.number
            return
        draft = self.drafts[folded(title)] = _Draft(
            row, unique_slug(title, self.options.source, self.slugs), data, rows=[row])
        self.slugs.add(draft.slug)
        for slug in self.registry.named(row, "porteur"):
            draft.parts[slug] = {"acteur": slug, "roles": [LEAD], "preuve": [proof]}

    def _remarks(self, row: FilledRow, proof: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        setting = [f"Milieu {word.lower()}" for word in row.values("milieu")[:1]]
        if (priority := yes_no(row, "qpv")) is not None:
            setting.append(f"quartier prioritaire (QPV) : {'oui' if priority else 'non'}")
        texts = [("contexte", " ; ".join(setting), "milieu")] if setting else []
        texts += [(column.key.partition(":")[2], text, column.key) for column in row.definition.columns
                  if column.key.startswith("rubrique:") and (text := row.text(column.key))]
        for heading, text, key in texts:
            remark = {"texte": text, "preuve": [proof]}
            try:
                Remark.model_validate(remark)
            except ValidationError as error:
                row.fault(error, {"texte": key}, "warning")
            else:
                found.setdefault(heading, []).append(remark)
        return found

    def take_part(self, row: FilledRow) -> None:
        """Adds the parts that a row says actors take in an action."""
        draft = self._draft(row)
        if draft is None:
            return
        actors, roles = self.registry.named(row, "acteur"), codes(row, "roles")
        if not actors:
            row.refuse("missing-actor", _("The actor is missing. Name a structure, a service or a group."), "acteur")
            return
        if not roles:
            row.refuse("missing-role", _("The role is missing, or was not understood. Choose one from the list."),
                       "roles")
            return
        given, contact = codes(row, "contributions"), yes_no(row, "contact")
        note = row.text("precision")
        for slug in actors:
            part = draft.parts.setdefault(slug, {"acteur": slug, "roles": [], "preuve": []})
            part["roles"] = list(dict.fromkeys([*part["roles"], *roles]))
            part["contributions"] = list(dict.fromkeys([*part.get("contributions", ()), *given]))
            if contact is not None and part.setdefault("contact_direct", contact) != contact:
                row.tell("warning", "contradiction", _(
                    "Another row of this action says the contrary; the first was kept."), "contact")
            if note:
                part["precision"] = " ".join(filter(None, (part.get("precision"), note)))[:3000]
            part["preuve"].append(row.proof(self.options.source))
        draft.rows.append(row)

    def tie(self, row: FilledRow) -> None:
        """Adds the tie, the funding, the disagreement or the absent tie of a row."""
        draft = self._draft(row)
        if draft is None:
            return
        word = row.text("genre")
        kind = _TIES.get(folded(word or PARTNERSHIP))
        if kind is None:
            row.refuse("unknown-code", _("“{value}” is no kind of tie. Write {choices}.").format(
                value=shorten(word, 60), choices=", ".join((PARTNERSHIP, FUNDING, TENSION, ABSENCE))), "genre")
            return
        one, two = self.registry.named(row, "premier"), self.registry.named(row, "second")
        everyone = list(dict.fromkeys([*one, *two, *self.registry.named(row, "autres")]))
        subject, proof = row.text("objet"), [row.proof(self.options.source)]
        shared: dict[str, Any] = {
            "objet": subject, "formalisation": codes(row, "formalisation"),
            "origine": next(iter(codes(row, "origine")), None), "periode": _period(row),
            "hors_action": yes_no(row, "hors") or False, "preuve": proof}
        if kind != FUNDING and row.text("montant"):
            row.tell("warning", "cell-not-used", _("An amount only counts for a tie of kind “{kind}”: it was not "
                                                   "read.").format(kind=FUNDING), "montant")
        if kind == FUNDING and (len(one) != 1 or len(two) != 1 or len(everyone) > 2):
            row.refuse("too-few" if len(everyone) < 2 else "too-many", _(
                "A funding has one who pays (first) and one who is paid (second). Write a row for each."), "second")
        elif kind == FUNDING:
            value, _about = figure(row, "montant")
            self._add(draft, "financements", Funding, row, shared | {
                "financeur": one[0], "beneficiaire": two[0], "montant": value, "annee": year(row, "annee")})
        elif len(everyone) < 2:
            row.refuse("too-few", _("A tie has two actors at least. Name both."), "second")
        elif kind == PARTNERSHIP:
            self._add(draft, "partenariats", Partnership, row, shared | {"partenaires": everyone})
        elif kind == TENSION:
            self._add(draft, "tensions", Tension, row, {"parties": everyone, "objet": subject or _AT_ODDS,
                                                        "preuve": proof})
        else:
            unaware = self.registry.named(row, "ignorant")
            self._add(draft, "absences", AbsentTie, row, {
                "acteurs": everyone, "ignorant": unaware, "moment": next(iter(codes(row, "moment")), None),
                "objet": subject or (_STRANGERS if unaware else _APART), "preuve": proof})

    def result(self, row: FilledRow) -> None:
        """Adds the figure of a row."""
        draft = self._draft(row)
        if draft is None:
            return
        label = row.text("libelle")
        if label is None:
            row.refuse("missing-label", _("What is counted is missing. Say it in a few words."), "libelle")
            return
        value, about = figure(row, "valeur")
        self._add(draft, "resultats", Result, row, {
            "libelle": label, "valeur": value, "unite": row.text("unite"),
            "approximation": row.text("approximation") or about, "preuve": [row.proof(self.options.source)]})

    def closed(self) -> dict[str, Action]:
        """The actions by slug, once all rows are in; those without lead or territory are refused with their rows."""
        made = {}
        for draft in self.drafts.values():
            leads = [part for part in draft.parts.values() if LEAD in part["roles"]]
            others = [part for part in draft.parts.values() if LEAD not in part["roles"]]
            if not leads:
                draft.row.refuse("missing-lead", _("Nobody leads this action. Name who does."), "porteur")
            if not draft.data["territoires"]:
                draft.row.refuse("missing-territory", _(
                    "The action has no territory that is known. Write the name or the code of its commune or its "
                    "département, or give one for all with --territory."), "territoire")
            if draft.row.refused:
                for row in draft.rows:
                    if not row.refused:
                        row.refuse("action-refused", _("Its action was refused, row {n} of the actions: mend that row "
                                                       "first.").format(n=draft.row.number))
                continue
            made[draft.slug] = Action.model_validate(draft.data | {"porteurs": leads, "participants": others})
        return made

    def _draft(self, row: FilledRow) -> _Draft | None:
        """The action that a row is about; where there is only one, it need not be named."""
        title = row.text("action")
        if title is None and len(self.drafts) == 1 and not self.refused:
            row.mended = True
            return next(iter(self.drafts.values()))
        draft = self.drafts.get(folded(title or ""))
        if draft is not None:
            return draft
        if title is None:
            row.refuse("missing-action", _("The action is missing. Write its title as in the sheet of actions."),
                       "action")
        elif folded(title) in self.refused:
            row.refuse("action-refused", _("Its action was refused, row {n} of the actions: mend that row "
                                           "first.").format(n=self.refused[folded(title)]), "action")
        else:
            titles = [str(draft.data["titre"]) for draft in self.drafts.values()]
            row.refuse("unknown-action", _("No action is called “{title}”. Write its title as in the sheet of "
                                           "actions.{hint}").format(
                title=shorten(title, 60), hint=did_you_mean(title, titles)), "action")
        return None

    def _add(self, draft: _Draft, key: str, model: type[Model], row: FilledRow, data: dict[str, Any]) -> None:
        if self._checked(model, data, row) is not None:
            draft.data.setdefault(key, []).append(data)
            draft.rows.append(row)

    def _checked(self, model: type[Model], data: dict[str, Any], row: FilledRow, *,
                 level: str = "violation") -> dict[str, Any] | None:
        """The data if a record can be made of it; else None, and what is wrong is said of the row."""
        try:
            model.model_validate(data)
        except ValidationError as error:
            row.fault(error, _COLUMNS, "violation" if level == "violation" else "warning")
            row.refused = row.refused or level == "violation"
            return None
        return data


def _period(row: FilledRow) -> dict[str, Any] | None:
    start, end = date(row, "debut"), date(row, "fin")
    return {"debut": start, "fin": end} if start or end else None
