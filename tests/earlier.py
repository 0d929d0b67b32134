"""Lets a day go by: what is remembered and what a file says of its day become older."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import refkit
from refkit.http.cache import FILE_NAME, FileCache


def let_days_go_by(saved: Path, days: int = 1) -> None:
    """Make the answers in the memory of this test, and the day of a saved file, older."""
    memory = FileCache(Path(os.environ["REFKIT_CACHE"]) / FILE_NAME)
    answers = dict(memory.responses.items())
    for answer in answers.values():
        answer.created_at -= timedelta(days=days)
    memory.keep(answers)
    memory.close()
    there = refkit.load(saved)
    refkit.save(replace(there, made=replace(there.made, updated="")), saved)
