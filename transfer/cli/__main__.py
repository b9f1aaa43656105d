"""`python -m transfer.cli COMMAND`."""

import sys

from transfer.cli import main

sys.exit(main())
