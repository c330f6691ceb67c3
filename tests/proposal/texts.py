"""Fictional narratives, and documents made of them: only places and kinds of institutions are real."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from odas_graph.proposal import Document, Draft, KnownActor, propose

FICHE = """\
### Des voisins organisent une veille (récit fictif)

#### Porteur(s) de projet :

L'association Le Fil imaginaire (Liens, initiatives et fraternité locale)

#### Localisation :

Stains (93)

#### Problématiques traitées :

- Lutter contre la précarité alimentaire ;
- Maintien du lien social / Lutte contre l'isolement ;
- Soutien à la parentalité.

#### Origine et contexte du projet :

Le Fil imaginaire a été fondé par des habitants du quartier. M. Untel, qui habite dans le département, l'a raconté.

#### Les actions engagées :

Les repas ont été fournis par l'entreprise Duval Fictif. L'association a distribué des colis avec le centre social Les
Tilleuls Inventés. Les personnes âgées et les étudiants ont été appelés par des bénévoles.

#### Les partenariats :

Les partenaires sont la CAF, le Centre communal d'action sociale (CCAS) et l'ARS. Le CCAS a orienté des familles vers
l'association. Une convention a été signée avec le Département de la Seine-Saint-Denis et la Ville de Stains.
L'association ne disposait pas d'interlocuteur à la préfecture.

#### Les moyens humains, techniques et financiers :

L'action est financée par le Département et la Carsat. L'Etat a versé 3 600 € à l'association.

#### Propos recueillis auprès de :

Camille Inventée, directrice de la Fondation Jamais Vue.
"""


def document(text: str) -> Document:
    return Document("recit-fictif.txt", text)


def drafted(text: str, *, territory: str | None = "93072", known: Sequence[KnownActor] = (),
            with_networks: bool = True) -> Draft:
    return propose(document(text), territory=territory, known=known, with_networks=with_networks)


def under(heading: str, text: str) -> str:
    """A text with a lead, and one more section."""
    return f"Porteur de projet : l'association Le Fil imaginaire\n\n{heading} :\n\n{text}\n"


def names(draft: Draft) -> list[str]:
    return [actor.name for actor in draft.actors]


def ties(draft: Draft, kind: str = "partnership") -> list[tuple[str, ...]]:
    shown = {actor.slug: actor.name for actor in draft.actors}
    return [tuple(shown[slug] for slug in tie.actors) for tie in draft.ties if tie.kind == kind]


def pdf(path: Path, pages: Sequence[str], kids: str | None = None) -> Path:
    """A plain .pdf with one line of text a page; `kids` replaces the list of its pages."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    numbers = []
    for text in pages:
        shown = text.replace("(", r"\(").replace(")", r"\)")
        lines = " ".join(f"({line}) Tj T*" for line in shown.split("\n"))
        stream = f"BT /F1 12 Tf 14 TL 20 700 Td {lines} ET"
        numbers.append(len(objects) + 1)
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects) + 2} 0 R "
                       "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
                       "/Encoding /WinAnsiEncoding >> >> >> >>")
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    listed = kids or " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(pages)} >>"
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body.encode("cp1252")))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(body.encode("cp1252"))
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    body += "".join(f"{place:010} 00000 n \n" for place in places)
    body += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    path.write_bytes(body.encode("cp1252"))
    return path
