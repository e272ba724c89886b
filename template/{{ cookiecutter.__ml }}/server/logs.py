"""Structured logs: one line an event, for people or as JSON, from every logger of the process."""

import sys
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor


def log_config(level: str, log_format: Literal["console", "json"]) -> dict[str, Any]:
    """Return a configuration for ``logging``; it sends all lines to standard error."""
    renderer: list[Processor] = [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
    if log_format == "json":
        renderer = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(),
            _drop_color,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *renderer,
        ],
    }
    handler = {"class": "logging.StreamHandler", "formatter": "structured"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"standard error": handler},
        "root": {"level": level.upper(), "handlers": ["standard error"]},
    }


def _drop_color(_: object, __: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)  # uvicorn's, the same again with escape sequences
    return event
