"""Small records in Crossref's shape, and files of them."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CAR_T = "CD19 CAR-T cells in lupus"


def make_record(title: str = CAR_T, number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "indexed": {"timestamp": 1},
        "DOI": f"10.1000/{number}",
        "type": "journal-article",
        "title": [title],
        "container-title": ["Journal of Bees"],
        "published-print": {"date-parts": [[2024, 3]]},
        "reference": [{"key": "a", "article-title": "},{"}, {"key": "b"}],
        **fields,
    }


def as_line(record: object) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def as_lines(records: Iterable[object]) -> bytes:
    return b"".join(as_line(record) + b"\n" for record in records)


def as_items(records: Iterable[object]) -> bytes:
    return b'{"items":[' + b",".join(map(as_line, records)) + b"]}"


def as_tar(files: dict[str, bytes], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def rejected(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.rejected.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
