"""Run the command: ``python -m mlserve``."""

from .cli import main

main()
