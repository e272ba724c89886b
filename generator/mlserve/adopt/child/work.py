"""From a request to an answer: open → match with the sample → choose a form that agrees → describe."""

from pathlib import Path
from typing import Any

from . import open_python, recorded
from .asking import expected_of, probes_of, rows_of
from .choosing import Trial, choose
from .findings import findings
from .opening import opened
from .telling import told


def work(request: dict[str, Any]) -> dict[str, Any]:
    """Read the model that *request* names; write its file where the request says, if it does.

    Raises:
        Refused: it cannot be served, or the sample does not fit.
        ImportError: a library is missing.
    """
    source = opened(request)
    recorded.take_columns(source, request["columns"])
    recorded.take_tensors(source, request["tensors"], request["model"])
    columns, rows, notes = rows_of(source, request)
    expected = expected_of(source, rows, request)
    if not source.task:
        source.task, source.classes = open_python.settle(expected, source.classes)
    trials = [Trial(rows, expected), *probes_of(source, columns, rows, request)]
    chosen = choose(source, columns, trials, request["model"], request["tolerance"])
    report = [*notes, *told(source, chosen, trials, request)]
    found = findings(source, chosen, columns, rows, request)
    if request["into"]:
        chosen.made.write(Path(request["into"]))
    found["facts"]["notes"] = [*source.notes, *report]
    needs = sorted({name.split(".")[0] for name in chosen.made.trusted_types} & {"lightgbm", "xgboost"})
    if needs:
        report.append(f"the server needs {', '.join(needs)} beside scikit-learn: add it to its dependencies")
    return {**found, "runtime": chosen.way.runtime, "needs": needs, "report": report}
