"""Ordinary words: what stands in any title, whatever it is about.

Written for this purpose, and short: a word that is missing here is missed, one that is too much
calls a name ordinary that is none. Plurals in -s are known by their singular.
"""

from __future__ import annotations

SMALL = frozenset(
    "a an and are as at be between but by can do does during for from has have how in into is"
    " it its not of on or our that the their there these this those through to toward towards"
    " under up upon use used uses using versus via vs was what when where which who why will"
    " with within without we".split()
)
"""Words that say nothing of what a paper is about; no term begins or ends with one."""

FUNCTION = SMALL | frozenset(
    "about above after again against all along already also although always am among any anyone"
    " anything around away back because been before behind being below beneath beside besides"
    " best better beyond both cannot could despite did done down each either else enough even ever"
    " every everyone everything except few fewer former further had he her here herself him himself"
    " his however if i instead itself just last latter least less like many may maybe me might mine"
    " more most much must my near neither never new next no nobody none nor nothing now off often"
    " old once one only other others otherwise ours out over own per perhaps quite rather same she"
    " should since so some someone something soon still such than them themselves then therefore"
    " they though throughout thus together too two three unless until us very were whatever whether"
    " while whom whose would yes yet you your yours".split()
)
"""Words that only hold others together, in any kind of sentence."""

_OF_PAPERS = frozenset(
    "absence access account action activity addition adult advance advantage age agent aim air"
    " analyses analysis animal answer approach area arm art article aspect assessment attempt"
    " balance barrier base basis bed beginning benefit bird birth blood board bodies body bone"
    " book brain branch bridge build burden call cancer cardiac care case cause cell center"
    " centre chain challenge chance change child children choice city class clinic clinical"
    " clock cohort collection color colour common community comparison complex concept condition"
    " contact content context contrast control core cost count country course cover criteria"
    " critical culture current cut cycle daily damage data date day dead death decade decision"
    " deep defect degree delivery demand design detail development device diet difference direct"
    " direction discovery disease disorder distance doctor dose drug dual duration early earth"
    " effect effective efficacy effort element end energy engine environment error event"
    " evidence example exchange exercise experience experiment expert exposure expression eye"
    " face fact factor failure family fast fat female field figure final find finding fire first"
    " fish five flow fluid focus follow food force form found four frame free frequency friend"
    " full function future gain game gap gene general genetic goal good great green group growth"
    " guide guideline hair half hand harm head health heart heat help high history hold home"
    " hope hospital hour house human idea image impact improvement incidence increase index"
    " individual infant infection influence information injury insight interest intervention"
    " issue job joint key kidney kind knowledge laboratory lack land language large late law"
    " leader learning lesson level life light limb limit line link list little liver living load"
    " local long look loss low lung major male man management map mark market mass matter mean"
    " meaning measure measurement mechanism medical medicine member memory men mental message"
    " method mice milk mind minor mode model moment money month morning mortality mother motion"
    " mouse mouth movement muscle name nation nature need nerve network night noise normal nose"
    " note number nurse object observation occasion office oil onset open opinion option order"
    " organ origin outbreak outcome overview pain paper parent part partner path pathway patient"
    " pattern peace people percent performance period person perspective phase physician picture"
    " pilot place plan plant plasma platform play point policy pool poor population position"
    " potential power practice present pressure prevalence prevention price principle problem"
    " procedure process product profile program programme progress project proof protein"
    " protocol public quality quantity quest question quick race rain random range rapid rat"
    " rate ratio reaction real reason recent record recovery red reduction reference region"
    " relation release relief report research resource response rest result return review rise"
    " risk river road role room root rule safe safety salt sample scale school science score sea"
    " search season second section sense series serum service set setting sex shape share short"
    " side sign signal simple single site size skin sleep slow small society soil solid solution"
    " source space special species speed spirit spring stage standard star start state statement"
    " step stone stop story strain strategy street strength stress strong structure student"
    " studies study subject success sugar summary summer sun support surface surgery survey"
    " survival symptom system table target task teacher team technique test text theory"
    " therapies therapy thing thought time tissue title tool top topic total touch town trade"
    " training treatment tree trend trial true trust truth type unit update upper use user value"
    " variation view virus vision visit voice volume walk wall war waste water wave way week"
    " weight white wide wild wind window winter woman women wood word work worker world wound"
    " year young youth".split()
)


def is_ordinary(word: str) -> bool:
    """Whether a word, in any case, is one that any title may have.

    >>> is_ordinary("Life"), is_ordinary("cells"), is_ordinary("Hivex")
    (True, True, False)
    """
    lower = word.casefold()
    return any(each in FUNCTION or each in _OF_PAPERS for each in (lower, lower.removesuffix("s")))
