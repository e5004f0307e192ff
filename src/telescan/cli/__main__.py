"""``python -m telescan.cli``."""

from telescan.cli.entry import main

main()
