"""Which column of a table of subsidies says what: by the schema of the SCDL, and by what départements really write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from odas_graph.importers.tabular import Row, Table
from odas_graph.naming import folded

# What a column says → the headings it bears, without accents, spaces, marks and numbers of notes.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "funder": ("nomattribuant", "nomdelattribuant", "attribuant", "financeur", "nomdufinanceur", "collectivite",
               "nomdelacollectivite", "nomcollectivite", "nomdeladministration"),
    "funder_id": ("idattribuant", "identificationdelattribuant", "siretattribuant", "siretdelattribuant",
                  "idfinanceur", "siretfinanceur", "siretcollectivite"),
    "name": ("nombeneficiaire", "nomdubeneficiaire", "nomdelorganismebeneficiaire", "organismebeneficiaire",
             "beneficiaire", "beneficiaires", "nomdelassociation", "association", "associations", "raisonsociale",
             "denomination", "nomdutiers", "tiers", "organisme", "nomdelorganisme", "nomdelastructure"),
    "id": ("idbeneficiaire", "identificationdubeneficiaire", "identificationsiretdubeneficiaire", "siretbeneficiaire",
           "siretdubeneficiaire", "siret", "nsiret", "numerosiret", "siren", "nsiren", "numerosiren",
           "sirenbeneficiaire"),
    "rna": ("rnabeneficiaire", "identificationrnadubeneficiaire", "rna", "nrna", "numerorna"),
    "town": ("ville", "commune", "villebeneficiaire", "villedubeneficiaire", "communebeneficiaire",
             "communedubeneficiaire", "localite"),
    "postcode": ("cp", "codepostal", "codepostalbeneficiaire", "codepostaldubeneficiaire"),
    "subject": ("objet", "objetdelasubvention", "objetsubvention", "intitule", "objetdudossier", "projet"),
    "nature": ("nature", "naturedelasubvention", "naturesubvention", "typedaide", "typedesubvention"),
    "year": ("exercicebudgetaire", "annee", "exercice", "anneebudgetaire", "anneedattribution"),
    "agreed": ("dateconvention", "datedelaconventiondesubvention", "datedelaconvention"),
    "decided": ("datedecision", "datededecision", "datededeliberation", "datedevote", "datedattribution", "date"),
    "paid": ("datesperiodeversement", "dateouperiodedeversement", "datedeversement"),
    "status": ("statutlabel", "statutdelademandedesubvention", "statut"),
    "amount": ("montant", "montanttotaldelasubvention", "montantdelasubvention", "montantsubvention", "montantvote",
               "montantattribue", "montantaccorde", "montanteneuros", "montanteuros", "montanttotal", "subvention"),
    "amount_running": ("montantdelasubventiondefonctionnement", "subventiondefonctionnement", "fonctionnement",
                       "montantfonctionnement"),
    "amount_investing": ("montantdelasubventiondinvestissement", "subventiondinvestissement", "investissement",
                         "montantinvestissement"),
    "amount_guarantee": ("montantdelagarantie", "garantiedemprunt", "garantie"),
    "amount_loan": ("montantdupret", "pret", "avanceremboursable"),
    "in_kind_value": ("estimationdesavantagesennature", "montantdesavantagesennature"),
    "in_kind": ("avantagesennature", "detaildesavantagesennature", "aidesennature"),
}
# Columns of euros besides the main one → what their money is, in the words of the files.
NATURES: Final[Mapping[str, str]] = {
    "amount_running": "subvention de fonctionnement", "amount_investing": "subvention d'investissement",
    "amount_guarantee": "garantie d'emprunt", "amount_loan": "prêt"}
IN_KIND: Final = "avantages en nature"
# A share written 0,5 takes two cells too where nobody quoted it.
SHARES: Final = ("pourcentagesubvention", "pourcentagedumontanttotaldelasubventionattribueeaubeneficiaire")


@dataclass(frozen=True, slots=True)
class Layout:
    """The place of each column that is read, its heading, and the places of the decimal ones."""

    columns: Mapping[str, int]
    headings: Mapping[str, str]
    width: int
    decimals: tuple[int, ...] = field(default=())

    @property
    def is_subsidies(self) -> bool:
        """Whether there is a beneficiary, and something it was given."""
        return "name" in self.columns and any(c.startswith(("amount", "in_kind")) for c in self.columns)

    def repaired(self, row: Row) -> tuple[str | None, ...] | None:
        """The cells of a row with too many, where decimal commas without quotes are certain to have cut numbers.

        Certain means that joining gives as many cells as headings, and in one way only.
        """
        found: set[tuple[str | None, ...]] = {row.cells}
        for _extra in range(min(len(row.cells) - self.width, len(self.decimals))):
            found = {(*cells[:i], f"{cells[i]},{cells[i + 1]}", *cells[i + 2:]) for cells in found
                     for i in self.decimals if _cut(cells, i)}
        whole = {cells for cells in found if len(cells) == self.width}
        return whole.pop() if len(whole) == 1 else None


def _cut(cells: Sequence[str | None], place: int) -> bool:
    """Whether the number at `place` goes on in the next cell."""
    one, two = cells[place] or "", cells[place + 1] or "" if place + 1 < len(cells) else ""
    return bool(re.fullmatch(r"-?\d[\d ]*", one) and re.fullmatch(r"\d{1,2}", two))


def key_of(heading: str) -> str:
    """A heading as it is compared."""
    return re.sub(r"\d+$", "", folded(heading)).replace(" ", "")


def layout(table: Table) -> Layout:
    """What the columns of the table say; of two that say the same, the one named first in `HEADINGS`."""
    places: dict[str, int] = {}
    for place, heading in enumerate(table.headings):
        places.setdefault(key_of(heading), place)
    columns = {name: next(places[key] for key in keys if key in places) for name, keys in HEADINGS.items()
               if any(key in places for key in keys)}
    taken: set[int] = set()
    for name, place in list(columns.items()):
        if place in taken:
            del columns[name]
        taken.add(place)
    decimals = [place for name, place in columns.items() if name.startswith("amount")]
    decimals += [places[key] for key in SHARES if key in places]
    return Layout(columns, {name: table.headings[place] for name, place in columns.items()}, len(table.headings),
                  tuple(sorted(decimals)))


def unread(table: Table, found: Layout) -> list[str]:
    """The headings of columns that are not read."""
    kept = set(found.columns.values())
    return [heading for place, heading in enumerate(table.headings) if heading and place not in kept]
