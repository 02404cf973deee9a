"""`python generators/lastro/tasks/check FOLDER` checks files as they stand, and never builds."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[3])

    from lastro.tasks.check.command import main

    sys.exit(main(sys.argv[1:]))
