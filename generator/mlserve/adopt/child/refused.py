"""Why a model is not taken, as the parent process will say it."""


class Refused(Exception):
    """A model, its sample or this environment will not do.

    *kind* is library, sample, unsupported, damaged or trust: the parent has an error class for each.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def short(error: BaseException, most: int = 300) -> str:
    """Return the message of a library's *error* in one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= most else text[:most].rstrip() + " …"
