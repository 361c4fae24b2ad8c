"""`python -m webapp.cli`: the same as `vivier`."""

from webapp.cli import main

main()
