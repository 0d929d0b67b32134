"""Journals by the macros that astronomers and mathematicians write for them.

NASA's Astrophysics Data System gives ``journal = {\\apj}``, which the AAS' document classes and
``aas_macros.sty`` print as an abbreviation; here stands the journal's own name. The second table
has the journals of the AMS by the names that its own styles and authors know them by.
"""

from __future__ import annotations

from collections.abc import Mapping

from refkit.latex.macros import Macro

_ASTRONOMY = """
aj         The Astronomical Journal
actaa      Acta Astronomica
araa       Annual Review of Astronomy and Astrophysics
apj        The Astrophysical Journal
apjl       The Astrophysical Journal Letters
apjlett    The Astrophysical Journal Letters
apjs       The Astrophysical Journal Supplement Series
apjsupp    The Astrophysical Journal Supplement Series
ao         Applied Optics
applopt    Applied Optics
apss       Astrophysics and Space Science
aap        Astronomy \\& Astrophysics
astap      Astronomy \\& Astrophysics
aapr       The Astronomy and Astrophysics Review
aaps       Astronomy \\& Astrophysics Supplement Series
aplett     Astrophysical Letters
apspr      Astrophysics and Space Physics Research
azh        Astronomicheskii Zhurnal
baas       Bulletin of the American Astronomical Society
bac        Bulletin of the Astronomical Institutes of Czechoslovakia
bain       Bulletin of the Astronomical Institutes of the Netherlands
caa        Chinese Astronomy and Astrophysics
cjaa       Chinese Journal of Astronomy and Astrophysics
fcp        Fundamentals of Cosmic Physics
gca        Geochimica et Cosmochimica Acta
grl        Geophysical Research Letters
iaucirc    International Astronomical Union Circulars
icarus     Icarus
jaavso     Journal of the American Association of Variable Star Observers
jcap       Journal of Cosmology and Astroparticle Physics
jcp        The Journal of Chemical Physics
jgr        Journal of Geophysical Research
jqsrt      Journal of Quantitative Spectroscopy and Radiative Transfer
jrasc      Journal of the Royal Astronomical Society of Canada
lrsp       Living Reviews in Solar Physics
memras     Memoirs of the Royal Astronomical Society
memsai     Memorie della Societ{\\`a} Astronomica Italiana
mnras      Monthly Notices of the Royal Astronomical Society
maps       Meteoritics \\& Planetary Science
na         New Astronomy
nar        New Astronomy Reviews
nat        Nature
nphysa     Nuclear Physics A
pasa       Publications of the Astronomical Society of Australia
pasj       Publications of the Astronomical Society of Japan
pasp       Publications of the Astronomical Society of the Pacific
physrep    Physics Reports
physscr    Physica Scripta
planss     Planetary and Space Science
pra        Physical Review A
prb        Physical Review B
prc        Physical Review C
prd        Physical Review D
pre        Physical Review E
prl        Physical Review Letters
procspie   Proceedings of SPIE
psj        The Planetary Science Journal
qjras      Quarterly Journal of the Royal Astronomical Society
raa        Research in Astronomy and Astrophysics
rmxaa      Revista Mexicana de Astronom{\\'i}a y Astrof{\\'i}sica
rnaas      Research Notes of the American Astronomical Society
skytel     Sky and Telescope
solphys    Solar Physics
sovast     Soviet Astronomy
ssr        Space Science Reviews
zap        Zeitschrift f{\\"u}r Astrophysik
"""

_MATHEMATICS = """
jams       Journal of the American Mathematical Society
JAMS       Journal of the American Mathematical Society
tams       Transactions of the American Mathematical Society
TAMS       Transactions of the American Mathematical Society
pams       Proceedings of the American Mathematical Society
PAMS       Proceedings of the American Mathematical Society
bams       Bulletin of the American Mathematical Society
BAMS       Bulletin of the American Mathematical Society
mams       Memoirs of the American Mathematical Society
MAMS       Memoirs of the American Mathematical Society
namsoc     Notices of the American Mathematical Society
NAMS       Notices of the American Mathematical Society
mcom       Mathematics of Computation
MCOM       Mathematics of Computation
ecgd       Conformal Geometry and Dynamics
ert        Representation Theory
spmj       St. Petersburg Mathematical Journal
tmms       Transactions of the Moscow Mathematical Society
tpms       Theory of Probability and Mathematical Statistics
cams       Communications of the American Mathematical Society
procams    Proceedings of the American Mathematical Society, Series B
transams   Transactions of the American Mathematical Society, Series B
"""

JOURNAL_FIELDS = frozenset({"journal", "journaltitle", "booktitle", "series", "shortjournal"})
"""Where such a macro stands; elsewhere a command of the name is another."""


def _read(table: str) -> Mapping[str, Macro]:
    rows = (line.split(None, 1) for line in table.strip().splitlines())
    return {name: Macro(0, None, title) for name, title in rows}


JOURNALS: Mapping[str, Macro] = {**_read(_ASTRONOMY), **_read(_MATHEMATICS)}
"""By the command's name."""
