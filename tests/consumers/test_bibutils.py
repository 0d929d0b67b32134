"""bibutils, which carries RIS on to MODS, EndNote and Word."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import bibliography_of, make_entry, make_work
from consumers.programs import needs, run

from refkit.formats.export import Options
from refkit.formats.ris.writer import RIS
from refkit.model.work import Container, WorkType


@pytest.mark.parametrize(
    "type_", [WorkType.ARTICLE_JOURNAL, WorkType.ARTICLE_MAGAZINE, WorkType.ARTICLE_NEWSPAPER]
)
def test_the_journal_is_read_once(type_: WorkType, tmp_path: Path) -> None:
    needs("ris2xml")
    work = make_work(type=type_, container=Container("Journal of Bees"))
    (tmp_path / "refs.ris").write_text(RIS.render(bibliography_of(make_entry(work)), Options()))

    assert run(["ris2xml", "refs.ris"], tmp_path).count("<title>Journal of Bees</title>") == 1
