"""What a journal's page calls the links that it prints below each reference of its list."""

from __future__ import annotations

import re

from refkit.regex import lazy_regex

_NAME = (
    r"google scholar|pub ?med(?: central)?|cross[- ]?ref|web of science|scopus|medline|isi|cas|ads"
    r"|mathscinet|worldcat|view (?:pdf|article|record)(?: in \w+)?|view in \w+"
    r"|full[- ]text(?: pdf)?|abstract"
    r"|article|pdf|free full text|export citation|open in new tab|search (?:in )?google scholar"
    r"|find (?:it|full text)|download citation|chemical abstracts service"
)
LINE_OF_LINKS = lazy_regex(
    # Copied out of a page they may stand without a blank: "CASPubMedWeb of Science®Google Scholar".
    rf"[\[(|]?(?:{_NAME})(?:[\s|,;·\])(\[®]{{0,5}}(?:{_NAME})){{0,9}}[\s\])|®]?",
    re.IGNORECASE,
)
"""A line that holds nothing but names of links."""
LINK_TEXT = lazy_regex(
    # Words that are the name of a link only where they are known to be a link's whole text.
    rf"\W*(?:{_NAME}|(?:free )?(?:pmc|full[ -]text|pdf)(?: (?:free )?article)?|summary|link"
    r"|view(?: at publisher| abstract)?|scholar|adsabs|math|chemport|open ?url"
    r"|download(?: references)?|doi|get rights and content|altmetric|europe ?pmc|semantic scholar"
    r"|unpaywall)\W*",
    re.IGNORECASE,
)
"""The text of a link to a service, which is no part of the reference before it."""
