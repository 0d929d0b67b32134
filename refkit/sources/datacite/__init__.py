"""DataCite: where arXiv, Zenodo, figshare and most data repositories register."""
