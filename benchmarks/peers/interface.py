"""What a peer is: how it is installed, how it serves, how it is asked, how its answer is read."""

import json
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .environments import Environment, Environments
from .scenarios import Scenario

APPS = Path(__file__).with_name("apps")
"""Programs that run in an environment of a peer, not in that of this package."""

Rows = Sequence[Sequence[float]]
Command = Sequence[str | Path]


class Unavailable(Exception):
    """A peer cannot be measured here; the message says why."""


@dataclass(frozen=True)
class Model:
    """A trained model as files, and what it says of some rows.

    Attributes:
        folder: has ``model.joblib``, ``model.json`` and, unless ONNX cannot take the model, ``model.onnx``.
        names: of the features, in the order of the columns.
        classes: in the order of the probabilities.
        rows: to ask about.
        probabilities: of each of *rows*, as scikit-learn gives them.

    """

    folder: Path
    names: list[str]
    classes: list[str]
    rows: Rows
    probabilities: Rows

    @classmethod
    def read(cls, folder: Path) -> "Model":
        """Read what ``apps/make_model.py`` wrote."""
        return cls(folder, **json.loads((folder / "model.json").read_bytes()))


@dataclass(frozen=True)
class Place:
    """What a peer gets to work with.

    Attributes:
        scenario: what is measured.
        model: to serve.
        work: a folder of the peer's own, for this run.
        environments: where its packages are installed.
        parts: folders of generated projects that are trained, by layout.

    """

    scenario: Scenario
    model: Model
    work: Path
    environments: Environments
    parts: Mapping[str, Path]


@dataclass(frozen=True)
class Process:
    """A process of a server.

    Attributes:
        command: the program and its arguments.
        variables: what it has in its environment besides what all have.
        folder: where it runs.
        stop: the signal upon which it ends in an orderly way.

    """

    command: Command
    variables: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    stop: int = signal.SIGTERM


class Peer:
    """A server to measure. What is here holds for those that speak as the generated service server does."""

    name: str
    """For the command line."""
    title: str
    """For the table."""
    tuning: str
    """What was set, and what its documentation says of that."""
    path = "/predict"
    of_interest: tuple[str, ...] = ()
    """Distributions whose versions the table shows."""
    answers = True
    """Whether it predicts at all."""

    def install(self, place: Place) -> Sequence[Environment]:
        """Return the environments that serve, made where they are not there yet.

        Raises:
            Unavailable: it cannot be installed here, or does not go with the scenario.

        """
        raise NotImplementedError

    def prepare(self, place: Place, environment: Environment) -> None:
        """Make what is made once before the server can start."""

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Return the processes to start, all at once; the last one listens on *port* of the loopback interface."""
        raise NotImplementedError

    def body(self, model: Model, rows: Rows) -> bytes:
        """Return the body of a request for predictions of *rows*."""
        named = [dict(zip(model.names, row, strict=True)) for row in rows]
        return json.dumps({"rows": named}, separators=(",", ":")).encode()

    def probabilities(self, model: Model, answer: bytes) -> Rows:
        """Return what *answer* says: for each row, a probability for each class, in the order of the model's."""
        predictions = json.loads(answer)["predictions"]
        return [[each["probabilities"][name] for name in model.classes] for each in predictions]


class MatrixPeer(Peer):
    """A peer that takes and gives a matrix, and knows no names.

    Attributes:
        given_as: what the matrix is called in a request.
        answered_as: and in an answer; None: it is all of the answer.

    """

    given_as = "rows"
    answered_as: str | None = "probabilities"

    def body(self, model: Model, rows: Rows) -> bytes:  # noqa: ARG002  (rows have no names here)
        """Send a matrix."""
        return json.dumps({self.given_as: rows}, separators=(",", ":")).encode()

    def probabilities(self, model: Model, answer: bytes) -> Rows:  # noqa: ARG002  (the same)
        """Read a matrix."""
        given = json.loads(answer)
        rows: Rows = given if self.answered_as is None else given[self.answered_as]
        return rows
