"""French territories: their codes, their names, and which lies in which.

People write a commune as "93072" (INSEE), an EPCI by its SIREN, a département "93", a région "R11", the country "FR".
A région always bears its R, so that "93" (Seine-Saint-Denis) and "R93" (Provence-Alpes-Côte d'Azur) cannot be taken for
one another. The overseas collectivities stand as the source has them: a département ("987") and a région ("R987").

The hierarchy is closed upwards: commune, EPCI, département, région, country. One EPCI in fourteen crosses the border of
a département: an EPCI lies only in the levels that hold every one of its communes, so that `contains` is transitive.

Nothing is read at import. The communes stay lines of text until one is asked for: the first look-up reads one file.
"""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from odas_graph import resources
from odas_graph.errors import UnknownTerritoryError
from odas_graph.i18n import gettext as _

Kind = Literal["commune", "epci", "departement", "region", "pays"]

# From the finest level to the widest: the order of `find`.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
VINTAGE: Final = "2026"
COUNTRY: Final = "FR"

# The longest name has 59 characters; twice that leaves room for a département, and bounds what a hostile text costs.
_LONGEST: Final = 120
_KIND_WORDS: Final[Mapping[str, Kind]] = {
    "commune": "commune", "ville": "commune", "epci": "epci", "cc": "epci", "ca": "epci", "cu": "epci",
    "communaute de communes": "epci", "communaute d agglomeration": "epci", "communaute urbaine": "epci",
    "metropole": "epci", "departement": "departement", "region": "region", "pays": "pays",
}
# In front of a name; "pays" is left out, for it is a word of names (Pays de la Loire).
_KIND_WORD: Final = re.compile(f"^({'|'.join(sorted(_KIND_WORDS.keys() - {'pays'}, key=len, reverse=True))}) ")
_ARTICLES: Final = re.compile(r"^(?:(?:d|de|du|des|l|le|la|les) )+")
_QUALIFIED: Final = re.compile(r"(.+)\(([^()]+)\)\s*")


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory; parents are codes, None where there is none or where it crosses their border.

    `population` is the municipal population, summed above the commune. `nature` is that of an EPCI: CC, CA, CU, METRO,
    MET69 (Lyon).
    """

    code: str
    kind: Kind
    name: str
    epci: str | None = None
    departement: str | None = None
    region: str | None = None
    siren: str | None = None
    nature: str | None = None
    population: int | None = None

    @property
    def insee(self) -> str:
        """The plain INSEE code: "11" for the région R11; the SIREN of an EPCI."""
        return self.code[1:] if self.kind == "region" else self.code

    @property
    def iri_slug(self) -> str:
        """The last part of the IRI, in lower case: "commune-93072", "departement-2a", "region-11", "pays-fr"."""
        return f"{self.kind}-{self.insee}".lower()


def territory(code: str) -> Territory:
    """The territory of `code`, also written "departement-93" or "region-11", in upper or lower case.

    The code of a former commune, or of an arrondissement of Paris, Lyon or Marseille, gives today's commune. Raises
    UnknownTerritoryError, with the codes that may have been meant.
    """
    found = _look_up(code)
    if found is None:
        raise _unknown(code, [*_mended(code), *find(code), *_close(code)])
    return found


def find(name_or_code: str, departement: str | None = None) -> list[Territory]:
    """Every territory so called, the finest level first, then by code.

    Accents, case, hyphens and apostrophes do not count, "St" is "Saint". What tells a name from its homonyms may follow
    it, as `label` and `in_words` write it: "Saint-Denis (93)", "Vienne (département)". What is found first wins: the
    whole name of a territory of today, that of a former commune (which gives today's), then names without their
    article or the word of their level ("ile rousse", "région Bretagne", "communauté de communes du Trièves").

    `departement` (code or name) keeps what lies in that département, wholly or in part, and the département itself.
    The first call by name costs a tenth of a second, the next ones microseconds.
    """
    within = None if departement is None else _departements().get(_fold(departement[:_LONGEST]))
    if departement is not None and within is None:
        raise _unknown(departement, _close(departement))
    if len(name_or_code) > _LONGEST:
        return []
    by_code = _look_up(name_or_code)
    if by_code is not None:
        return _kept([by_code.code], None, within)
    name, kind, place = _parted(" ".join(name_or_code.split()))
    if place and within and place != within:
        return []
    key = _fold(name)
    said = _KIND_WORD.match(key)
    whole, former, bare = _names()
    return (_kept(whole.get(key, ()), kind, place or within) or _kept(former.get(key, ()), kind, place or within)
            or _kept(bare.get(_bare(key), ()), kind or (_KIND_WORDS[said[1]] if said else None), place or within))


def resolve(text: str) -> Territory:
    """The one territory that `text` names, by code, name or label.

    Among homonyms, a label or a name to the letter counts first ("Loire" is not Loiré); then, where all are the same
    ground (Paris, commune and département; Guadeloupe, département and région), the finest is meant. Raises
    UnknownTerritoryError where nothing bears that name, with close names, and where several do, with their labels.
    """
    found = find(text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise _unknown(text, [*_mended(text), *_close(text)])
    key = _fold(text)
    to_the_letter = [t for t in found if text.strip() == t.name or key in (_fold(label(t)), _fold(in_words(t)))]
    if len(to_the_letter) == 1:
        return to_the_letter[0]
    if all(communes_of(t) == communes_of(found[0]) for t in found):
        return found[0]
    raise UnknownTerritoryError(
        _("Several territories are called “{name}”: {choices}. Write one of these, or its code.").format(
            name=_shown(text), choices=", ".join(f"{label(t)} = {t.code}" for t in found)))


def ancestors(t: Territory) -> tuple[Territory, ...]:
    """The territories that hold `t` entirely, from the nearest to the country."""
    above = (t.epci, t.departement, t.region, None if t.kind == "pays" else COUNTRY)
    return tuple(territory(code) for code in above if code)


def contains(a: Territory, b: Territory) -> bool:
    """Whether `b` lies entirely in `a`, by the hierarchy; no territory contains itself."""
    return a.code in (b.epci, b.departement, b.region) or (a.kind == "pays" and b.kind != "pays")


def covers(a: Territory, b: Territory) -> bool:
    """Whether `b` is `a` or lies entirely in it."""
    return a == b or contains(a, b)


def children(t: Territory) -> tuple[Territory, ...]:
    """The next level down, by code: régions, départements, communes; the communes of an EPCI; none for a commune."""
    if t.kind == "pays":
        return territories("region")
    if t.kind == "region":
        return tuple(d for d in territories("departement") if d.region == t.code)
    return () if t.kind == "commune" else communes_of(t)


def communes_of(t: Territory) -> tuple[Territory, ...]:
    """The communes of a territory, by code; a commune gives itself."""
    if t.kind == "commune":
        return (t,)
    if t.kind == "pays":
        return territories("commune")
    return tuple(_commune(code) for code in _members()[t.code])


def territories(kind: Kind) -> tuple[Territory, ...]:
    """Every territory of one level, by code."""
    if kind == "commune":
        return tuple(_commune(code) for code in _communes())
    return tuple(t for t in (*_upper_levels().values(), *_epcis().values()) if t.kind == kind)


def is_former(code: str) -> bool:
    """Whether `code` was that of a commune and no longer is; `territory` then gives the one it is part of."""
    code = code.strip().upper()
    return code in _former() and code not in _communes() and _former()[code][1] != "arrondissement-municipal"


@cache
def label(t: Territory) -> str:
    """A short name that `resolve` takes: "Stains (93)", "Sarthe (72)", "Grand Est (région)", "Brest Métropole (EPCI)".

    A département that has a commune of its name is "Paris (département)"; EPCI of the same name bear their département.
    """
    match t.kind:
        case "commune":
            return f"{t.name} ({t.departement})"
        case "epci":
            twins = sum(other.name == t.name for other in _epcis().values())
            return f"{t.name} (EPCI)" if twins == 1 else f"{t.name} (EPCI, {t.departement or t.code})"
        case "departement":
            twin = any(commune.name == t.name for commune in communes_of(t))
            return f"{t.name} (département)" if twin else f"{t.name} ({t.code})"
        case "region":
            return f"{t.name} (région)"
    return t.name


def in_words(t: Territory) -> str:
    """The name as a sentence would have it: "Stains (Seine-Saint-Denis)", "Sarthe (département)", otherwise the label.

    Without article: the source does not give the gender of names.
    """
    if t.kind == "commune" and t.departement:
        return f"{t.name} ({territory(t.departement).name})"
    return f"{t.name} (département)" if t.kind == "departement" else label(t)


def _fold(text: str) -> str:
    """Names as they are compared, line by line: no accents, no case, words parted by one space, "st" written out.

    "18e", "18ème" and "18e arrondissement" become "18".
    """
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    text = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text))
    text = re.sub(r"[^\w\n]+|_", " ", re.sub(r"\bs/", "sur ", text))
    text = re.sub(r"\bst(e?)\b", r"saint\1", text)
    text = re.sub(r"\b(\d{1,2})(?:ere?|e|eme)\b(?: arrondissement)?", r"\1", text)
    return re.sub(r"^ +| +$", "", text, flags=re.MULTILINE)


def _bare(key: str) -> str:
    """A folded name without the word of its level and without articles."""
    return _ARTICLES.sub("", _KIND_WORD.sub("", key))


def _parted(text: str) -> tuple[str, Kind | None, str | None]:
    """A name, and the level and the code of the département that parentheses after it say, if they say nothing else."""
    qualified = _QUALIFIED.fullmatch(text)
    words = [_fold(word) for word in qualified[2].split(",")] if qualified else []
    kinds = [_KIND_WORDS[word] for word in words if word in _KIND_WORDS]
    places = [place for word in words if word not in _KIND_WORDS and (place := _departements().get(word))]
    if qualified is None or len(kinds) + len(places) < len(words) or len(kinds) > 1 or len(places) > 1:
        return text, None, None
    return qualified[1], kinds[0] if kinds else None, places[0] if places else None


def _rows(name: str) -> Iterable[dict[str, str]]:
    path = resources.data_dir() / "territories" / f"{name}.csv"
    return csv.DictReader(path.read_text(encoding="utf-8").splitlines())


def _count(digits: str) -> int | None:
    return int(digits) if digits else None


@cache
def _upper_levels() -> dict[str, Territory]:
    """The country, its régions and its départements, by code."""
    regions = [Territory(f"R{row['code']}", "region", row["nom"], population=_count(row["population"]))
               for row in _rows("regions")]
    departements = [Territory(row["code"], "departement", row["nom"], region=f"R{row['region']}",
                              population=_count(row["population"])) for row in _rows("departements")]
    country = Territory(COUNTRY, "pays", "France", population=sum(r.population or 0 for r in regions))
    return {t.code: t for t in (country, *regions, *departements)}


@cache
def _departements() -> dict[str, str]:
    """The code of each département, by its folded code and by its folded name."""
    return {_fold(key): t.code for t in territories("departement") for key in (t.code, t.name)}


@cache
def _epcis() -> dict[str, Territory]:
    return {row["siren"]: Territory(row["siren"], "epci", row["nom"], departement=row["departement"] or None,
                                    region=f"R{row['region']}" if row["region"] else None, siren=row["siren"],
                                    nature=row["nature"], population=_count(row["population"]))
            for row in _rows("epci")}


@cache
def _communes() -> dict[str, str]:
    """The line of each commune in the file, by code, in the order of the codes."""
    path = resources.data_dir() / "territories" / "communes.csv.gz"
    return {line[:5]: line for line in gzip.decompress(path.read_bytes()).decode().splitlines()[1:]}


@cache
def _commune(code: str) -> Territory:
    # Only codes that exist are kept: a KeyError is not cached, so the cache is bounded by the file.
    _code, name, departement, region, epci, siren, population = next(csv.reader([_communes()[code]]))
    return Territory(code, "commune", name, epci or None, departement, f"R{region}", siren or None,
                     population=_count(population))


@cache
def _former() -> dict[str, tuple[str, str]]:
    """Today's commune and the sort of each former commune or arrondissement, by code."""
    return {row["code"]: (row["commune_actuelle"], row["type"]) for row in _rows("communes_anciennes")}


@cache
def _members() -> dict[str, list[str]]:
    """The codes of the communes of each EPCI, département and région."""
    members: dict[str, list[str]] = {}
    for code, _name, departement, region, epci, _siren, _population in csv.reader(_communes().values()):
        for above in (departement, f"R{region}", epci):
            members.setdefault(above, []).append(code)
    return members


@cache
def _names() -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]]]:
    """Codes by folded name: whole names of today, names of former communes, bare names of both."""
    today = [(row[0], row[1]) for row in csv.reader(_communes().values())]
    today += [(t.code, t.name) for t in (*_epcis().values(), *_upper_levels().values())]
    past = [(row["commune_actuelle"], row["nom"]) for row in _rows("communes_anciennes")]
    whole: dict[str, list[str]] = {}
    former: dict[str, list[str]] = {}
    bare: dict[str, list[str]] = {}
    for named, index in ((today, whole), (past, former)):
        # All the names at once: one pass of each rule over one text is ten times faster than a pass a name.
        for (code, _name), key in zip(named, _fold("\n".join(name for _code, name in named)).split("\n"), strict=True):
            index.setdefault(key, []).append(code)
            bare.setdefault(_bare(key) if len(code) == 9 else _ARTICLES.sub("", key), []).append(code)
    return whole, former, bare


def _look_up(text: str) -> Territory | None:
    """The territory of a code, canonical or with its level in front, or None."""
    if len(text) > _LONGEST:
        return None
    code = text.strip().upper()
    level, dash, rest = code.partition("-")
    if not dash:
        return _at(code)
    found = _at(f"R{rest}" if level == "REGION" else rest)
    return found if found and found.kind.upper() == level else None


def _at(code: str) -> Territory | None:
    match len(code):
        case 5:
            today = code if code in _communes() else _former().get(code, ("", ""))[0]
            return _commune(today) if today else None
        case 9:
            return _epcis().get(code)
    return _upper_levels().get(code)


def _kept(codes: Iterable[str], kind: Kind | None, within: str | None) -> list[Territory]:
    """The territories of these codes, once each, of that level and in that département, in the order of `find`."""
    found = (territory(code) for code in set(codes))
    kept = [t for t in found if kind in (None, t.kind) and (within is None or _touches(t, within))]
    return sorted(kept, key=lambda t: (KINDS.index(t.kind), t.code))


def _touches(t: Territory, departement: str) -> bool:
    """Whether `t` is that département, lies in it, or is an EPCI with a commune in it."""
    return departement in (t.code, t.departement) or (
        t.kind == "epci" and any(commune.departement == departement for commune in communes_of(t)))


def _mended(code: str) -> list[Territory]:
    """What a code may have been before a spreadsheet took its zero or Corsica was two; the région of "R72"."""
    code = code.strip().upper()
    spellings = (f"0{code}", code.replace("R", "R0", 1), code.replace("20", "2A", 1), code.replace("20", "2B", 1))
    found = [t for spelling in spellings if len(code) < 9 and (t := _look_up(spelling))]
    departement = _upper_levels().get(code[1:]) if code.startswith("R") else None
    return [*found, territory(departement.region)] if departement and departement.region else found


def _close(text: str) -> list[Territory]:
    """At most three territories with a name close to `text` and its first letter, which bounds the search."""
    from difflib import get_close_matches

    key = _fold(text[:_LONGEST])
    whole = _names()[0]
    pool = [name for name in whole if name[:1] == key[:1] and abs(len(name) - len(key)) <= 3]
    return [territory(whole[name][0]) for name in get_close_matches(key, pool, n=3, cutoff=0.8)]


def _shown(text: str) -> str:
    """`text` as a message may quote it: short, printable."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in text[:_LONGEST])
    return text if len(text) <= 60 else f"{text[:60]}…"


def _unknown(text: str, near: Iterable[Territory]) -> UnknownTerritoryError:
    message = _("No territory of {vintage} has the code or the name “{name}”.").format(
        vintage=VINTAGE, name=_shown(text))
    choices = list(dict.fromkeys(f"{label(t)} = {t.code}" for t in near))[:5]
    if choices:
        message += " " + _("Did you mean {choices}?").format(choices=", ".join(choices))
    return UnknownTerritoryError(message + " " + _(
        "Write the INSEE code of a commune (93072, not its postal code), the SIREN of an EPCI, a département (93), "
        "a région (R11) or FR."))
