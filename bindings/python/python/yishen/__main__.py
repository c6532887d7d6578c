"""The command ``yishen``: the same as the Rust one, in this process."""

import signal
import sys

from ._yishen import run_command


def main() -> None:
    """Runs the command with the process's arguments and exits with its status."""
    # While the command runs no Python does, which would have to notice an interruption.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(run_command(["yishen", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
