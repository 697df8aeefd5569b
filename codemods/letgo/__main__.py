"""`python -m letgo`."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # `-m` looks for libraries in the current directory first: what stands there is to be read, and never to be run.
    if not sys.flags.safe_path and Path(sys.path[0]).resolve() != Path(__file__).resolve().parent.parent:
        del sys.path[0]
    from letgo.cli import main

    sys.exit(main())
