"""`mlserve bench`: put a project's server, or one that runs, under load, and show what that did."""

from mlserve.errors import MlserveError

from .plan import Plan

__all__ = ["Plan", "bench"]


def bench(plan: Plan) -> None:
    """Measure as *plan* says, and print a report; what needs the extra ``bench`` is imported here."""
    try:
        import httptools  # noqa: F401
        import psutil  # noqa: F401
    except ImportError as error:
        raise MlserveError(
            f"mlserve bench needs {error.name}, which is not installed. Where mlserve is: "
            "python -m pip install httptools psutil uvloop   (on Windows without uvloop)"
        ) from error
    from .course import follow

    follow(plan)
