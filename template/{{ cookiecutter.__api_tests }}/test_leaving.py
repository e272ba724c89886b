"""A caller who closes the connection is not worked for any longer."""

import asyncio
import json

import pytest
from starlette.types import Message

from {{ cookiecutter.package_name }}.api.contract import Contract
from {{ cookiecutter.package_name }}.api.main import create_app
from {{ cookiecutter.package_name }}.api.predictor import (
    Answer,
    Tensor,
)

from .fake import FakePredictor


class SlowPredictor(FakePredictor):
    """Predicts for ever, and remembers that it was told to stop."""

    cancelled = False

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return await super().predict(inputs, timeout=timeout)


@pytest.mark.anyio
async def test_a_caller_who_leaves_stops_the_work_for_it(
    contract: Contract, row: dict[str, float]
) -> None:
    predictor = SlowPredictor(contract)
    body = json.dumps({"rows": [row]}).encode()
    messages: list[Message] = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0.05)
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/predict",
        "headers": [(b"content-type", b"application/json")],
        "query_string": b"",
    }
    await asyncio.wait_for(create_app(predictor=predictor)(scope, receive, send), timeout=5)

    assert predictor.cancelled
    assert sent == []
