"""PubMed's files, read only: the tagged form of MEDLINE (``.nbib``), and XML."""
