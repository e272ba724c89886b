"""Everything that can go wrong, as one family; only ``cli`` turns it into output and an exit code.

MlserveError              exit 1   refused or failed, nothing was written
├── UsageMistake          exit 2   a flag, a key or a file of answers is not what the command takes
├── AnswerRefused         exit 1   an answer would give a broken project
├── DestinationTaken      exit 1   something is already there, and it is not touched
├── RenderFailed          exit 1   the template did not get through
├── PublishFailed         exit 1   the disk did not take the project
└── StepFailed            exit 3   the project is written, a later step failed
Stopped                   exit 128 + signal   not an error: nothing may swallow it
"""

import signal


class MlserveError(Exception):
    """Something to tell the user, without a traceback."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageMistake(MlserveError):
    """A flag, a key or a file of answers is not what the command takes."""

    exit_code = 2


class AnswerRefused(MlserveError):
    """An answer would give a broken project."""


class DestinationTaken(MlserveError):
    """Something is already where the project should go."""


class RenderFailed(MlserveError):
    """The project could not be rendered."""


class PublishFailed(MlserveError):
    """The project could not be written to its place."""


class StepFailed(MlserveError):
    """The project is written, but a step after that failed."""

    exit_code = 3


class Stopped(BaseException):
    """A signal asked to stop before anything was written."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number
        self.message = f"stopped by {signal.Signals(number).name}; nothing was written"
