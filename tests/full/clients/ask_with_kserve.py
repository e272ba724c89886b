"""Ask an ML server with the inference client of KServe's SDK; print what it was told, as JSON.

Run by a Python that has `kserve`: `ask_with_kserve.py HOST:PORT MANIFEST`.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput
from kserve.protocol.rest.v2_datamodels import ModelMetadataResponse, ServerMetadataResponse

URL, MANIFEST = f"http://{sys.argv[1]}", json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
NAME = MANIFEST["name"]
(SAMPLE,) = MANIFEST["golden"]["inputs"]
ROWS = np.array(SAMPLE["data"], np.float32).reshape(SAMPLE["shape"])
OUTPUTS = [output["name"] for output in MANIFEST["golden"]["outputs"]]


def request(rows: Any, *, as_bytes: bool, **more: Any) -> InferRequest:
    """Return what the client sends for *rows*."""
    tensor = InferInput(SAMPLE["name"], list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows, binary_data=as_bytes)
    return InferRequest(NAME, [tensor], **more)


def told(response: Any) -> dict[str, Any]:
    """Return every output of *response*, flat, in the order in which it came."""
    values = {output.name: np.array(output.data).reshape(-1).tolist() for output in response.outputs}
    return {name: [v.decode() if isinstance(v, bytes) else v for v in each] for name, each in values.items()}


def joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what single rows were told as if they had been asked together."""
    return {name: [value for part in parts for value in part[name]] for name in OUTPUTS}


async def main() -> None:
    """Ask in every way, and print the answers."""
    async with InferenceRESTClient(RESTConfig(protocol="v2")) as client, httpx.AsyncClient(base_url=URL) as plain:
        ready = [client.is_server_live(URL), client.is_server_ready(URL), client.is_model_ready(URL, NAME)]
        answers: dict[str, Any] = {
            "ready": [await each for each in ready],
            # The client has no call for these; the SDK has their types.
            "server": ServerMetadataResponse(**(await plain.get("/v2")).json()).model_dump(),
            "model": ModelMetadataResponse(**(await plain.get(f"/v2/models/{NAME}")).json()).model_dump(),
            "golden": {},
        }
        golden = answers["golden"]

        async def ask(rows: Any, *, as_bytes: bool, **more: Any) -> dict[str, Any]:
            return told(await client.infer(URL, request(rows, as_bytes=as_bytes, **more), NAME))

        for as_bytes in (True, False):
            wanted = [RequestedOutput(name, {"binary_data": as_bytes}) for name in OUTPUTS]
            everything = {"binary_data_output": as_bytes}
            golden[f"default, {as_bytes}"] = await ask(ROWS, as_bytes=as_bytes)
            golden[f"all, {as_bytes}"] = await ask(ROWS, as_bytes=as_bytes, parameters=everything)
            golden[f"named, {as_bytes}"] = await ask(ROWS, as_bytes=as_bytes, request_outputs=wanted)
            single = [await ask(row[None], as_bytes=as_bytes) for row in ROWS]
            golden[f"one by one, {as_bytes}"] = joined(single)
        last = [RequestedOutput(OUTPUTS[-1])]
        answers["last"] = await ask(ROWS, as_bytes=True, request_outputs=last)
        try:
            await ask(ROWS[:, 1:], as_bytes=True)
        except httpx.HTTPStatusError as error:
            answers["error"] = [str(error.response.status_code), error.response.json()["error"]]
    print(json.dumps(answers))


if __name__ == "__main__":
    asyncio.run(main())
