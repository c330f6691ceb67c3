"""A tiny fictional dataset, whole or with one file changed: two fiches, a list of initiatives, eight actors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from odas_graph.describe import describe
from odas_graph.fiche import Action, Actor, Dataset
from odas_graph.findings import Finding
from odas_graph.pipeline import read
from odas_graph.records import Located, Records
from odas_graph.store import EmbeddedStore

DATASET = """\
jeu: village-imaginaire
titre: "Le village imaginaire"
titre_en: "The imaginary village"
description: "Un jeu fictif, pour essayer."
licence: CC0-1.0
auteur: "odas-graph"
date: "2021-03"
periode: {debut: "2020-03-17", fin: "2020-12"}
collecte: "Inventé."
lacunes: ["Tout."]
fictif: oui
sources:
  - slug: carnet
    titre: "Carnet de bord"
    auteurs: ["A. Personne", "B. Aucune"]
    editeur: "Nul"
    date: "2021"
    genre: rapport
  - {slug: journal, titre: "Journal du bourg", genre: article, issn: "1234-5679", precision: "Hebdomadaire."}
contradictions:
  - sujet: "Qui a prêté la salle"
    concerne: [epicerie]
    affirmations:
      - {texte: "La commune.", preuve: {source: carnet, section: "Les moyens"}}
      - {texte: "La paroisse.", preuve: {source: journal, page: 3}}
"""

ACTORS = """\
- slug: les-voisins
  nom: "Les Voisins"
  alias: ["LV", "Association « Les Voisins »"]
  type: association-habitants
  territoire: "93072"
  intervient: ["93", "R11"]
  identifiants: {siren: "732 829 320", rna: "W751234567"}
  precision: "Née d'une rue."
  preuve: {source: carnet, section: "Le porteur", page: 4}
- slug: ville
  nom: "Ville de Stains"
  type: commune
  territoire: "93072"
  preuve: {source: carnet, section: "Les partenaires"}
- slug: ccas-de-la-ville
  nom: "CCAS de Stains"
  type: ccas
  territoire: "93072"
  fait_partie_de: [ville]
  preuve: [{source: carnet, section: "Les partenaires"}, {source: journal, page: 2}]
- slug: conseil-departemental
  nom: "Département de la Seine-Saint-Denis"
  type: departement
  territoire: "93"
  preuve: {source: carnet, section: "Les moyens"}
- slug: service-social
  nom: "Service social"
  type: service
  territoire: "93"
  fait_partie_de: [conseil-departemental]
  preuve: {source: carnet, section: "Les moyens"}
- slug: hopital
  nom: "Hôpital public"
  type: etablissement-sante
  nature: organisme-public
  territoire: "93"
  preuve: {source: journal, section: "Santé", page: 5, ligne: 12}
- slug: habitants-du-bourg
  nom: "Habitants du bourg"
  type: habitants
  territoire: "93072"
  generique: true
  preuve: {source: carnet, section: "Le récit"}
- slug: caf-93
  nom: "CAF de la Seine-Saint-Denis"
  type: caf
  territoire: "93"
  preuve: {source: carnet, section: "Les moyens"}
"""

EPICERIE = """\
titre: "Une épicerie d'entraide"
titre_en: "A mutual-aid grocery"
resume: "Des voisins ouvrent une épicerie."
source: carnet
section: "Seine-Saint-Denis"
page: 7
stade: expertisee
territoires: ["93072"]
lieu: "Le bas du bourg"
problematiques: [precarite-alimentaire, lien-social]
publics: [habitants, jeunes]
caracteristiques: [nouveaux-publics]
approches: [aller-vers, entraide]
phases: [premier-confinement]
periode: {debut: "2020-03", fin: "2020-06-30"}
porteurs:
  - acteur: les-voisins
    roles: [passeur]
    contributions: [distribution, locaux]
    contact_direct: oui
    precision: "Tient la boutique."
    preuve: ["Le porteur", {section: "Le récit", page: 9}]
participants:
  - acteur: conseil-departemental
    roles: [financeur]
    contributions: [financement]
    contact_direct: non
    preuve: "Les moyens"
  - {acteur: habitants-du-bourg, roles: [contributeur], preuve: "Le récit"}
  - {acteur: hopital, roles: [prescripteur], contributions: [orientation], preuve: {source: journal, page: 5}}
partenariats:
  - partenaires: [les-voisins, ville]
    objet: "La salle."
    formalisation: convention
    origine: ne-de-l-action
    periode: {debut: "2020-04"}
    preuve: "Les partenaires"
  - partenaires: [les-voisins, ville]
    objet: "Les clés."
    formalisation: accord-oral
    preuve: "Les partenaires"
  - partenaires: [les-voisins, ccas-de-la-ville, service-social, hopital]
    formalisation: [convention, agrement]
    origine: preexistant
    hors_action: true
    preuve: {source: journal, page: 2, ligne: 4}
financements:
  - financeur: conseil-departemental
    beneficiaire: les-voisins
    montant: "3600.50"
    annee: "2020"
    formalisation: aucune
    preuve: "Les moyens"
tensions:
  - {parties: [les-voisins, ville], objet: "Les horaires.", preuve: "Les freins"}
absences:
  - acteurs: [ville, les-voisins]
    ignorant: [ville]
    moment: avant
    objet: "Pas d'interlocuteur."
    preuve: "Les freins"
resultats:
  - {libelle: "Paniers par semaine", valeur: "120", unite: "paniers", approximation: "environ", preuve: "Bilan"}
  - {libelle: "Ménages aidés", preuve: "Bilan"}
constats:
  obstacles:
    - {texte: "Peu de place.", preuve: "Les freins"}
    - {texte: "Assez de place.", preuve: "Les freins"}
  leviers:
    - {texte: "L'élan.", preuve: "Le récit"}
  impacts:
    - {texte: "Des liens.", preuve: "Bilan"}
suite: {continuite: [perennisee], texte: "Elle continue.", preuve: "Bilan"}
"""

PERMANENCE = """\
titre: "Une permanence sociale"
source: journal
territoires: ["93"]
porteurs:
  - {acteur: service-social, contributions: [ecoute], preuve: {page: 6}}
participants:
  - {acteur: les-voisins, roles: [relais], contact_direct: true, preuve: {page: 6}}
  - {acteur: caf-93, roles: [partenaire], preuve: {page: 6}}
suite: {continuite: [non-perennisee], preuve: {page: 6}}
"""

INITIATIVES = """\
ligne,slug,porteur,porteur_nom,type,departement,territoire,fiche,section,page,precision
1,initiative-les-voisins,les-voisins,Les Voisins,association,93,93072,epicerie,Annexe,12,"Une, deux"
2,initiative-hopital,hopital,Hôpital public,etablissement-sante,93,93,,Annexe,12,
"""

Changes = Mapping[str, str | bytes | None]
FILES: Mapping[str, str] = {
    "dataset.yaml": DATASET, "actors.yaml": ACTORS, "fiches/epicerie.yaml": EPICERIE,
    "fiches/permanence.yaml": PERMANENCE, "initiatives.csv": INITIATIVES,
}


def write_dataset(folder: Path, changes: Changes | None = None) -> Path:
    """The dataset in `folder`; `changes` gives other content to a file, or takes it away (None)."""
    for name, content in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, "utf-8", newline="")
    return folder


def violations(folder: Path, changes: Changes | None = None) -> list[Finding]:
    """What must be mended in the dataset with these changes, written to a folder of `folder`."""
    _records, findings = read([write_dataset(folder / "village", changes)])
    return [f for f in findings if f.level == "violation"]


def minimal(slug: str, fiche: str, actor: str = "acteur-minimal") -> dict[str, str]:
    """The files of a second dataset with one actor and one fiche, named `fiche`."""
    return {
        "dataset.yaml": f'jeu: {slug}\ntitre: "Un autre jeu"\ndescription: "Fictif."\ndate: "2021"\nfictif: oui\n'
                        f'sources:\n  - {{slug: source-de-{slug}, titre: "Source de {slug}"}}\n',
        "actors.yaml": f'- {{slug: {actor}, nom: "Acteur de {slug}", type: association, territoire: "69", '
                       f'preuve: "Ici"}}\n',
        f"fiches/{fiche}.yaml": f'titre: "Fiche de {slug}"\nsource: source-de-{slug}\nterritoires: ["69"]\n'
                                f'porteurs:\n  - {{acteur: {actor}, preuve: "Là"}}\n',
    }


@cache
def village_dataset() -> Dataset:
    return Dataset.model_validate({
        "jeu": "essai", "titre": "Essai", "description": "Essai", "date": "2021",
        "sources": [{"slug": slug, "titre": f"Source {slug}"} for slug in ("own", "other", "own-p-3")]})


def described(actions: Sequence[tuple[str, Action]] = (), actors: Iterable[Actor] = ()) -> list[Quad]:
    """The quads by way of a store and its bytes, so that what these lose is lost here too."""
    records = Records(Located(village_dataset(), "essai", "dataset.yaml"),
                      tuple(Located(a, a.slug, "actors.yaml") for a in actors),
                      tuple(Located(a, slug, f"{slug}.yaml") for slug, a in actions))
    store = EmbeddedStore()
    store.add(describe([records]).quads)
    return list(parse(store.dump("nq"), RdfFormat.N_QUADS))
