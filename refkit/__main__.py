"""Run the command line: ``refkit``, or ``python -m refkit``."""

import os


def main() -> None:
    """Run the command line; Ctrl-C ends it in one line from here on, its imports included."""
    try:
        from refkit.interrupts import begin

        begin()
        from refkit.cli import main as command_line

        command_line()
    except KeyboardInterrupt:  # before or between what ``interrupts`` answers for
        os.write(2, b"\nrefkit: stopped\n")
        os._exit(130)


# Worker processes that are spawned import this module again.
if __name__ == "__main__":
    main()
