"""The sheets of the questionnaire. Headings, help and examples are French: the people who fill them are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from odas_graph.questionnaire.labels import definitions, labels
from odas_graph.questionnaire.model import EXAMPLE, Column, Sheet

ACTIONS: Final = "Actions"
PARTNERSHIP, FUNDING, TENSION, ABSENCE = "partenariat", "financement", "désaccord", "absence de lien"
_SEVERAL: Final = "Plusieurs réponses : une par colonne, ou séparées par un point-virgule."
_TITLE: Final = EXAMPLE + "Repas portés à domicile"
_YES_NO: Final = ("oui", "non")

# How the yes-or-no questions of annex 1 and the prerequisites of annex 3 are asked.
_QUESTIONS: Final[Mapping[str, str]] = {
    "nouveaux-publics": "Nouveaux publics ?", "cooperations-inedites": "Coopérations inédites ?",
    "aller-vers": "Pratiques plus proches des habitants ?", "benevoles": "Appui sur des bénévoles ?",
    "normes-assouplies": "Règles ou normes assouplies ?", "generalisable": "Généralisable ailleurs ?",
    "personnes-concernees-impliquees": "Personnes concernées impliquées ?",
    "dynamique-de-territoire": "Dynamique de territoire ?", "decloisonnement": "Décloisonnement ?",
    "impact-ecologique": "Impact écologique ?", "perennisation": "Pérennisation ?"}
# Of the grid, what has columns of its own elsewhere.
_ELSEWHERE: Final = frozenset({"suite"})
_EXAMPLES: Final[Mapping[str, str]] = {
    "contexte": "Des habitants âgés ne sortaient plus faire leurs courses.",
    "obstacles": "La mairie ne connaissait pas l'association.",
    "leviers": "Les bénévoles habitent le quartier.",
    "impacts": "Des personnes inconnues des services ont été repérées."}


def _criteria() -> Iterator[Column]:
    for slug, meaning in definitions("caracteristique").items():
        yield Column(key=f"caracteristique:{slug}", heading=_QUESTIONS.get(slug, labels("caracteristique")[slug]),
                     help=f"{meaning} Oui, non, ou rien si l'on ne sait pas.", holds="yes-no", choices=_YES_NO,
                     formerly=(labels("caracteristique")[slug],), example="oui" if slug == "benevoles" else "")


def _remarks() -> Iterator[Column]:
    for slug, word in labels("rubrique").items():
        if slug not in _ELSEWHERE:
            yield Column(key=f"rubrique:{slug}", heading=word[0].upper() + word[1:], holds="text", formerly=(slug,),
                         help=f"{definitions('rubrique')[slug]} Avec vos mots, sans nommer de personne.",
                         example=_EXAMPLES.get(slug, ""))


@cache
def actions() -> Sheet:
    """The sheet of actions, some columns of which come from the code lists."""
    return Sheet(ACTIONS, "Une ligne par action.", tuple(_action_columns()))


def sheets() -> tuple[Sheet, ...]:
    """The sheets of the questionnaire, in the order in which they are filled."""
    return actions(), ACTORS, PARTICIPATIONS, TIES, RESULTS


def _action_columns() -> Iterator[Column]:
    yield from (
        Column(key="titre", heading="Titre de l'action", required=True, formerly=("action", "titre", "intitulé"),
               help="Un titre court. Les autres feuilles le reprennent tel quel.", example=_TITLE),
        Column(key="porteur", heading="Porteur", holds="names", required=True,
               formerly=("porteur de l'action", "porteur du projet", "porteurs",
                         "nom de la collectivité ou de la structure"),
               help="Qui porte l'action : le nom d'une structure, jamais celui d'une personne. Plusieurs noms séparés "
                    "par un point-virgule.", example="Association Les Voisins"),
        Column(key="territoire", heading="Territoire", holds="places", required=True,
               formerly=("territoires", "territoire de l'action", "commune", "département", "localisation"),
               help="Commune, intercommunalité, département ou région : le nom ou le code INSEE (93072, 93, R11). Pour "
                    "une commune qui a des homonymes : « Saint-Denis (93) ».", example="Stains (93)"),
        Column(key="lieu", heading="Lieu précis", formerly=("lieu", "lieu de mise en œuvre"),
               help="Quartier, canton, équipement.", example="Quartier du Clos"),
        Column(key="milieu", heading="Milieu", choices=("rural", "urbain", "périurbain"),
               help="Rural, urbain ou périurbain.", example="urbain"),
        Column(key="qpv", heading="Quartier prioritaire (QPV) ?", holds="yes-no", choices=_YES_NO, formerly=("qpv",),
               help="L'action a-t-elle lieu dans un quartier prioritaire de la politique de la ville ?", example="oui"),
        Column(key="resume", heading="Résumé", holds="text", formerly=("en quelques mots",),
               help="Ce qui a été fait, en trois phrases au plus.",
               example="Des bénévoles cuisinent et portent des repas aux personnes isolées."),
        Column(key="problematiques", heading="Nature de l'action", holds="code", scheme="problematique", repeat=3,
               formerly=("problématique", "problématiques", "thématique", "thème", "besoin", "besoins"),
               help="À quel besoin l'action répond-elle ? " + _SEVERAL, example="précarité alimentaire"),
        Column(key="publics", heading="Public", holds="code", scheme="public", repeat=3,
               formerly=("publics", "publics concernés", "bénéficiaires visés"), help="Pour qui ? " + _SEVERAL,
               example="personnes âgées"),
        Column(key="phases", heading="Moment", holds="code", scheme="phase", repeat=2,
               formerly=("moments", "temporalité", "phase", "phases"), help="Pendant quelle période ? " + _SEVERAL,
               example="premier confinement"),
        Column(key="debut", heading="Début", holds="date", formerly=("date de début", "date de mise en œuvre"),
               help="Un jour, un mois ou une année : 17/03/2020, mars 2020, 2020.", example="mars 2020"),
        Column(key="fin", heading="Fin", holds="date", formerly=("date de fin",), example="juin 2020",
               help="De même ; rien si elle dure encore."),
    )
    yield from _criteria()
    yield from (
        Column(key="approches", heading="Façon de faire", holds="code", scheme="approche", repeat=2,
               formerly=("approche", "approches"), help="Comment agit-on ? " + _SEVERAL, example="aller vers"),
    )
    yield from _remarks()
    yield from (
        Column(key="continuite", heading="Suite donnée", holds="code", scheme="continuite", repeat=2,
               formerly=("continuité", "pérennisation de l'action"), help="Qu'est devenue l'action ? " + _SEVERAL,
               example="non pérennisée"),
        Column(key="suite", heading="Suite : précisions", holds="text", formerly=("suite",),
               help="À l'identique ou non, avec quels aménagements, quels freins."),
    )


ACTORS: Final = Sheet("Acteurs", "Une ligne par structure, service ou collectif : un acteur, une ligne.", (
    Column(key="nom", heading="Nom", required=True, formerly=("acteur", "nom de la structure", "structure"),
           help="Le nom complet d'une structure, d'un service, d'un collectif ; jamais d'une personne.",
           example=EXAMPLE + "Association Les Voisins"),
    Column(key="type", heading="Type", holds="code", scheme="type-acteur", required=True,
           formerly=("type d'acteur", "nature"), help="À choisir dans la liste.", example="association d'habitants"),
    Column(key="alias", heading="Autres noms ou sigle", holds="names", formerly=("alias", "sigle", "autres noms"),
           help="Séparés par un point-virgule.", example="LV"),
    Column(key="territoire", heading="Territoire", holds="places", formerly=("commune", "siège", "localisation"),
           help="Où il a son siège : nom ou code.", example="Stains (93)"),
    Column(key="intervient", heading="Intervient aussi sur", holds="places", formerly=("territoires d'intervention",),
           help="D'autres territoires, séparés par un point-virgule.", example="93"),
    Column(key="parent", heading="Fait partie de", holds="names", formerly=("rattachement", "structure mère"),
           help="La structure dont il est un service ou une section.", example="Fédération des voisins"),
    Column(key="generique", heading="Générique ?", holds="yes-no", choices=_YES_NO,
           help="Oui si l'on parle d'un ensemble sans nommer personne : « les CCAS du canton ».", example="non"),
    Column(key="siren", heading="SIREN ou SIRET", holds="identifier", formerly=("siren", "siret"),
           help="9 ou 14 chiffres, s'il est connu."),
    Column(key="rna", heading="RNA", holds="identifier", formerly=("numéro rna",),
           help="W et 9 chiffres, s'il est connu."),
    Column(key="finess", heading="FINESS", holds="identifier", formerly=("numéro finess",),
           help="9 caractères, s'il est connu."),
    Column(key="precision", heading="Précisions", holds="text", formerly=("précision", "remarques"),
           help="Ce qu'il faut savoir d'autre, sans nommer de personne."),
))


def _action(help_: str) -> Column:
    return Column(key="action", heading="Action", required=True, formerly=("titre de l'action",), help=help_,
                  example=_TITLE)


PARTICIPATIONS: Final = Sheet("Participations", "Qui prend part à quelle action : une ligne par acteur et action.", (
    _action("Le titre de l'action, comme dans la feuille Actions."),
    Column(key="acteur", heading="Acteur", holds="names", required=True, formerly=("acteurs", "structure"),
           help="Son nom, comme dans la feuille Acteurs. Plusieurs qui ont le même rôle : séparés par un "
                "point-virgule.", example="CCAS de Stains"),
    Column(key="roles", heading="Rôle", holds="code", scheme="role", repeat=2, required=True, formerly=("rôles",),
           help="À quel titre ? " + _SEVERAL, example="relais"),
    Column(key="contributions", heading="Apport", holds="code", scheme="contribution", repeat=3,
           formerly=("apports", "contribution", "contributions"), help="Qu'apporte-t-il ? " + _SEVERAL,
           example="repérage"),
    Column(key="contact", heading="En contact direct avec les habitants ?", holds="yes-no", choices=_YES_NO,
           formerly=("contact direct",), help="Oui, non, ou rien si l'on ne sait pas.", example="non"),
    Column(key="precision", heading="Précisions", holds="text", formerly=("précision", "remarques"),
           help="Ce qu'il fait, en quelques mots."),
))

TIES: Final = Sheet("Partenariats", "Qui travaille avec qui, qui paie qui, qui s'ignorait : une ligne par lien.", (
    _action("L'action où ce lien compte."),
    Column(key="genre", heading="Genre de lien", choices=(PARTNERSHIP, FUNDING, TENSION, ABSENCE),
           formerly=("nature du lien", "type de lien"),
           help="Partenariat si rien n'est écrit. Une absence de lien se note quand on sait qu'ils ne se connaissaient "
                "pas, ou ne travaillaient pas ensemble.", example=ABSENCE),
    Column(key="premier", heading="Premier acteur", holds="names", required=True, formerly=("acteur 1", "financeur"),
           help="Pour un financement : celui qui paie.", example="Association Les Voisins"),
    Column(key="second", heading="Second acteur", holds="names", required=True, formerly=("acteur 2", "bénéficiaire"),
           help="Pour un financement : celui qui reçoit.", example="Commune de Stains"),
    Column(key="autres", heading="Autres acteurs du même lien", holds="names", formerly=("autres acteurs",),
           help="Une coordination de huit est un lien de huit : tous sur la même ligne, séparés par un point-virgule."),
    Column(key="objet", heading="Objet", holds="text",
           help="Ce que le lien permet, ou ce sur quoi porte le désaccord, en quelques mots.",
           example="La mairie ne connaissait pas l'association."),
    Column(key="formalisation", heading="Forme", holds="code", scheme="formalisation", repeat=2,
           formerly=("formalisation", "cadre", "lien contractuel"),
           help="Convention, accord oral, aucune… Rien si l'on ne sait pas. " + _SEVERAL),
    Column(key="origine", heading="Origine", holds="code", scheme="origine", formerly=("origine du lien",),
           help="Le lien existait-il avant l'action ?"),
    Column(key="montant", heading="Montant (€)", holds="figure", formerly=("montant",),
           help="Pour un financement, en euros."),
    Column(key="annee", heading="Année", holds="year", help="Pour un financement."),
    Column(key="ignorant", heading="Qui ne connaissait pas l'autre ?", holds="names", formerly=("ignorant",),
           help="Pour une absence de lien : celui des deux qui ne connaissait pas l'autre, si on le sait.",
           example="Commune de Stains"),
    Column(key="moment", heading="Quand ?", holds="code", scheme="moment", formerly=("moment",),
           help="Pour une absence de lien : avant, pendant ou après l'action.", example="avant l'action"),
    Column(key="debut", heading="Début du lien", holds="date", help="Un jour, un mois ou une année."),
    Column(key="fin", heading="Fin du lien", holds="date", help="De même."),
    Column(key="hors", heading="Hors de l'action ?", holds="yes-no", choices=_YES_NO, formerly=("hors action",),
           help="Oui si ce lien ne sert pas à cette action."),
))

RESULTS: Final = Sheet("Résultats", "Un chiffre par ligne.", (
    _action("Le titre de l'action, comme dans la feuille Actions."),
    Column(key="libelle", heading="Résultat", holds="text", required=True, formerly=("libellé", "indicateur"),
           help="Ce qui est compté.", example="Repas portés"),
    Column(key="valeur", heading="Valeur", holds="figure", formerly=("nombre",), help="Un nombre.", example="40"),
    Column(key="unite", heading="Unité", formerly=("unités",), help="Par jour, par semaine, en euros…",
           example="repas par jour"),
    Column(key="approximation", heading="Approximation", help="Environ, au moins, au plus…", example="environ"),
))
