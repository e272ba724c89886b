"""The straight way of `mlserve bench`: have a server, aim, load, look for the promise's limit, report."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from mlserve.errors import Stopped
from mlserve.up.console import Console
from mlserve.up.signals import Signals

from . import cpu, served
from .advice import advice
from .measuring import Measured, Meter
from .plan import Plan
from .promise import look_for
from .report import Report, clients, show, write_json
from .served import Served
from .slo import Slo
from .target import aim


class Interrupted(Stopped):
    """A signal asked to stop while a load was on."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.message = f"stopped by {signal.Signals(number).name}; what was measured by then stands above"


def follow(plan: Plan) -> None:
    """Measure as *plan* says, and print the report: also where a signal, or a server's end, cuts it short."""
    console = Console(quiet=plan.quiet)
    report = Report(cpus=cpu.cpus(), slo=plan.slo)
    with Signals() as signals:
        with _server(plan, signals, console) as server:
            try:
                if signals.received is None:
                    _measure(plan, server, report, signals, console)
            finally:
                if report.loads:
                    report.advice = advice([*report.loads, *report.tried], server.settings, report.cpus)
                    show(report)
                    _keep(plan, report)
        if signals.received is not None:
            raise Interrupted(signals.received)


@contextmanager
def _server(plan: Plan, signals: Signals, console: Console) -> Iterator[Served]:
    if plan.origin is not None:
        yield Served(plan.origin)
        return
    with served.by_us(plan.directory, signals, console) as ours:
        yield ours


def _measure(plan: Plan, server: Served, report: Report, signals: Signals, console: Console) -> None:
    target = aim(server.origin, plan.wish)
    report.request = f"POST {target.path}, {len(target.body):,} bytes"
    console.done("request", f"{report.request} to {server.origin.url()}")

    def going() -> bool:
        server.require_alive()
        return signals.received is None

    meter = Meter(target, server.pids, plan.warm_up, going)
    for connections in plan.connections:
        with console.step("load", f"{clients(connections)} for {plan.seconds:g} s") as line:
            measured = meter.as_fast_as(connections, plan.seconds)
            line.text = f"{clients(connections)}: {_told(measured)}"
        report.loads.append(measured)
        if not going():
            return
    if plan.slo is not None:
        _look_for(plan.slo, plan.seconds, meter, report, console)


def _look_for(slo: Slo, seconds: float, meter: Meter, report: Report, console: Console) -> None:
    def try_out(rate: float, most: int, seconds: float) -> Measured | None:
        with console.step("rate", f"{rate:,.0f}/s for {seconds:g} s") as line:
            measured = meter.at_rate(rate, most, seconds)
            line.text = f"{measured.name}: {_told(measured)}, {slo.text} {slo.verdict(measured.result)}"
        if not meter.going():
            return None
        report.tried.append(measured)
        return measured

    reached = max(measured.result.per_second for measured in report.loads)
    report.found = look_for(slo, try_out, reached, seconds)


def _told(measured: Measured) -> str:
    """Say in a few words what came of a load."""
    return f"{measured.result.per_second:,.0f} requests/s, {measured.result.errors.total():,} errors"


def _keep(plan: Plan, report: Report) -> None:
    if plan.json is not None:
        write_json(report, plan.json)
