"""``python -m livedemo_export``."""

import sys

from livedemo_export.cli import main

if __name__ == "__main__":
    sys.exit(main())
