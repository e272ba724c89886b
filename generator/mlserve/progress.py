"""Tell what is being done and how long it took, on stderr, unless asked to be quiet."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """The list of steps, as it grows."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show *title*, and the time it took once it is done."""
        started = time.perf_counter()
        self._show(f"  {title} ...", end="")
        try:
            yield
        except BaseException:
            self._show(" not done")
            raise
        self._show(f" {time.perf_counter() - started:.1f} s")

    def tell(self, text: str) -> None:
        """Show a line."""
        self._show(text)

    def _show(self, text: str, end: str = "\n") -> None:
        if not self.quiet:
            print(text, end=end, file=sys.stderr, flush=True)
