"""Titles of journals, abbreviated as lists do it."""

from __future__ import annotations

import pytest
from builders import make_work

from refkit.matching.journal import is_named_in, is_same
from refkit.model.work import Container, Work

SAME = [
    ("P Natl Acad Sci USA", "Proceedings of the National Academy of Sciences"),
    ("Proc. Natl. Acad. Sci. U. S. A.", "Proceedings of the National Academy of Sciences"),
    ("PNAS", "Proceedings of the National Academy of Sciences"),
    ("Lancet (London, England)", "The Lancet"),
    ("Nature (London)", "Nature"),
    ("N Engl J Med", "New England Journal of Medicine"),
    ("Br Med J (Clin Res Ed)", "BMJ"),
    ("Spine (Phila Pa 1976)", "Spine"),
    ("Acta Chem. (Suppl.) (London)", "Acta Chemica Supplement"),
    ("Proc R Soc Lond B", "Proceedings of the Royal Society B: Biological Sciences"),
    ("Dtsch Med Wochenschr", "DMW - Deutsche Medizinische Wochenschrift"),
    ("Biochim Biophys Acta", "Biochimica et Biophysica Acta (BBA) - Molecular Cell Research"),
    ("CA Cancer J Clin", "CA: A Cancer Journal for Clinicians"),
    ("Angew. Chem. Int. Ed.", "Angewandte Chemie International Edition"),
    ("Jpn. J. Appl. Phys.", "Japanese Journal of Applied Physics"),
    ("Nuovo Cim.", "Il Nuovo Cimento"),
    ("Acta Crystallogr. D", "Acta Crystallographica Section D Biological Crystallography"),
    ("Proceedings of the 2015 Conference on Bees", "Proceedings of the 2015 Conference on Bees"),
    ("Ann. N.Y. Acad. Sci.", "Annals of the New York Academy of Sciences"),
]
OTHER = [
    ("J Biol Chem", "Journal of Biological Inorganic Chemistry"),
    ("Am J Med", "American Journal of Sports Medicine"),
    ("J Exp Med", "Journal of Experimental and Clinical Medicine"),
    ("J Immunol", "American Journal of Immunology"),
    ("Nature", "Nature Medicine"),
    ("Lancet", "The Lancet Rheumatology"),
    ("J Physiol (Lond)", "Journal of Physiology-Paris"),
    ("J Phys", "Journal of Physics: Condensed Matter"),
    ("Circulation", "Circulation: Heart Failure"),
]


def journal(name: str) -> Work:
    return make_work(container=Container(name))


@pytest.mark.parametrize(("printed", "name"), SAME)
def test_an_abbreviation_is_its_journal(printed: str, name: str) -> None:
    assert is_same(printed, journal(name))
    assert is_named_in(f"Berg A. {printed} 2004;10:123.", journal(name))


@pytest.mark.parametrize(("printed", "name"), OTHER)
def test_no_word_that_counts_is_left_out(printed: str, name: str) -> None:
    assert not is_same(printed, journal(name))
    assert not is_named_in(f"Berg A. {printed} 2004;10:123.", journal(name))
    assert not is_named_in(f"A. Berg, {printed} 10, 123 (2004)", journal(name))


def test_a_year_within_a_meetings_name_is_no_word_of_it() -> None:
    name = "Proceedings of the 2014 workshop on Garden Paradigms"
    work = make_work(container=Container(title=name))

    assert is_named_in(f"Berg A. 2014. On owls. {name}, 12.", work)
    bare = "Berg A. 2014. On owls. Proceedings of the workshop on Garden Paradigms, 12."
    assert is_named_in(bare, work)
