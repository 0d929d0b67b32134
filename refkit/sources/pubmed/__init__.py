"""PubMed by NCBI's E-utilities: works by where they stand, a hundred in a request."""
