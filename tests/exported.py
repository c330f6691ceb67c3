"""A small graph to export: names that would run in a spreadsheet or a page, a person, every sort of tie."""

from __future__ import annotations

from odas_graph.store import EmbeddedStore
from tests.analysis import absence, action, actor, takes_part, tie, world

HOSTILE = "=cmd|' /C calc'!A0 </script> & \"quotes\""
# A name that a program which checks nothing may have put into a store.
ODD = "Bad\u0001 \u202ename\ufffe"


def small_graph() -> EmbeddedStore:
    """A hostile name, a person, formal and oral ties, one of three, an absence, a circle that knows."""
    return world(
        [actor("ada", nom=HOSTILE), actor("bea", "bailleur-social", territoire="29019"), actor("ville", "commune"),
         actor("elue", "elu", nom="Mme Untel"), actor("gil")],
        {"une": action(
            takes_part("ada", "porteur", contact=True), participants=[
                takes_part("elue", "partenaire"), takes_part("ville", "financeur", contact=False)],
            partenariats=[tie("ada", "ville", formalisation="convention", origine="ne-de-l-action", objet="Une salle."),
                          tie("ada", "bea", "ville", formalisation="accord-oral"), tie("ada", "elue")],
            financements=[{"financeur": "ville", "beneficiaire": "ada", "montant": "3600.50", "annee": "2020",
                           "preuve": "Les moyens"}],
            absences=[absence("ville", "ada", ignorant=["ville"], moment="avant")])})


def odd_store() -> EmbeddedStore:
    """A graph of two with such a name."""
    text = world([actor("ada"), actor("bea")], {"une": action(
        takes_part("ada", "porteur"), partenariats=[tie("ada", "bea")])}).dump("nq").decode()
    store = EmbeddedStore()
    store.load(text.replace('"Ada"', '"Bad\\u0001 \\u202Ename\\uFFFE"').encode(), "nq")
    return store
