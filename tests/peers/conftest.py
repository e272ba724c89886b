"""Fixtures for the tests of benchmarks/peers: figures as they might have been measured."""

import pytest

from peers.results import About, Alone, Results, Run, Start

MACHINE: dict[str, str | int] = {"cpu": "A CPU", "cpus": 2, "memory_gib": 8, "system": "Linux 6.1", "python": "3.11.7"}
RATES = {"bare": (1000.0, 1200.0), "monolith": (500.0, 480.0), "flask": (100.0, 120.0)}


@pytest.fixture
def results() -> Results:
    """Two rounds of a constant, the monolith, and a Flask server that needs little memory; Ray did not start."""
    found = Results("forest", "A forest", 1, "2026-11-26", 5, 3, MACHINE)
    found.rounds = 2
    found.peers = {
        "bare": About("*limit: a bare ASGI constant*", "one worker", answers=False, size=10_000_000),
        "monolith": About("**mlserve, monolith**", "as generated", answers=True, size=90_000_000),
        "flask": About("Flask by hand, `sklearn`", "3 workers", answers=True, size=95_000_000),
        "ray": About("Ray Serve", "tuned", answers=True, reason="it ended at its start"),
    }
    found.peers["flask"].versions = {"flask": "3.1.3"}
    for name, rates in RATES.items():
        for number, rate in enumerate(rates, 1):
            found.runs.append(Run(number, name, 16, rate, 0, 16_000 / rate, 32_000 / rate, 1e6 / rate, 0.25 * number))
            memory = 50_000_000 if name == "flask" else 80_000_000
            found.starts.append(Start(number, name, cold=0.5 if name == "monolith" else 0.75, memory=memory))
    found.alone = [Alone(1, "ONNX Runtime", 64, 1000.0, 640.0), Alone(2, "ONNX Runtime", 64, 2000.0, 640.0)]
    return found
