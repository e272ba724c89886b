"""What a measurement suggests: each line rests on something that was seen, and names the setting."""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence

from .measuring import Measured
from .result import PERCENTILES

_FULL = 0.9
_TICK = 0.002  # seconds: to be so late is usual
_ON = {"1", "on", "true", "yes"}
_QUEUE, _DEADLINE, _LIMIT = "503", "504", "429"
_CLIENTS_FOR_BATCHES = 8

Settings = Mapping[str, str]
"""The settings that the servers were started with, by name; empty where they are not known."""


def advice(runs: Sequence[Measured], settings: Settings, cpus: int) -> list[str]:
    """Return what *runs* suggest; nothing where nothing stands out."""
    if not runs:
        return []
    return [line for look in _LOOKS for line in look(runs, settings, cpus)]


def _client(runs: Sequence[Measured], _: Settings, cpus: int) -> Iterator[str]:
    full = [run.name for run in runs if run.client_was_full]
    if full:
        yield (
            f"The load generator itself was the limit (one CPU, {_and(full)}): the server can do more than these "
            "figures say. Ask from more processes at once, or with wrk2."
        )
    shared = [run for run in runs if run.servers_cpus and run.servers_cpus + run.result.client_cpu > _FULL * cpus]
    if shared and not full:
        yield (
            f"Server and load generator used all {cpus} CPUs together: on a machine of its own the server is quicker "
            "(--url, from another one)."
        )


def _late(runs: Sequence[Measured], _: Settings, __: int) -> Iterator[str]:
    p99 = PERCENTILES[1]
    late = [
        (run.result.late_by(p99), run)
        for run in runs
        if run.rate and run.result.late_by(p99) > max(_TICK, (run.result.percentile(p99) or 0.0) / 2)
    ]
    if late:
        longest, run = max(late, key=lambda each: each[0])
        yield (
            f"Much of the latency at {run.name} is not the server's: the load generator itself sent requests up to "
            f"{longest * 1000:.1f} ms late (p99), as it had to wait for a CPU. Ask from another machine (--url)."
        )


def _foreign(runs: Sequence[Measured], _: Settings, __: int) -> Iterator[str]:
    mostly = statistics.median((run.others_cpus or 0.0) for run in runs)  # of a single load it is a rough guess
    if mostly > 0.25:  # noqa: PLR2004  (of one CPU)
        yield f"Something else used {mostly:.1f} CPUs of this machine meanwhile: measure again when it is quiet."


def _refusals(runs: Sequence[Measured], settings: Settings, _: int) -> Iterator[str]:
    if said := _said(runs, _QUEUE):
        rows = _set(settings, "ML_MAX_QUEUE_ROWS")
        yield (
            f"503 was answered ({said}). If the queue was full{rows}: a longer one (ML_MAX_QUEUE_ROWS) only makes "
            "requests wait longer; more servers, or a quicker model, take more of them."
        )
    if said := _said(runs, _DEADLINE):
        limit = _set(settings, "API_TIMEOUT_SECONDS")
        yield (
            f"504 was answered ({said}): the deadline{limit} passed. Where clients wait longer, raise "
            "API_TIMEOUT_SECONDS; else have less wait (ML_MAX_QUEUE_ROWS), so that who comes too many hears it at once."
        )
    if said := _said(runs, _LIMIT):
        limit = _set(settings, "API_RATE_LIMIT")
        yield f"429 was answered ({said}): the limit of one caller{limit} was measured, not the server. API_RATE_LIMIT="


def _switches(_: Sequence[Measured], settings: Settings, __: int) -> Iterator[str]:
    if settings.get("API_TELEMETRY", "").lower() in _ON:
        yield "API_TELEMETRY is on: every request is traced, and takes the slow way. Compare with API_TELEMETRY=off."
    elif settings.get("API_EXPRESS", "").lower() in {"0", "off", "false", "no"}:
        yield "API_EXPRESS is off: predictions take the slow way, and each is logged. Compare with API_EXPRESS=on."
    if settings.get("API_LOG_LEVEL", "").lower() == "debug":
        yield "API_LOG_LEVEL is debug: measure with info, as you will serve."


def _batches(runs: Sequence[Measured], settings: Settings, _: int) -> Iterator[str]:
    busy = [run for run in runs if run.connections >= _CLIENTS_FOR_BATCHES and run.rate is None and run.rows_in_batch]
    name = "API_ML_MAX_BATCH_ROWS" if "API_ML_MAX_BATCH_ROWS" in settings else "ML_MAX_BATCH_ROWS"
    most = _number(settings.get(name, ""))
    rows = max((run.rows_in_batch or 0.0 for run in busy), default=0.0)
    if most and busy and rows >= _FULL * most:
        yield f"Batches were as large as {name}={most:g} lets them be ({rows:.1f} rows): try a larger one."
    elif busy and rows < 1.1:  # noqa: PLR2004  (hardly ever more than one row)
        yield (
            f"Batches held one row each, even with {max(run.connections for run in busy)} clients: the model has "
            "answered before the next request comes. To wait for more (no setting does that) would only cost time."
        )


def _cpus(runs: Sequence[Measured], settings: Settings, cpus: int) -> Iterator[str]:
    hardest = max(runs, key=lambda run: run.result.per_second)
    servers = hardest.servers_cpus
    if servers is None or hardest.client_was_full:
        return
    at = f"{hardest.result.per_second:,.0f} requests/s"
    free = cpus - servers - hardest.result.client_cpu - (hardest.others_cpus or 0.0)
    share = _model_share(hardest)
    if _number(settings.get("ML_THREADS", "")) == 1 and free > 1 and share > 0.5:  # noqa: PLR2004
        yield f"The model was busy for {share:.0%} of the time with ML_THREADS=1: try ML_THREADS=0 (all CPUs)."
    elif servers > _FULL and free > 1:
        yield (
            f"At {at} the servers used {servers:.1f} of {cpus} CPUs: the event loop of one process is full, and there "
            "are CPUs left. Run several behind a load balancer."
        )
    elif servers < 0.5 and free > 0.5:  # noqa: PLR2004  (CPUs)
        yield (
            f"At {at} the servers used {servers:.1f} of {cpus} CPUs: they were not the limit. More clients at once "
            f"(--connections) get more out of them; these were {hardest.connections}."
        )


_LOOKS: Sequence[Callable[[Sequence[Measured], Settings, int], Iterator[str]]] = (
    _client,
    _late,
    _foreign,
    _refusals,
    _switches,
    _batches,
    _cpus,
)


def _said(runs: Sequence[Measured], status: str) -> str:
    """Return how often *status* was answered, and what it said first; nothing if it never was."""
    times = sum(run.result.errors[status] for run in runs)
    texts = [run.result.said[status] for run in runs if status in run.result.said]
    return f"{times:,} times: {texts[0]}" if times and texts else ""


def _set(settings: Settings, name: str) -> str:
    return f" ({name}={settings[name]})" if name in settings else ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _model_share(run: Measured) -> float:
    return run.batches.seconds / run.seconds if run.batches else 0.0


def _and(names: Sequence[str]) -> str:
    return f"loads {', '.join(names)}" if len(names) < 4 else f"in {len(names)} loads"  # noqa: PLR2004
