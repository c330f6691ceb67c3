"""What the story of a country rests on: every number in one place, with the reason for it.

The numbers come from counts of the shipped data ("the fiches" are its twelve that name three actors or more), else
from what the reports say, else they are round. None is a weight of the method, and none was sought by looking at a
score: all were set before the first one was computed but `unequal`, 1 at first for want of a source, then as sources
have it.
`evaluation.planted` shows what becomes of the score with other numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, NamedTuple

# Fewer hold no territory with its institutions and somebody besides.
MIN_ACTORS: Final = 30
# A million is ten times the aim; each takes ten kilobytes or so while a story is told.
MAX_ACTORS: Final = 2_000_000
# Each takes some hundred bytes while a story is told.
MAX_PARTICIPATIONS: Final = 30_000_000
# A registry of more is past the size of a file that a person writes, which is what is read.
MAX_IN_FILES: Final = 20_000


class Institution(NamedTuple):
    """One institution of each territory of a level: how often it joins an action there, how readily it knows actors.

    `joins` is a probability, by the share of the fiches it stands in; `nearness` the log-odds that it knows an actor
    of average visibility: the nearer to the ground, the more it knows.
    """

    type: str
    label: str
    joins: float
    nearness: float
    parent: int | None = None


# By level (commune, EPCI, département, region); `parent` counts within the level.
INSTITUTIONS: Final[tuple[tuple[Institution, ...], ...]] = (
    (Institution("commune", "Commune fictive", 0.35, 0.0), Institution("ccas", "CCAS fictif", 0.35, -0.3)),
    (Institution("epci", "Intercommunalité fictive", 0.15, -1.2),),
    (Institution("departement", "Conseil départemental fictif", 0.35, -0.8),
     Institution("service", "Service social fictif", 0.25, -0.5, parent=0),
     Institution("caf", "CAF fictive", 0.15, -1.0), Institution("cpam", "CPAM fictive", 0.07, -2.0),
     Institution("service-deconcentre", "Direction de l'État fictive", 0.12, -2.0)),
    (Institution("region", "Conseil régional fictif", 0.07, -2.5), Institution("ars", "ARS fictive", 0.07, -2.5)),
)


class Sort(NamedTuple):
    """A sort of actor that is no institution: its type, its kind, its share, where it works beyond its commune."""

    type: str
    kind: str
    label: str
    share: float
    wide: bool = False


# Shares of the candidates of the shipped data, rounded; persons are rarer there, and stay rare here.
SORTS: Final = (
    Sort("association", "organisation", "Association fictive", 0.34),
    Sort("association-caritative", "organisation", "Association caritative fictive", 0.07),
    Sort("association-habitants", "organisation", "Association d'habitants fictive", 0.05),
    Sort("centre-social", "organisation", "Centre social fictif", 0.09),
    Sort("etablissement-social", "organisation", "Établissement social fictif", 0.08),
    Sort("lieu-hebergement", "organisation", "Lieu d'hébergement fictif", 0.03),
    Sort("bailleur-social", "organisation", "Bailleur social fictif", 0.04, wide=True),
    Sort("federation", "organisation", "Fédération fictive", 0.03, wide=True),
    Sort("entreprise", "organisation", "Entreprise fictive", 0.04),
    Sort("etablissement-scolaire", "organisation", "Établissement scolaire fictif", 0.02),
    Sort("collectif", "collective", "Collectif fictif", 0.09),
    Sort("habitants", "collective", "Habitants fictifs", 0.05),
    Sort("benevoles", "collective", "Bénévoles fictifs", 0.04),
    Sort("enseignant", "person", "Enseignant fictif", 0.03),
)
# These are part of an association of their commune, as volunteers are.
PART_OF_AN_ASSOCIATION: Final = "benevoles"
ASSOCIATIONS: Final = ("association", "association-caritative", "association-habitants", "centre-social")

# The needs of the study by field of work, so that actors have a trade, and sometimes leave it.
FIELDS: Final = (
    ("acces-aux-droits", "acces-aux-soins", "organisation-action-sociale", "soutien-acteurs"),
    ("lien-social", "rupture-de-liens", "liens-intergenerationnels", "mixite-sociale"),
    ("besoins-premiere-necessite", "precarite-alimentaire", "reperage-nouveaux-publics"),
    ("continuite-scolaire", "fracture-numerique", "soutien-parentalite", "desoeuvrement-jeunes"),
)

# What one does in an action, from the heart of it outwards; within each, as often as the fiches say it.
ROLES: Final[tuple[Mapping[str, float], ...]] = (
    {"operateur": 0.88, "copilote": 0.12},
    {"relais": 0.68, "benevole": 0.22, "mediateur": 0.05, "passeur": 0.05},
    {"partenaire": 0.40, "contributeur": 0.20, "expert": 0.12, "facilitateur": 0.12, "fournisseur": 0.08,
     "prescripteur": 0.05, "formateur": 0.03},
)
ROLES_OF_INSTITUTIONS: Final[Mapping[str, float]] = {
    "partenaire": 0.45, "facilitateur": 0.20, "financeur": 0.15, "prescripteur": 0.10, "evaluateur": 0.05,
    "fournisseur": 0.05}

# How often the fiches say that something was brought, one added so that nothing is impossible.
BROUGHT: Final[Mapping[str, int]] = {
    "coordination": 22, "expertise": 21, "information": 21, "reperage": 18, "personnel": 18, "orientation": 16,
    "benevolat": 12, "ecoute": 11, "hebergement": 8, "financement": 8, "distribution": 7, "logistique": 7,
    "materiel": 7, "locaux": 5, "denrees": 5, "formation": 4, "soins": 3, "reseau": 2}

# The written footings, and the others, as often as partners choose them.
WRITTEN: Final[Mapping[str, float]] = {
    "convention": 0.55, "appel-a-projets": 0.15, "convention-de-prestation": 0.10, "agrement": 0.10, "adhesion": 0.10}
UNWRITTEN: Final[Mapping[str, float]] = {"aucune": 0.6, "accord-oral": 0.4}
# Institutions that pay; a written tie with one of them is a payment this often.
PAYERS: Final = ("commune", "epci", "departement", "caf", "region")

# A third of volunteers gives some 84 % of the hours (reckoned from table 2 of "Volunteering in the United States,
# 2005", Bureau of Labor Statistics): if hours are log-normal, the deviation of their logarithm is 1.4. Money is more
# unequal still: 1.3 % of French associations hold 71 % of all budgets, which would be 2.8 (Tchernonog & Prouteau 2019,
# "Le paysage associatif français").
UNEQUAL: Final = 1.4


@dataclass(frozen=True)
class Parameters:
    """The free numbers of the story. ValueError where one is out of its range.

    Effort and visibility are in standard deviations among actors; `log-odds` are those of a logistic probability.
    """

    # Territories.
    actors_per_commune: int = 25           # the institutions of a commune then are a tenth of the actors or so
    communes_per_epci: int = 3             # so that actors of different communes share an EPCI
    communes_per_departement: int = 12     # and different EPCI a département
    wide_actions: float = 0.30             # actions of a whole EPCI or département; the others stay in a commune

    # How much an actor does (engagement), and over how many actions it spreads it.
    actions_per_actor: float = 11.0        # mean; some are lost, institutions add theirs: ten an actor are left
    unequal: float = UNEQUAL               # what a deviation of engagement adds to the logarithm of effort
    more_actions: float = 0.5              # half of doing more is more actions, the other half more in each
    spread: float = 0.6                    # a deviation of spreading thin: 1.8 times the actions, as much less in each
    within: float = 0.7                    # deviation of the effort of one actor from action to action
    actors_per_action: float = 6.0         # besides institutions; 7 in the fiches, which tell of the larger ones
    beyond_its_field: float = -1.0         # log-odds of acting outside its field of work: a quarter of the time
    more_beyond: float = 0.6               # more log-odds a deviation of engagement: who does much bridges

    # What effort in an action gives: role, contact, things brought.
    heart: float = 1.8                     # log-odds against standing at the heart of an action: one in five does
    near: float = 0.7                      # or near it: one in five more
    contact: float = 0.0                   # log-odds of meeting inhabitants oneself at average effort: one in two
    contact_of_institutions: float = -1.0  # log-odds of the same: offices meet them less
    items: float = -0.3                    # log of the mean number of things brought at average effort
    more_items: float = 0.5                # and what a deviation of effort adds to it
    own_speciality: float = -0.8           # log-odds that a thing brought is the actor's speciality, any of all kinds
    more_speciality: float = 0.6           # a deviation of engagement adds this: who does much brings what is rare
    effort_of_institutions: float = -0.3   # an institution stands a little back in the actions of others

    # Who knows whom.
    correlation: float = 0.3               # engagement with visibility: doing much makes known, but not by much
    insight: float = 1.5                   # log-odds a deviation of visibility adds to being known by an institution
    written: float = -0.5                  # log-odds that a tie of average visibility is written
    more_written: float = 1.0              # the better known, the more of it is written
    paid: float = 0.4                      # written ties of a payer that are payments
    born: float = 0.2                      # strangers that meet an institution in an action and stay in touch
    coordination: float = 0.15             # actions with a coordination of all around a table
    tie_to_lead: float = -2.0              # log-odds of a tie of average partners with who leads
    tie: float = -3.5                      # and with any other
    more_ties: float = 0.5                 # what a deviation of effort of either adds

    # What is seen of it.
    loss: float = 0.20                     # each participation, thing brought, tie, origin and footing is lost so often
    contact_told: float = 0.60             # contact with inhabitants, where there was one, is told: as in the fiches
    no_contact_told: float = 0.20          # sources seldom say that somebody met nobody: as in the fiches
    documentation: float = 0.30            # strangers of whom a source says so (a register, a question); else silence

    # Who is invisible in truth, and who a pillar.
    doing_most: float = 1 / 3              # the third that does most, and does five sixths of all (`unequal`)
    least_known: float = 1 / 3             # the third that the fewest institutions know; pillars: the best known third

    def __post_init__(self) -> None:
        for name in ("wide_actions", "paid", "born", "coordination", "loss", "contact_told", "no_contact_told",
                     "documentation", "more_actions"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}: {getattr(self, name)!r} is not between 0 and 1")
        if not -1 < self.correlation < 1:
            raise ValueError(f"correlation: {self.correlation!r} is not between -1 and 1")
        for name in ("doing_most", "least_known"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"{name}: {getattr(self, name)!r} is not between 0 and 1")
        for name in ("actions_per_actor", "actors_per_action", "actors_per_commune", "communes_per_epci",
                     "communes_per_departement"):
            if not getattr(self, name) >= 1:
                raise ValueError(f"{name}: {getattr(self, name)!r} is under 1")

    def differences(self) -> dict[str, float]:
        """The parameters that are not as they ship, for a description of a world."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}
