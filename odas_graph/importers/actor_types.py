"""The type of an actor that a list names: from its identifier, its legal category, or the words of its name.

Every rule says its reason. Where none holds, the type stays unknown: a list of names is no reason to guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import polars as pl


class Typed(NamedTuple):
    """A type of the code list and the rule that gave it (`siren`, `rna`, `categorie`, `nom`), or None and None."""

    type: str | None = None
    reason: str | None = None


# Words of folded names (capitals, no accents, words parted by one space), in the order in which they are tried: what is
# more precise first. Between two words nothing else may stand.
WORDS: Final[tuple[tuple[str, str], ...]] = (
    # Those who work for others, before the words of the body they are named after.
    ("syndicat", r"\b(CGT|CFDT|CFTC|FSU|CFE CGC|SYNDICAT (DES|D) (SALARIES|EXPLOITANTS|EMPLOYES)|FDSEA|FNSEA|MEDEF)\b"),
    ("association", r"^(L )?(ASSOCIATION|ASSO|ASS|UNION SPORTIVE|COMITE (REGIONAL|DEPARTEMENTAL) (DU|DE) TOURISME)\b|"
                    r"\b(AMICALE|COMITE (D |DES )?(FETES?|QUARTIER|OEUVRES|ACTION SOCIALE)|COS|ANCIENS COMBATTANTS|"
                    r"AMIS|PARENTS (D )?ELEVES|APEL|OGEC|FCPE|JUMELAGE|SAPEURS POMPIERS)\b"),
    ("etablissement-scolaire", r"^(LE |LA )?(COLLEGE|LYCEE|GROUPE SCOLAIRE|"
                               r"ECOLES? (PRIM|PRIMAIRE|MATERNELLE|ELEM|ELEMENTAIRE|PUBLIQUE|PRIVEE|ST|STE|SAINTE?|"
                               r"NOTRE DAME)|MFR|MAISON FAMILIALE RURALE|"
                               r"INSTITUTION (SAINT|SAINTE|NOTRE DAME))\b"),
    ("federation", r"^(L |LA )?(UNION (DEPARTEMENTALE|REGIONALE|NATIONALE|DEP|REG|NAT)|FEDERATION|FED|CONFEDERATION|"
                   r"UDAF|COMITE DEPARTEMENTAL|LIGUE|URIOPSS)\b"),
    ("ccas", r"\b(CCAS|CENTRE COMMUNAL (D )?ACTION SOCIALE)\b"),
    ("cias", r"\b(CIAS|CENTRE INTERCOMMUNAL (D )?ACTION SOCIALE)\b"),
    ("clic", r"^(LE )?(CLIC (DU|DE|DES|D|PAYS)|CENTRE LOCAL (D )?INFORMATION ET (DE )?COORDINATION)\b"),
    ("caf", r"^(LA )?(CAF|CAISSE (D )?ALLOCATIONS? FAMILIALES?)\b"),
    ("msa", r"^(LA )?(MSA|MUTUALITE SOCIALE AGRICOLE)\b"),
    ("cpam", r"^(LA )?(CPAM|CAISSE PRIMAIRE (D )?ASSURANCE MALADIE)\b"),
    ("carsat", r"^(LA )?(CARSAT|CAISSE (D )?ASSURANCE RETRAITE)\b"),
    ("ars", r"^(L )?(ARS|AGENCE REGIONALE (DE )?SANTE)\b"),
    ("service-deconcentre", r"^(LA |LE )?(PREFECTURE|SOUS PREFECTURE|DREETS|DDETS|DDCS|DIRECCTE|RECTORAT|"
                            r"INSPECTION ACADEMIQUE)\b"),
    ("metropole", r"^METROPOLE (DE|DU|D|DES)\b"),
    ("epci", r"^(LA )?(CC|CA|CU|COMMUNAUTE (DE )?COMMUNES?|COM (DE )?COM|COMMUNAUTE (D )?AGGLOMERATION|"
             r"COMMUNAUTE URBAINE)\b"),
    ("commune", r"^(LA )?(COMMUNE|MAIRIE|VILLE) (DE|DU|DES|D|LE|LA|LES|L)\b"),
    ("departement", r"^(LE )?(DEPARTEMENT|CONSEIL (DEPARTEMENTAL|GENERAL)) "),
    ("region", r"^(LA )?(REGION|CONSEIL REGIONAL) "),
    ("organisme-consulaire", r"^(LA )?(CHAMBRE (DE COMMERCE|DES METIERS|DE METIERS|D AGRICULTURE|AGRICULTURE)|"
                             r"CCI|CMA)\b"),
    ("bailleur-social", r"\b(HLM|OPH|OFFICE PUBLIC (DE L )?HABITAT|BAILLEUR SOCIAL)\b"),
    ("etablissement-sante", r"\b(CENTRE HOSPITALIER|HOPITAL|CHU|CLINIQUE)\b"),
    ("association", r"^(L )?UNIVERSITE (POPULAIRE|DU TEMPS|INTER AGE|PERMANENTE)"),
    ("universite", r"^(L )?UNIVERSITE\b"),
    ("etablissement-social", r"\b(EHPAD|ESAT|CHRS|IME|ITEP|SAVS|FOYER (DE VIE|LOGEMENT)|MAISON DE RETRAITE|"
                             r"MISSION LOCALE|FOYER (DE )?JEUNES TRAVAILLEURS|RESIDENCE HABITAT JEUNES)\b"),
    ("centre-social", r"\b(CENTRE (SOCIAL|SOCIOCULTUREL|SOCIO CULTUREL)|ESPACE DE VIE SOCIALE|MAISON DES HABITANTS)\b"),
    ("association-caritative", r"\b(SECOURS (POPULAIRE|CATHOLIQUE)|RESTOS? DU COEUR|RESTAURANTS? DU COEUR|"
                               r"BANQUE ALIMENTAIRE|EMMAUS|CROIX ROUGE|EPICERIE SOCIALE|EPICERIE SOLIDAIRE|"
                               r"SAINT VINCENT DE PAUL|ARMEE DU SALUT)\b"),
    ("association-habitants", r"\b(REGIE DE QUARTIERS?|(ASSOCIATION|COMITE) (DES |D )?HABITANTS|COMITE DE QUARTIER)\b"),
    ("fondation", r"^(LA )?FONDATION\b"),
    ("entreprise", r"\b(SARL|SAS|SASU|EURL|EARL|GAEC|SCEA|SCI|SNC|SCOP|SCIC)\b|\bSA$"),
    ("association", r"^(L |LES )?(ASSOCIATIONS?|ASSOC|ASSO|ASS|AS|ADMR|CLUB|COMITE|SOCIETE DE CHASSE|"
                    r"GENERATIONS MOUVEMENT|"
                    r"FAMILLES RURALES|GYM|TENNIS|FOOTBALL|FOOT|JUDO|RUGBY|BASKET|HANDBALL|CYCLO|PETANQUE|ENTENTE|"
                    r"UNION SPORTIVE|US|ETOILE|STADE|CHORALE|HARMONIE|THEATRE|COMPAGNIE|FOYER RURAL|FESTIVAL)\b"
                    r"|\b(ASSOCIATION|CLUB|SPORTIVE?S?|BASKET|FOOTBALL|TENNIS|RUGBY|JUDO|NATATION|HANDBALL|"
                    r"ATHLETIQUE|PETANQUE|GYMNASTIQUE|MJC|FAMILLES RURALES|ADMR)\b"),
)

# INSEE legal categories by their digits, the longest first: the notes of the code list, and the families they leave.
CATEGORIES: Final[Mapping[str, str]] = {
    "7113": "administration-centrale", "7120": "administration-centrale", "7171": "service-deconcentre",
    "7172": "service-deconcentre", "7210": "commune", "7220": "departement", "7230": "region", "7343": "epci",
    "7344": "metropole", "7346": "epci", "7348": "epci", "7361": "ccas", "7367": "cias",
    "7364": "etablissement-sante", "7331": "etablissement-scolaire", "7383": "universite",
    "7366": "etablissement-social",
    "7381": "organisme-consulaire", "8140": "msa", "8410": "syndicat", "8420": "syndicat", "9210": "association",
    "9220": "association", "9230": "association", "9260": "association", "9300": "fondation", "5": "entreprise",
}
# What SIREN of public bodies begin with (INSEE, Sirene: their first digits tell the family).
SIREN_FAMILIES: Final[Mapping[str, str]] = {"22": "departement", "23": "region"}

FINESS_STATUSES: Final[Mapping[str, str]] = {
    "02": "departement", "03": "commune", "08": "cias", "17": "ccas", "43": "msa", "60": "association",
    "61": "association", "63": "fondation"}


def fold_name(name: str) -> str:
    """A name in capitals without accents or punctuation, words parted by one space, as the rules read it."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    return " ".join(re.findall("[A-Z0-9]+", re.sub("[\u0300-\u036f]", "", plain).upper()))


def by_words(name: str) -> Typed:
    """The type that the words of a name give."""
    folded = fold_name(name)
    return next((Typed(type_, "nom") for type_, words in WORDS if re.search(words, folded)), Typed())


def by_category(category: str | None) -> Typed:
    """The type of an INSEE legal category, "9220" or "92.20"."""
    digits = re.sub(r"\D", "", category or "")
    found = CATEGORIES.get(digits) or CATEGORIES.get(digits[:1])
    return Typed(found, "categorie") if found else Typed()


def folded_names(names: pl.Expr) -> pl.Expr:
    """`fold_name` of a whole column."""
    import polars as pl

    plain = names.str.replace_many(["œ", "Œ"], ["oe", "OE"]).str.normalize("NFKD")
    plain = plain.str.replace_all("[\u0300-\u036f]", "")
    spaced = plain.str.to_uppercase().str.replace_all("[^A-Z0-9]+", " ").str.strip_chars(" ")
    return pl.when(spaced != "").then(spaced)


def named_types(names: pl.Series) -> pl.Series:
    """`by_words` of a whole column: the types as text, null where the words tell none."""
    import polars as pl

    folded = names.to_frame("nom").select(folded_names(pl.col("nom")).alias("folded"))
    return folded.select(_first([(pl.col("folded").str.contains(words), type_) for type_, words in WORDS]
                                ).alias("type")).to_series()


def typed(actors: pl.DataFrame) -> pl.DataFrame:
    """The frame with `type` and `raison`; it has `nom`, `siren` and `rna`, and `type` where the source says it.

    In this order: what the source says, the SIREN of a commune, EPCI, département or région, the words of the name,
    an RNA number (an association).
    """
    import polars as pl

    said = pl.col("type") if "type" in actors.columns else pl.lit(None, pl.String)
    named = named_types(actors.get_column("nom"))
    known = public_bodies()
    siren = pl.col("siren")
    official = siren.replace_strict(list(known), [type_ for type_, _place in known.values()], default=None,
                                    return_dtype=pl.String)
    family = _first([(siren.str.starts_with(prefix), type_) for prefix, type_ in SIREN_FAMILIES.items()])
    return actors.with_columns(said.alias("_said"), official.alias("_official"), family.alias("_family"),
                               named.alias("_named"),
                               _first([(pl.col("rna").is_not_null(), "association")]).alias("_rna")).with_columns(
        pl.coalesce("_said", "_official", "_family", "_named", "_rna").alias("type"),
        _first([(pl.col("_said").is_not_null(), "source"),
                (pl.col("_official").is_not_null() | pl.col("_family").is_not_null(), "siren"),
                (pl.col("_named").is_not_null(), "nom"), (pl.col("_rna").is_not_null(), "rna")]).alias("raison"),
    ).drop("_said", "_official", "_family", "_named", "_rna")


def _first(cases: Sequence[tuple[pl.Expr, str]]) -> pl.Expr:
    """The text of the first case that holds, else null."""
    import polars as pl

    found = pl.lit(None, pl.String)
    for condition, text in reversed(cases):
        found = pl.when(condition).then(pl.lit(text)).otherwise(found)
    return found


def public_bodies() -> Mapping[str, tuple[str, str]]:
    """Type and territory of each commune and EPCI, by its SIREN."""
    from odas_graph.territory import territories

    return {t.siren: ("commune" if t.kind == "commune" else "metropole" if t.nature in ("METRO", "MET69") else "epci",
                      t.code)
            for kind in ("commune", "epci") for t in territories(kind) if t.siren}


def departement_of(siren: str) -> str | None:
    """The territory of the département whose council has this SIREN ("224400028" is Loire-Atlantique), or None."""
    from odas_graph.errors import UnknownTerritoryError
    from odas_graph.territory import territory

    if not siren.startswith("22"):
        return None
    try:
        found = territory(siren[2:4])
    except UnknownTerritoryError:
        return None
    return found.code if found.kind == "departement" else None
