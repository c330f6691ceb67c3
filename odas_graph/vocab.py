# ruff: noqa: N815
# fmt: off
"""The terms of the ontology and of what it reuses, and the code lists: a closed namespace, where a typo is an error.

Generated from ontology/ by tools/generate_vocab.py; do not edit.
"""

from __future__ import annotations

from typing import Final

ID: Final = "https://w3id.org/odas-graph/id/"
CODE: Final = "https://w3id.org/odas-graph/code/"
GRAPH: Final = "https://w3id.org/odas-graph/graph/"

PREFIXES: Final[dict[str, str]] = {"odas": "https://w3id.org/odas-graph/def#", "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "igeo": "http://rdf.insee.fr/def/geo#", "oa": "http://www.w3.org/ns/oa#", "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#", "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/", "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#", "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#", "xsd": "http://www.w3.org/2001/XMLSchema#"}


class ODAS:
    AbsentTie: Final = "https://w3id.org/odas-graph/def#AbsentTie"
    Action: Final = "https://w3id.org/odas-graph/def#Action"
    Actor: Final = "https://w3id.org/odas-graph/def#Actor"
    Assessment: Final = "https://w3id.org/odas-graph/def#Assessment"
    CircleView: Final = "https://w3id.org/odas-graph/def#CircleView"
    Claim: Final = "https://w3id.org/odas-graph/def#Claim"
    Cluster: Final = "https://w3id.org/odas-graph/def#Cluster"
    Contradiction: Final = "https://w3id.org/odas-graph/def#Contradiction"
    Dataset: Final = "https://w3id.org/odas-graph/def#Dataset"
    Funding: Final = "https://w3id.org/odas-graph/def#Funding"
    Measurement: Final = "https://w3id.org/odas-graph/def#Measurement"
    Participation: Final = "https://w3id.org/odas-graph/def#Participation"
    Partnership: Final = "https://w3id.org/odas-graph/def#Partnership"
    QuartierPrioritaire: Final = "https://w3id.org/odas-graph/def#QuartierPrioritaire"
    Remark: Final = "https://w3id.org/odas-graph/def#Remark"
    Result: Final = "https://w3id.org/odas-graph/def#Result"
    Run: Final = "https://w3id.org/odas-graph/def#Run"
    Source: Final = "https://w3id.org/odas-graph/def#Source"
    Tension: Final = "https://w3id.org/odas-graph/def#Tension"
    Territory: Final = "https://w3id.org/odas-graph/def#Territory"
    about: Final = "https://w3id.org/odas-graph/def#about"
    actorClass: Final = "https://w3id.org/odas-graph/def#actorClass"
    actorType: Final = "https://w3id.org/odas-graph/def#actorType"
    addresses: Final = "https://w3id.org/odas-graph/def#addresses"
    aloneOn: Final = "https://w3id.org/odas-graph/def#aloneOn"
    amount: Final = "https://w3id.org/odas-graph/def#amount"
    approach: Final = "https://w3id.org/odas-graph/def#approach"
    archetype: Final = "https://w3id.org/odas-graph/def#archetype"
    assesses: Final = "https://w3id.org/odas-graph/def#assesses"
    basedIn: Final = "https://w3id.org/odas-graph/def#basedIn"
    basedOn: Final = "https://w3id.org/odas-graph/def#basedOn"
    beneficiary: Final = "https://w3id.org/odas-graph/def#beneficiary"
    bridgingScore: Final = "https://w3id.org/odas-graph/def#bridgingScore"
    circle: Final = "https://w3id.org/odas-graph/def#circle"
    claim: Final = "https://w3id.org/odas-graph/def#claim"
    concerns: Final = "https://w3id.org/odas-graph/def#concerns"
    continuation: Final = "https://w3id.org/odas-graph/def#continuation"
    continuationNote: Final = "https://w3id.org/odas-graph/def#continuationNote"
    contribution: Final = "https://w3id.org/odas-graph/def#contribution"
    contributionScore: Final = "https://w3id.org/odas-graph/def#contributionScore"
    coverage: Final = "https://w3id.org/odas-graph/def#coverage"
    criterion: Final = "https://w3id.org/odas-graph/def#criterion"
    dataInclusion: Final = "https://w3id.org/odas-graph/def#dataInclusion"
    detailedBy: Final = "https://w3id.org/odas-graph/def#detailedBy"
    details: Final = "https://w3id.org/odas-graph/def#details"
    directContact: Final = "https://w3id.org/odas-graph/def#directContact"
    errorBound: Final = "https://w3id.org/odas-graph/def#errorBound"
    evidence: Final = "https://w3id.org/odas-graph/def#evidence"
    fictional: Final = "https://w3id.org/odas-graph/def#fictional"
    finess: Final = "https://w3id.org/odas-graph/def#finess"
    formal: Final = "https://w3id.org/odas-graph/def#formal"
    formalisation: Final = "https://w3id.org/odas-graph/def#formalisation"
    funder: Final = "https://w3id.org/odas-graph/def#funder"
    generic: Final = "https://w3id.org/odas-graph/def#generic"
    heading: Final = "https://w3id.org/odas-graph/def#heading"
    impact: Final = "https://w3id.org/odas-graph/def#impact"
    inCircle: Final = "https://w3id.org/odas-graph/def#inCircle"
    inTerritory: Final = "https://w3id.org/odas-graph/def#inTerritory"
    institution: Final = "https://w3id.org/odas-graph/def#institution"
    involves: Final = "https://w3id.org/odas-graph/def#involves"
    irreplaceabilityScore: Final = "https://w3id.org/odas-graph/def#irreplaceabilityScore"
    knowledge: Final = "https://w3id.org/odas-graph/def#knowledge"
    leavesWith: Final = "https://w3id.org/odas-graph/def#leavesWith"
    leavesWithout: Final = "https://w3id.org/odas-graph/def#leavesWithout"
    lever: Final = "https://w3id.org/odas-graph/def#lever"
    listedOnly: Final = "https://w3id.org/odas-graph/def#listedOnly"
    listedShare: Final = "https://w3id.org/odas-graph/def#listedShare"
    mainArchetype: Final = "https://w3id.org/odas-graph/def#mainArchetype"
    measure: Final = "https://w3id.org/odas-graph/def#measure"
    measures: Final = "https://w3id.org/odas-graph/def#measures"
    member: Final = "https://w3id.org/odas-graph/def#member"
    moment: Final = "https://w3id.org/odas-graph/def#moment"
    narrative: Final = "https://w3id.org/odas-graph/def#narrative"
    network: Final = "https://w3id.org/odas-graph/def#network"
    note: Final = "https://w3id.org/odas-graph/def#note"
    obstacle: Final = "https://w3id.org/odas-graph/def#obstacle"
    ofAssessment: Final = "https://w3id.org/odas-graph/def#ofAssessment"
    onFront: Final = "https://w3id.org/odas-graph/def#onFront"
    operatesIn: Final = "https://w3id.org/odas-graph/def#operatesIn"
    origin: Final = "https://w3id.org/odas-graph/def#origin"
    overRepresents: Final = "https://w3id.org/odas-graph/def#overRepresents"
    page: Final = "https://w3id.org/odas-graph/def#page"
    partOf: Final = "https://w3id.org/odas-graph/def#partOf"
    participatesIn: Final = "https://w3id.org/odas-graph/def#participatesIn"
    partner: Final = "https://w3id.org/odas-graph/def#partner"
    partnerIn: Final = "https://w3id.org/odas-graph/def#partnerIn"
    party: Final = "https://w3id.org/odas-graph/def#party"
    peers: Final = "https://w3id.org/odas-graph/def#peers"
    phase: Final = "https://w3id.org/odas-graph/def#phase"
    place: Final = "https://w3id.org/odas-graph/def#place"
    population: Final = "https://w3id.org/odas-graph/def#population"
    proximityScore: Final = "https://w3id.org/odas-graph/def#proximityScore"
    qualifier: Final = "https://w3id.org/odas-graph/def#qualifier"
    rank: Final = "https://w3id.org/odas-graph/def#rank"
    rankHigh: Final = "https://w3id.org/odas-graph/def#rankHigh"
    rankLow: Final = "https://w3id.org/odas-graph/def#rankLow"
    reason: Final = "https://w3id.org/odas-graph/def#reason"
    recognitionAfter: Final = "https://w3id.org/odas-graph/def#recognitionAfter"
    recognitionAfterHigh: Final = "https://w3id.org/odas-graph/def#recognitionAfterHigh"
    recognitionAfterLow: Final = "https://w3id.org/odas-graph/def#recognitionAfterLow"
    recognitionBefore: Final = "https://w3id.org/odas-graph/def#recognitionBefore"
    recognitionBeforeHigh: Final = "https://w3id.org/odas-graph/def#recognitionBeforeHigh"
    recognitionBeforeLow: Final = "https://w3id.org/odas-graph/def#recognitionBeforeLow"
    reportedIn: Final = "https://w3id.org/odas-graph/def#reportedIn"
    rna: Final = "https://w3id.org/odas-graph/def#rna"
    row: Final = "https://w3id.org/odas-graph/def#row"
    scope: Final = "https://w3id.org/odas-graph/def#scope"
    section: Final = "https://w3id.org/odas-graph/def#section"
    seed: Final = "https://w3id.org/odas-graph/def#seed"
    servesPublic: Final = "https://w3id.org/odas-graph/def#servesPublic"
    siren: Final = "https://w3id.org/odas-graph/def#siren"
    siret: Final = "https://w3id.org/odas-graph/def#siret"
    sphere: Final = "https://w3id.org/odas-graph/def#sphere"
    stability: Final = "https://w3id.org/odas-graph/def#stability"
    stage: Final = "https://w3id.org/odas-graph/def#stage"
    subject: Final = "https://w3id.org/odas-graph/def#subject"
    text: Final = "https://w3id.org/odas-graph/def#text"
    toldApart: Final = "https://w3id.org/odas-graph/def#toldApart"
    trials: Final = "https://w3id.org/odas-graph/def#trials"
    unawareParty: Final = "https://w3id.org/odas-graph/def#unawareParty"
    unit: Final = "https://w3id.org/odas-graph/def#unit"
    unsureMember: Final = "https://w3id.org/odas-graph/def#unsureMember"
    value: Final = "https://w3id.org/odas-graph/def#value"
    within: Final = "https://w3id.org/odas-graph/def#within"
    withinAction: Final = "https://w3id.org/odas-graph/def#withinAction"
    year: Final = "https://w3id.org/odas-graph/def#year"

class CV:
    Participation: Final = "http://data.europa.eu/m8g/Participation"
    PublicOrganisation: Final = "http://data.europa.eu/m8g/PublicOrganisation"

class DCAT:
    Dataset: Final = "http://www.w3.org/ns/dcat#Dataset"
    Distribution: Final = "http://www.w3.org/ns/dcat#Distribution"
    distribution: Final = "http://www.w3.org/ns/dcat#distribution"
    downloadURL: Final = "http://www.w3.org/ns/dcat#downloadURL"
    endDate: Final = "http://www.w3.org/ns/dcat#endDate"
    mediaType: Final = "http://www.w3.org/ns/dcat#mediaType"
    startDate: Final = "http://www.w3.org/ns/dcat#startDate"

class DCT:
    BibliographicResource: Final = "http://purl.org/dc/terms/BibliographicResource"
    PeriodOfTime: Final = "http://purl.org/dc/terms/PeriodOfTime"
    abstract: Final = "http://purl.org/dc/terms/abstract"
    conformsTo: Final = "http://purl.org/dc/terms/conformsTo"
    created: Final = "http://purl.org/dc/terms/created"
    creator: Final = "http://purl.org/dc/terms/creator"
    description: Final = "http://purl.org/dc/terms/description"
    format: Final = "http://purl.org/dc/terms/format"
    identifier: Final = "http://purl.org/dc/terms/identifier"
    isPartOf: Final = "http://purl.org/dc/terms/isPartOf"
    issued: Final = "http://purl.org/dc/terms/issued"
    language: Final = "http://purl.org/dc/terms/language"
    license: Final = "http://purl.org/dc/terms/license"
    modified: Final = "http://purl.org/dc/terms/modified"
    provenance: Final = "http://purl.org/dc/terms/provenance"
    publisher: Final = "http://purl.org/dc/terms/publisher"
    source: Final = "http://purl.org/dc/terms/source"
    spatial: Final = "http://purl.org/dc/terms/spatial"
    subject: Final = "http://purl.org/dc/terms/subject"
    temporal: Final = "http://purl.org/dc/terms/temporal"
    title: Final = "http://purl.org/dc/terms/title"
    type: Final = "http://purl.org/dc/terms/type"

class FOAF:
    Agent: Final = "http://xmlns.com/foaf/0.1/Agent"
    Document: Final = "http://xmlns.com/foaf/0.1/Document"
    Group: Final = "http://xmlns.com/foaf/0.1/Group"
    Person: Final = "http://xmlns.com/foaf/0.1/Person"
    homepage: Final = "http://xmlns.com/foaf/0.1/homepage"
    name: Final = "http://xmlns.com/foaf/0.1/name"
    page: Final = "http://xmlns.com/foaf/0.1/page"

class IGEO:
    Commune: Final = "http://rdf.insee.fr/def/geo#Commune"
    Departement: Final = "http://rdf.insee.fr/def/geo#Departement"
    Intercommunalite: Final = "http://rdf.insee.fr/def/geo#Intercommunalite"
    Pays: Final = "http://rdf.insee.fr/def/geo#Pays"
    Region: Final = "http://rdf.insee.fr/def/geo#Region"
    codeINSEE: Final = "http://rdf.insee.fr/def/geo#codeINSEE"
    nom: Final = "http://rdf.insee.fr/def/geo#nom"
    subdivisionDe: Final = "http://rdf.insee.fr/def/geo#subdivisionDe"

class OA:
    SpecificResource: Final = "http://www.w3.org/ns/oa#SpecificResource"
    hasSource: Final = "http://www.w3.org/ns/oa#hasSource"

class ORG:
    FormalOrganization: Final = "http://www.w3.org/ns/org#FormalOrganization"
    Organization: Final = "http://www.w3.org/ns/org#Organization"
    OrganizationalUnit: Final = "http://www.w3.org/ns/org#OrganizationalUnit"
    classification: Final = "http://www.w3.org/ns/org#classification"
    identifier: Final = "http://www.w3.org/ns/org#identifier"
    subOrganizationOf: Final = "http://www.w3.org/ns/org#subOrganizationOf"
    unitOf: Final = "http://www.w3.org/ns/org#unitOf"

class OWL:
    Class: Final = "http://www.w3.org/2002/07/owl#Class"
    Ontology: Final = "http://www.w3.org/2002/07/owl#Ontology"
    sameAs: Final = "http://www.w3.org/2002/07/owl#sameAs"
    versionIRI: Final = "http://www.w3.org/2002/07/owl#versionIRI"
    versionInfo: Final = "http://www.w3.org/2002/07/owl#versionInfo"

class PROV:
    Activity: Final = "http://www.w3.org/ns/prov#Activity"
    Agent: Final = "http://www.w3.org/ns/prov#Agent"
    Association: Final = "http://www.w3.org/ns/prov#Association"
    Entity: Final = "http://www.w3.org/ns/prov#Entity"
    SoftwareAgent: Final = "http://www.w3.org/ns/prov#SoftwareAgent"
    agent: Final = "http://www.w3.org/ns/prov#agent"
    endedAtTime: Final = "http://www.w3.org/ns/prov#endedAtTime"
    generatedAtTime: Final = "http://www.w3.org/ns/prov#generatedAtTime"
    hadRole: Final = "http://www.w3.org/ns/prov#hadRole"
    qualifiedAssociation: Final = "http://www.w3.org/ns/prov#qualifiedAssociation"
    startedAtTime: Final = "http://www.w3.org/ns/prov#startedAtTime"
    used: Final = "http://www.w3.org/ns/prov#used"
    wasAssociatedWith: Final = "http://www.w3.org/ns/prov#wasAssociatedWith"
    wasAttributedTo: Final = "http://www.w3.org/ns/prov#wasAttributedTo"
    wasDerivedFrom: Final = "http://www.w3.org/ns/prov#wasDerivedFrom"
    wasGeneratedBy: Final = "http://www.w3.org/ns/prov#wasGeneratedBy"

class RDF:
    Property: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property"
    langString: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    type: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    value: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"

class RDFS:
    Class: Final = "http://www.w3.org/2000/01/rdf-schema#Class"
    comment: Final = "http://www.w3.org/2000/01/rdf-schema#comment"
    isDefinedBy: Final = "http://www.w3.org/2000/01/rdf-schema#isDefinedBy"
    label: Final = "http://www.w3.org/2000/01/rdf-schema#label"
    seeAlso: Final = "http://www.w3.org/2000/01/rdf-schema#seeAlso"
    subClassOf: Final = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
    subPropertyOf: Final = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"

class SKOS:
    Concept: Final = "http://www.w3.org/2004/02/skos/core#Concept"
    ConceptScheme: Final = "http://www.w3.org/2004/02/skos/core#ConceptScheme"
    altLabel: Final = "http://www.w3.org/2004/02/skos/core#altLabel"
    broader: Final = "http://www.w3.org/2004/02/skos/core#broader"
    closeMatch: Final = "http://www.w3.org/2004/02/skos/core#closeMatch"
    definition: Final = "http://www.w3.org/2004/02/skos/core#definition"
    hasTopConcept: Final = "http://www.w3.org/2004/02/skos/core#hasTopConcept"
    inScheme: Final = "http://www.w3.org/2004/02/skos/core#inScheme"
    narrower: Final = "http://www.w3.org/2004/02/skos/core#narrower"
    notation: Final = "http://www.w3.org/2004/02/skos/core#notation"
    note: Final = "http://www.w3.org/2004/02/skos/core#note"
    prefLabel: Final = "http://www.w3.org/2004/02/skos/core#prefLabel"
    topConceptOf: Final = "http://www.w3.org/2004/02/skos/core#topConceptOf"

class VOID:
    Dataset: Final = "http://rdfs.org/ns/void#Dataset"
    dataDump: Final = "http://rdfs.org/ns/void#dataDump"
    distinctSubjects: Final = "http://rdfs.org/ns/void#distinctSubjects"
    entities: Final = "http://rdfs.org/ns/void#entities"
    inDataset: Final = "http://rdfs.org/ns/void#inDataset"
    sparqlEndpoint: Final = "http://rdfs.org/ns/void#sparqlEndpoint"
    subset: Final = "http://rdfs.org/ns/void#subset"
    triples: Final = "http://rdfs.org/ns/void#triples"
    vocabulary: Final = "http://rdfs.org/ns/void#vocabulary"

class XSD:
    anyURI: Final = "http://www.w3.org/2001/XMLSchema#anyURI"
    boolean: Final = "http://www.w3.org/2001/XMLSchema#boolean"
    date: Final = "http://www.w3.org/2001/XMLSchema#date"
    dateTime: Final = "http://www.w3.org/2001/XMLSchema#dateTime"
    decimal: Final = "http://www.w3.org/2001/XMLSchema#decimal"
    double: Final = "http://www.w3.org/2001/XMLSchema#double"
    gYear: Final = "http://www.w3.org/2001/XMLSchema#gYear"
    gYearMonth: Final = "http://www.w3.org/2001/XMLSchema#gYearMonth"
    integer: Final = "http://www.w3.org/2001/XMLSchema#integer"
    string: Final = "http://www.w3.org/2001/XMLSchema#string"


CODES: Final[dict[str, tuple[str, ...]]] = {
    "approche": ("aller-vers", "faire-avec", "du-bas-vers-le-haut", "transversalite", "prevention",
        "lecture-souple-des-regles", "volontariat", "entraide", "economie-circulaire", "numerique",
        "observation-partagee"),
    "archetype": ("invisible-atteste", "invisible-probable", "revele-par-l-action", "passeur-discret",
        "seul-sur-un-besoin", "hors-champ", "pilier-reconnu", "donnees-insuffisantes"),
    "caracteristique": ("nouveaux-publics", "cooperations-inedites", "aller-vers", "benevoles", "normes-assouplies",
        "generalisable", "personnes-concernees-impliquees", "dynamique-de-territoire", "decloisonnement",
        "impact-ecologique", "perennisation"),
    "cercle": ("commune-ccas", "intercommunalite", "departement", "protection-sociale", "etat-ars", "region"),
    "continuite": ("perennisee", "perennisee-a-l-identique", "perennisee-avec-amenagements",
        "prolongee-tant-que-necessaire", "partiellement-maintenue", "non-perennisee", "developpements-envisages",
        "reprise-ailleurs"),
    "contribution": ("financement", "personnel", "benevolat", "locaux", "materiel", "denrees", "expertise", "formation",
        "information", "reperage", "orientation", "coordination", "distribution", "hebergement", "soins", "ecoute",
        "logistique", "reseau"),
    "formalisation": ("convention", "convention-de-prestation", "appel-a-projets", "agrement", "adhesion",
        "requisition", "accord-oral", "aucune"),
    "mesure": ("contribution", "proximite", "passage", "irremplacabilite", "reconnaissance-avant",
        "reconnaissance-apres", "degre", "proximite-harmonique", "intermediarite", "vecteur-propre", "pagerank",
        "coreness", "contrainte", "taille-efficace", "degre-entrant", "degre-sortant", "proximite-moyenne",
        "proximite-harmonique-relative", "intermediarite-relative", "pagerank-de-la-composante", "degre-deux-modes",
        "proximite-deux-modes", "intermediarite-deux-modes", "passages-coordination", "passages-itinerance",
        "passages-accueil", "passages-representation", "passages-liaison", "passages", "articulation"),
    "moment": ("avant", "pendant", "apres"),
    "origine": ("preexistant", "renforce", "ne-de-l-action", "envisage"),
    "phase": ("premier-confinement", "apres-premier-confinement", "deuxieme-confinement", "autre"),
    "problematique": ("acces-aux-droits", "acces-aux-soins", "continuite-scolaire", "lien-social", "rupture-de-liens",
        "besoins-premiere-necessite", "precarite-alimentaire", "fracture-numerique", "soutien-acteurs",
        "soutien-parentalite", "mixite-sociale", "liens-intergenerationnels", "reperage-nouveaux-publics",
        "desoeuvrement-jeunes", "organisation-action-sociale", "autre"),
    "public": ("habitants", "jeunes", "jeunes-femmes", "jeunes-majeurs", "eleves", "mineurs-non-accompagnes", "enfants",
        "enfants-proteges", "adolescents", "parents", "familles", "familles-monoparentales", "personnes-agees",
        "personnes-handicapees", "personnes-isolees", "locataires", "sans-domicile", "precaires",
        "travailleurs-pauvres", "minima-sociaux", "demandeurs-emploi", "souffrance-psychique", "chefs-entreprise",
        "assistants-familiaux", "malades", "professionnels", "adherents", "usagers-action-sociale"),
    "role": ("porteur", "copilote", "operateur", "partenaire", "relais", "mediateur", "passeur", "financeur",
        "facilitateur", "prescripteur", "fournisseur", "expert", "formateur", "evaluateur", "benevole", "contributeur"),
    "rubrique": ("contexte", "objectifs", "deroulement", "obstacles", "leviers", "pratiques", "outils",
        "moyens-humains", "moyens-techniques", "moyens-financiers", "intervenants", "benevoles", "formation",
        "beneficiaires", "partenaires", "pilotage", "coordination", "evaluation", "communication", "cadre-juridique",
        "impacts", "transfert", "suite", "ecologie"),
    "sphere": ("etat", "collectivite", "protection-sociale", "sante", "logement", "education", "economie",
        "association", "habitants"),
    "stade": ("recueillie", "preselectionnee", "selectionnee", "expertisee", "abandonnee"),
    "statut-de-connaissance": ("connu", "lien-date-inconnue", "absence-attestee", "sans-lien", "lien-nouveau",
        "inconnu"),
    "type-acteur": ("etat", "administration-centrale", "service-deconcentre", "ars", "juridiction", "region",
        "departement", "commune", "epci", "metropole", "ccas", "cias", "clic", "service", "elu", "caf", "msa", "cpam",
        "carsat", "etablissement-sante", "bailleur-social", "lieu-hebergement", "etablissement-scolaire", "universite",
        "organisme-formation", "enseignant", "entreprise", "organisme-consulaire", "banque-publique", "syndicat",
        "media", "association", "association-habitants", "association-caritative", "centre-social", "fondation",
        "federation", "collectif", "etablissement-social", "professionnel", "benevoles", "habitants", "jeunes",
        "etudiants", "parents", "locataires"),
}

# Scheme → slug → slug of the broader code in the same scheme.
BROADER: Final[dict[str, dict[str, str]]] = {
    "continuite": {"perennisee-a-l-identique": "perennisee", "perennisee-avec-amenagements": "perennisee"},
    "problematique": {"rupture-de-liens": "lien-social", "precarite-alimentaire": "besoins-premiere-necessite"},
    "type-acteur": {"metropole": "epci", "association-habitants": "association",
        "association-caritative": "association", "centre-social": "association", "fondation": "association"},
}

# Type of actor → its sphere, its circle of institutions where it has one, its RDF class.
SPHERE: Final[dict[str, str]] = {"etat": "etat", "administration-centrale": "etat", "service-deconcentre": "etat",
    "ars": "etat", "juridiction": "etat", "region": "collectivite", "departement": "collectivite",
    "commune": "collectivite", "epci": "collectivite", "metropole": "collectivite", "ccas": "collectivite",
    "cias": "collectivite", "clic": "collectivite", "service": "collectivite", "elu": "collectivite",
    "caf": "protection-sociale", "msa": "protection-sociale", "cpam": "protection-sociale",
    "carsat": "protection-sociale", "etablissement-sante": "sante", "bailleur-social": "logement",
    "lieu-hebergement": "logement", "etablissement-scolaire": "education", "universite": "education",
    "organisme-formation": "education", "enseignant": "education", "entreprise": "economie",
    "organisme-consulaire": "economie", "banque-publique": "economie", "syndicat": "economie", "media": "economie",
    "association": "association", "association-habitants": "association", "association-caritative": "association",
    "centre-social": "association", "fondation": "association", "federation": "association", "collectif": "association",
    "etablissement-social": "association", "professionnel": "habitants", "benevoles": "habitants",
    "habitants": "habitants", "jeunes": "habitants", "etudiants": "habitants", "parents": "habitants",
    "locataires": "habitants"}
CIRCLE: Final[dict[str, str]] = {"etat": "etat-ars", "administration-centrale": "etat-ars",
    "service-deconcentre": "etat-ars", "ars": "etat-ars", "region": "region", "departement": "departement",
    "commune": "commune-ccas", "epci": "intercommunalite", "metropole": "intercommunalite", "ccas": "commune-ccas",
    "cias": "intercommunalite", "caf": "protection-sociale", "msa": "protection-sociale", "cpam": "protection-sociale",
    "carsat": "protection-sociale"}
ACTOR_CLASS: Final[dict[str, str]] = {"etat": CV.PublicOrganisation, "administration-centrale": CV.PublicOrganisation,
    "service-deconcentre": CV.PublicOrganisation, "ars": CV.PublicOrganisation, "juridiction": CV.PublicOrganisation,
    "region": CV.PublicOrganisation, "departement": CV.PublicOrganisation, "commune": CV.PublicOrganisation,
    "epci": CV.PublicOrganisation, "metropole": CV.PublicOrganisation, "ccas": CV.PublicOrganisation,
    "cias": CV.PublicOrganisation, "clic": ORG.OrganizationalUnit, "service": ORG.OrganizationalUnit,
    "elu": FOAF.Person, "caf": ORG.FormalOrganization, "msa": ORG.FormalOrganization, "cpam": ORG.FormalOrganization,
    "carsat": ORG.FormalOrganization, "etablissement-sante": ORG.FormalOrganization,
    "bailleur-social": ORG.FormalOrganization, "lieu-hebergement": ORG.FormalOrganization,
    "etablissement-scolaire": ORG.FormalOrganization, "universite": CV.PublicOrganisation,
    "organisme-formation": ORG.FormalOrganization, "enseignant": FOAF.Person, "entreprise": ORG.FormalOrganization,
    "organisme-consulaire": CV.PublicOrganisation, "banque-publique": CV.PublicOrganisation,
    "syndicat": ORG.FormalOrganization, "media": ORG.FormalOrganization, "association": ORG.FormalOrganization,
    "association-habitants": ORG.FormalOrganization, "association-caritative": ORG.FormalOrganization,
    "centre-social": ORG.FormalOrganization, "fondation": ORG.FormalOrganization, "federation": ORG.FormalOrganization,
    "collectif": FOAF.Group, "etablissement-social": ORG.FormalOrganization, "professionnel": FOAF.Group,
    "benevoles": FOAF.Group, "habitants": FOAF.Group, "jeunes": FOAF.Group, "etudiants": FOAF.Group,
    "parents": FOAF.Group, "locataires": FOAF.Group}

# Types of actor whose job includes social cohesion: they recognise, they are not candidates.
INSTITUTIONS: Final[frozenset[str]] = frozenset({"etat", "administration-centrale", "service-deconcentre", "ars",
    "juridiction", "region", "departement", "commune", "epci", "metropole", "ccas", "cias", "clic", "caf", "msa",
    "cpam", "carsat", "universite", "banque-publique"})

# Footings that leave a written trace.
FORMAL: Final[frozenset[str]] = frozenset({"convention", "convention-de-prestation", "appel-a-projets", "agrement",
    "adhesion", "requisition"})

# Measure, as analysis names its column → its code.
MEASURE: Final[dict[str, str]] = {"degree": "degre", "harmonic": "proximite-harmonique",
    "betweenness": "intermediarite", "eigenvector": "vecteur-propre", "pagerank": "pagerank", "coreness": "coreness",
    "constraint": "contrainte", "effective_size": "taille-efficace", "in_degree": "degre-entrant",
    "out_degree": "degre-sortant", "closeness": "proximite-moyenne",
    "harmonic_normalized": "proximite-harmonique-relative", "betweenness_normalized": "intermediarite-relative",
    "pagerank_component": "pagerank-de-la-composante", "two_mode_degree": "degre-deux-modes",
    "two_mode_closeness": "proximite-deux-modes", "two_mode_betweenness": "intermediarite-deux-modes",
    "brokerage_coordinator": "passages-coordination", "brokerage_itinerant": "passages-itinerance",
    "brokerage_gatekeeper": "passages-accueil", "brokerage_representative": "passages-representation",
    "brokerage_liaison": "passages-liaison", "brokerage_total": "passages", "separates": "articulation"}


def code(scheme: str, slug: str) -> str:
    """The IRI of a code; raises KeyError, saying which of the two is unknown."""
    if scheme not in CODES:
        raise KeyError(f"no code list {scheme!r}; there are {', '.join(sorted(CODES))}")
    if slug not in CODES[scheme]:
        raise KeyError(f"{slug!r} is not in the code list {scheme!r}")
    return f"{CODE}{scheme}/{slug}"
