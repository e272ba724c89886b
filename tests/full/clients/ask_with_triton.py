"""Ask an ML server with Triton's own clients, as their users do; print what they were told, as JSON.

Run by a Python that has `tritonclient[http]`: `ask_with_triton.py HOST:PORT MANIFEST`.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from tritonclient import http
from tritonclient.http import aio

ADDRESS, MANIFEST = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
NAME = MANIFEST["name"]
(SAMPLE,) = MANIFEST["golden"]["inputs"]
ROWS = np.array(SAMPLE["data"], np.float32).reshape(SAMPLE["shape"])
OUTPUTS = [output["name"] for output in MANIFEST["golden"]["outputs"]]


def inputs(rows: Any, *, as_bytes: bool, kind: Any = http) -> list[Any]:
    """Return what the client sends for *rows*."""
    tensor = kind.InferInput(SAMPLE["name"], list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows, binary_data=as_bytes)
    return [tensor]


def told(result: Any) -> dict[str, Any]:
    """Return every output of *result*, flat, in the order in which it came."""
    names = [output["name"] for output in result.get_response()["outputs"]]
    values = {name: result.as_numpy(name).reshape(-1).tolist() for name in names}
    return {name: [v.decode() if isinstance(v, bytes) else v for v in each] for name, each in values.items()}


def joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what single rows were told as if they had been asked together."""
    return {name: [value for part in parts for value in part[name]] for name in OUTPUTS}


def main() -> None:
    """Ask in every way, and print the answers."""
    client = http.InferenceServerClient(ADDRESS)
    answers: dict[str, Any] = {
        "ready": [client.is_server_live(), client.is_server_ready(), client.is_model_ready(NAME, "1")],
        "server": client.get_server_metadata(),
        "model": client.get_model_metadata(NAME),
        "golden": {},
    }
    golden = answers["golden"]
    for as_bytes in (True, False):
        wanted = [http.InferRequestedOutput(name, binary_data=as_bytes) for name in OUTPUTS]
        sent = inputs(ROWS, as_bytes=as_bytes)
        golden[f"all, {as_bytes}"] = told(client.infer(NAME, sent))
        golden[f"named, {as_bytes}"] = told(client.infer(NAME, sent, outputs=wanted))
        later = client.async_infer(NAME, sent, outputs=wanted, request_id="7", timeout=5_000_000)
        golden[f"later, {as_bytes}"] = told(later.get_result())
        single = [told(client.infer(NAME, inputs(row[None], as_bytes=as_bytes), "1")) for row in ROWS]
        golden[f"one by one, {as_bytes}"] = joined(single)
    last = http.InferRequestedOutput(OUTPUTS[-1])
    answers["last"] = told(client.infer(NAME, inputs(ROWS, as_bytes=True), outputs=[last]))
    try:
        client.infer(NAME, inputs(ROWS[:, 1:], as_bytes=True))
    except http.InferenceServerException as error:
        answers["error"] = [error.status(), error.message()]
    golden["asyncio"] = asyncio.run(with_asyncio())
    print(json.dumps(answers))


async def with_asyncio() -> dict[str, Any]:
    """Ask with the client for asyncio, in JSON: what it sends has the media type of bytes."""
    async with aio.InferenceServerClient(ADDRESS) as client:
        await client.infer(NAME, inputs(ROWS, as_bytes=True, kind=aio))
        wanted = [aio.InferRequestedOutput(name, binary_data=False) for name in OUTPUTS]
        return told(await client.infer(NAME, inputs(ROWS, as_bytes=False, kind=aio), outputs=wanted))


if __name__ == "__main__":
    main()
