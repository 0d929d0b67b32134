"""doi.org: which agency registered a DOI."""
