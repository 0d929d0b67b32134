"""Options that several commands share, said in one place."""

from __future__ import annotations

import click

output = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write .refkit.json (saved), .bib, .json (CSL), .ris, .csv; repeatable; - is stdout.",
)

tag_style = click.option(
    "--tag-style",
    type=click.Choice(["name", "id", "path"]),
    default="name",
    help="CAR-NK, car-nk or modality/car-nk.",
    show_default=True,
)

taxonomy = click.option(
    "--taxonomy",
    "taxonomies",
    multiple=True,
    metavar="T",
    help="A shipped taxonomy or a TOML file; may be repeated.",
)

evidence = click.option(
    "--evidence",
    type=click.Choice(["title", "all"]),
    default="title",
    show_default=True,
    help="What may earn a label: the title, or also abstract, MeSH and the like.",
)

citation_key = click.option(
    "--citation-key",
    metavar="FORMULA",
    help="How new keys are made: 'auth.lower + year' or '[auth:lower][year]'.",
)

quiet = click.option("-q", "--quiet", is_flag=True, help="No bar and no notes.")

offline = click.option(
    "--offline", is_flag=True, help="Answer from memory and what ships with refkit."
)

mailto = click.option(
    "--mailto", metavar="ADDRESS", help="Contact address: Crossref's faster pool."
)

source = click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME",
    help="Also ask openalex or europepmc for what is missing; may be repeated.",
)
