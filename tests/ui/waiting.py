"""Waits for what a job does, for as long as it takes and no longer."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from refkit.ui.jobs import Job
from refkit.ui.workspace import Workspace

_AT_MOST = 120.0  # seconds, on a machine with too much to do


def until(workspace: Workspace, holds: Callable[[Job], bool]) -> Job:
    """The job, as soon as something holds of it."""
    told = Event()
    workspace.listeners.add(told.set)
    try:
        while not (workspace.job and holds(workspace.job)):
            assert told.wait(_AT_MOST), workspace.job and workspace.job.row()
            told.clear()
        return workspace.job
    finally:
        workspace.listeners.discard(told.set)


def ended(workspace: Workspace) -> Job:
    """The job, when it has come to its end."""
    return until(workspace, lambda job: not job.is_under_way)
