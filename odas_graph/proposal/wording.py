"""The words by which a text says that actors work together, that one pays another, or that they did not meet."""

from __future__ import annotations

import re
from typing import Final

# All patterns are for folded text.
ACTS_TOGETHER: Final = re.compile(
    r"partenari|partenaire|\ben (?:lien|relation|concertation|cooperation|collaboration|"
    r"association) (?:\w+ )?avec|\bavec (?:l'|le|la|les|des|nos|ses|leurs|d'autres)\b|\bavec [«\"]|"
    r"\brelations? (?:\w+ )?avec|convention|coopera|collabor|s'appu(?:y|ie)|\bsollicit|mis(?:e|es)? a disposition|"
    r"appel a projets?|coordon|co-?pilot|co-?construi|co-?port|\bsoutenue?s? par|\bsoutien d|\bappui d|oriente|"
    r"\brelais|relaye|adherente?s? |adhere a|\bmembres? d|\bfinanc|subvention|aide financiere|fourni|livr|associe|"
    r"mobilis|reuni|participe|implique|rejoint|recu(?:s|e|es)? d|aupres d|recours a|travaille|engage|grace a|"
    r"accompagne|confie|delegu|transmis|alert|signale|repere|repon(?:d|se) aux? (?:sollicitations|demandes?|"
    r"appel)|\bpour (?:la commune|le compte)|contact|dispose de")
# Here all that are named work together, not each with the lead alone.
ALL_TOGETHER: Final = re.compile(
    r"partagee? par|\bensemble\b|coordination|se coordonn|reuni(?:t|ssant|ssent|s)\b|rassembl|regroup|compose(?:e|"
    r"s)? d|constitue(?:e|s)? d|collectif|comite (?:de pilotage|technique)|groupe de travail|cellule (?:de|d')|"
    r"\bentre\b.{3,80}\bet\b|co-?pilot|en commun|conjoint")
FUNDED_BY: Final = re.compile(
    r"(?:co-?)?financ(?:e(?:e|s|es)?|ement|ements)? (?:\w+ ){0,2}(?:par|d[eu']s?|aupres d[eu']s?)\b|"
    r"subvention(?:s|ne|nee|nes|nees)? (?:[\w\d]+ ){0,4}?(?:par|d[eu]|des|d')|aides? financieres? (?:\w+ )?d|"
    r"(?:soutien|appui|concours|participation) financi(?:er|ere)s? (?:\w+ )?d|dotation d|€ (?:\w+ )?(?:par|d[eu]|"
    r"de la|de l')|euros (?:\w+ )?(?:par|d[eu]|de la|de l')|fonds d[eu]|credits? d[eu]")
FUNDS: Final = re.compile(
    r" ?,? (?:\w+ ){0,3}?(?:a|ont|avait|avaient)? ?(?:\w+ ){0,1}(?:co-?)?(?:finance|subventionne|verse|attribue|"
    r"accorde|alloue)(?:nt)?\b|, (?:son|sa|leur|ses|leurs)?[\w ]{0,20}financeurs?")
RECEIVES: Final = re.compile(
    r"benefici\w* (?:\w+ ){0,3}?(?:subvention|financement|aide financiere)")
# A number starts where no digit stands before it, else a long one would be tried from each of its digits.
AMOUNT: Final = re.compile(
    r"(?<!\d)(\d{1,3}(?:[  .]\d{3})+|\d+)(?:,(\d{1,2}))? ?(k|m|milliers d'|millions? d')? ?(?:€|euros?)")
SUPPLIED_BY: Final = re.compile(
    r"(?:fourni|prete|donne|offert|livre|mis(?:e|es)? a disposition|confectionne|fabrique|recupere|"
    r"collecte)(?:e?s?)? (?:\w+ ){0,2}?(?:par|aupres d|d[eu] )")
STEERED_WITH: Final = re.compile(
    r"co-?pilote|co-?porte|co-?anime|pilotage partage")
# The text says that there was no tie. A bare "sans" or "ne … pas" is not enough: it has to bear on knowing or working.
ABSENT: Final = re.compile(
    r"ne (?:se )?connaissai(?:t|ent) pas|ne (?:se )?connai(?:t|ssent) pas|n'(?:est|etait|etaient|ont|a|"
    r"avait) (?:pas|guere|jamais) (?:\w+ )?(?:connu|reper|identifie(?:e|s)? (?:par|comme)|associe|sollicit|"
    r"contacte|implique|informe|consulte)|(?:sans|aucune?|pas d[e']|peu d[e']|absence d[e']|manque d[e']|"
    r"faute d[e'])(?: \w+){0,2}? ?(?:liens?|contacts?|relations?|partenaria\w*|partenaires?|echanges?|"
    r"interlocuteurs?|cooperation|collaboration|coordination|concertation)\b|sans (?:avoir ete |"
    r"etre )(?:\w+ )?(?:associe|connu|reper|identifie|consulte|informe)|ne (?:dispos|"
    r"benefici)\w+ pas d'? ?(?:interlocuteur|contact|relais|partenai)|ne (?:cherche|souhaite|travaille|coopere|"
    r"collabore|participe)\w* pas|n'(?:a|avait|ont|avaient) (?:pas|jamais) (?:travaille|coopere|collabore|"
    r"souhaite (?:participer|s'associer)|pu compter)|inconnue?s? d|meconnue?s? d|n'(?:etait|est) pas en (?:lien|"
    r"relation|contact)|ignor(?:ait|aient|e|ent) (?:l'existence|tout)")
# Who did not know: the one before the verb, unless the verb is passive.
UNAWARE_BEFORE: Final = re.compile(
    r"ne connaissai(?:t|ent) pas|ne connai(?:t|ssent) pas|ignor(?:ait|aient|e|ent) ")
UNAWARE_AFTER: Final = re.compile(
    r"(?:connue?s?|reperee?s?|identifiee?s?) (?:par|d[eu]|comme)|inconnue?s? d|meconnue?s? d|"
    r"interlocuteurs? (?:\w+ )?(?:a|aupres|dans|de)")
# Under these headings texts speak of what others could do.
POSSIBLE: Final = re.compile(
    r"transfert|transposition|essaimage|reproductib|perspectives")
