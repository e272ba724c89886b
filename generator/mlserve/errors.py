"""Everything that can go wrong, as one family; only ``cli`` turns it into output and an exit code.

MlserveError              exit 1   refused or failed, nothing was written
├── UsageMistake          exit 2   a flag, a key or a file of answers is not what the command takes
├── AnswerRefused         exit 1   an answer would give a broken project
├── DestinationTaken      exit 1   something is already there, and it is not touched
├── RenderFailed          exit 1   the template did not get through
├── PublishFailed         exit 1   the disk did not take the project
├── ModelRefused          exit 1   a model file is not taken; nothing of it was written
│   ├── FileRefused           the file itself: missing, empty, too large, a link that leaves its folder, a bomb
│   ├── FormatUnknown         its content is none of the formats that are read
│   ├── TrustNeeded           to open it is to run code of it: only with --trust
│   ├── LibraryMissing        the Python that should open it lacks a library
│   ├── ModelUnsupported      an operator, a type or a shape that cannot be served
│   ├── SampleRefused         the sample rows cannot be read, or do not fit the model
│   └── ReaderFailed          the process that read it crashed, or took too much memory or time
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


class ModelRefused(MlserveError):
    """A model file is not taken."""


class FileRefused(ModelRefused):
    """The file itself: missing, empty, too large, a link that leaves its folder, a bomb."""


class FormatUnknown(ModelRefused):
    """The content of the file is none of the formats that are read."""


class TrustNeeded(ModelRefused):
    """To open the file is to run code of it."""


class LibraryMissing(ModelRefused):
    """The Python that should open the file lacks a library."""


class ModelUnsupported(ModelRefused):
    """An operator, a type or a shape that cannot be served."""


class SampleRefused(ModelRefused):
    """The sample rows cannot be read, or do not fit the model."""


class ReaderFailed(ModelRefused):
    """The process that read the file crashed, or took too much memory or time."""


class StepFailed(MlserveError):
    """The project is written, but a step after that failed."""

    exit_code = 3


class Stopped(BaseException):
    """A signal asked to stop before anything was written."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number
        self.message = f"stopped by {signal.Signals(number).name}; nothing was written"
