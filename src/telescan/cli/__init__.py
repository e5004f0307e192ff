"""The ``telescan`` command, one file per group of commands.

Every command exits 0 on success, 1 where a check found a deviation, 2 on bad input with one clear
line on standard error; none prints a traceback for bad input. A command loads only its own program.
"""

import os

# Its matrices are small: BLAS threads cost more than they bring (docs/decisions/0011).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from telescan.cli.entry import main, telescan

__all__ = ["main", "telescan"]
