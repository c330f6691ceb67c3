"""A dataset folder ready to fill: each file an example, in French, with what may be written; made up, and marked so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from odas_graph.questionnaire import definitions, labels

SCHEMA_FOLDER: Final = "schema"
FIRST_FICHE: Final = "exemple-a-remplacer"
_FICHE: Final = """\
# yaml-language-server: $schema=../schema/fiche.schema.json
#
# Une action par fichier ; le nom du fichier (minuscules, chiffres, tirets) nomme l'action. Ceci est un exemple inventé,
# à remplacer. Les lignes qui commencent par # sont des commentaires. Ce que la source ne dit pas s'efface : un silence
# n'est pas un « non ». Chaque fait a sa preuve : le titre de la section, ou {section: …, page: …, ligne: …}.

titre: "EXEMPLE à remplacer : des repas portés à domicile"
resume: "Ce qui a été fait, en trois phrases au plus, avec vos mots."
source: mon-carnet                # une source déclarée dans dataset.yaml
section: "Chapitre 3"             # où se tient l'action dans la source
territoires: ["93072"]            # commune "93072", EPCI par son SIREN, département "93", région "R11", France "FR"
lieu: "Quartier du Clos"

# À quel besoin l'action répond-elle ?
%(problematique)s
problematiques: [precarite-alimentaire, lien-social]

# Pour qui ?
%(public)s
publics: [personnes-agees, personnes-isolees]

# Pendant quelle période ?
%(phase)s
phases: [premier-confinement]
periode: {debut: "2020-03", fin: "2020-06"}

# Qui porte l'action ? Les acteurs sont ceux de actors.yaml, nommés par leur slug.
# Ce qu'ils apportent (contributions) :
%(contribution)s
porteurs:
  - acteur: exemple-association
    contributions: [benevolat, distribution]
    contact_direct: oui            # avec les habitants : oui, non, ou rien
    preuve: "Les actions engagées"

# Qui d'autre y prend part, et à quel titre (roles) ?
%(role)s
participants:
  - {acteur: exemple-ccas, roles: [relais], contributions: [reperage], preuve: "Les partenariats"}

# Qui travaille avec qui ? Un lien de huit acteurs est un seul partenariat de huit.
# formalisation : %(formalisation)s
# origine : %(origine)s
partenariats:
  - partenaires: [exemple-association, exemple-ccas]
    objet: "Ce que le lien permet, en quelques mots."
    formalisation: accord-oral
    origine: ne-de-l-action
    preuve: "Les partenariats"

# Qui paie qui ?
financements:
  - financeur: exemple-commune
    beneficiaire: exemple-association
    montant: "1200"
    annee: "2020"
    formalisation: convention
    origine: ne-de-l-action
    preuve: "Les moyens"

# Qui ne connaissait pas qui ? « La mairie ne la connaissait pas » est une information. moment : %(moment)s
absences:
  - acteurs: [exemple-association, exemple-commune]
    ignorant: [exemple-commune]
    moment: avant
    objet: "La mairie ne connaissait pas l'association."
    preuve: "Les partenariats"

resultats:
  - {libelle: "Repas portés", valeur: "40", unite: "repas par jour", approximation: "environ", preuve: "Bilan"}

# Ce que la source dit sous chaque rubrique de la grille, avec vos mots :
%(rubrique)s
constats:
  obstacles:
    - {texte: "Les premières semaines, personne ne savait où habitaient les personnes isolées.", preuve: "Freins"}

# Qu'est devenue l'action ?
%(continuite)s
suite: {continuite: [non-perennisee], texte: "Rien n'est prévu.", preuve: "Bilan"}
"""
_DATASET: Final = """\
# yaml-language-server: $schema=schema/dataset.schema.json
#
# Ce qu'est ce jeu de données. Remplacez chaque ligne.
jeu: %(slug)s
titre: "EXEMPLE à remplacer : mon jeu de données"
description: "Ce que le jeu contient, en une ou deux phrases."
date: "%(date)s"               # de cette version du jeu
licence: etalab-2.0              # ou CC-BY-4.0, CC0-1.0, ODbL-1.0
fictif: oui                      # à retirer quand l'exemple aura été remplacé : rien n'y est réel
sources:
  - slug: mon-carnet
    titre: "Le texte dont viennent les faits"
    genre: entretien             # ou rapport, article, questionnaire, fichier, autre
"""
_ACTORS: Final = """\
# yaml-language-server: $schema=schema/actors.schema.json
#
# Le registre : un acteur, une entrée. Une structure, un service ou un collectif ; jamais une personne.
# Les types (type) :
%(type)s
- slug: exemple-association        # minuscules sans accents, chiffres, tirets ; les fiches l'appellent ainsi
  nom: "EXEMPLE – Association Les Voisins"
  alias: ["LV"]                    # autres noms, sigles
  type: association-habitants
  territoire: "93072"
  preuve: "Les actions engagées"
- slug: exemple-ccas
  nom: "EXEMPLE – CCAS"
  type: ccas
  territoire: "93072"
  fait_partie_de: [exemple-commune]
  preuve: "Les partenariats"
- slug: exemple-commune
  nom: "EXEMPLE – Commune"
  type: commune
  territoire: "93072"
  preuve: "Les partenariats"
"""
_READ_ME: Final = """\
Ce dossier est un jeu de données à remplir. Il commence par un exemple inventé.

1. dataset.yaml dit ce qu'il est, actors.yaml qui est qui, fiches/ une action par fichier.
2. `odas-graph validate .` dit ce qu'il faut corriger, où et comment.
3. `odas-graph build --data .` construit le graphe et les cartes.
4. Vos classeurs et vos listes s'y ajoutent : `odas-graph import workbook fiche.xlsx --into .`

Dans un éditeur de texte qui lit les schémas JSON, les champs et les codes se complètent d'eux-mêmes (schema/).
Retirez `fictif: oui` de dataset.yaml quand l'exemple aura été remplacé.
"""


def fiche() -> str:
    """A fiche to fill, in YAML, with the codes that each field may hold as comments."""
    lists = {name: _glossary(name) for name in ("problematique", "public", "phase", "contribution", "role", "rubrique",
                                                "continuite")}
    lines = {name: ", ".join(labels(name)) for name in ("formalisation", "origine", "moment")}
    return _FICHE % (lists | lines)


def dataset_files(slug: str, date: str) -> dict[str, str]:
    """The files of a new dataset by their path in its folder, schemas for editors among them."""
    return {"LISEZMOI.txt": _READ_ME, "dataset.yaml": _DATASET % {"slug": slug, "date": date},
            "actors.yaml": _ACTORS % {"type": _glossary("type-acteur")}, f"fiches/{FIRST_FICHE}.yaml": fiche(),
            **{f"{SCHEMA_FOLDER}/{name}": text for name, text in schemas().items()}}


def schemas() -> dict[str, str]:
    """The JSON Schema of each file of a dataset, by file name, from the models themselves."""
    from pydantic import TypeAdapter

    from odas_graph.fiche import Action, Actor, Dataset

    made: dict[str, str] = {}
    kinds: dict[str, tuple[str, Any]] = {
        "fiche": ("Fiche : une action", TypeAdapter(Action)),
        "actors": ("Registre des acteurs", TypeAdapter(list[Actor])),
        "dataset": ("Description d'un jeu de données", TypeAdapter(Dataset)),
    }
    for name, (title, adapter) in kinds.items():
        schema = adapter.json_schema(by_alias=True)
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": f"https://w3id.org/odas-graph/schema/{name}.schema.json"}
        text = json.dumps({**head, **schema, "title": title}, ensure_ascii=False, indent=1)
        made[f"{name}.schema.json"] = text + "\n"
    return made


def _glossary(scheme: str) -> str:
    """The codes of a list as comments, a line each, with what they mean."""
    return "\n".join(_wrapped(f"{slug} : {definitions(scheme).get(slug) or label}"
                              for slug, label in labels(scheme).items()))


def _wrapped(entries: Iterable[str]) -> Iterable[str]:
    import textwrap

    for entry in entries:
        yield from textwrap.wrap(entry, 118, initial_indent="#   ", subsequent_indent="#     ", break_long_words=False)
