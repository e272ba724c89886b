"""The binary tensor extension: raw bytes in and out, and every size of them checked."""

import struct
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pydantic_core import to_json

from {{ cookiecutter.package_name }}.ml.batcher import Answer
from {{ cookiecutter.package_name }}.ml.manifest import Manifest
from {{ cookiecutter.package_name }}.ml.messages import (
    InferRequest,
)
from {{ cookiecutter.package_name }}.ml.signature import (
    InvalidInput,
)
from {{ cookiecutter.package_name }}.ml.tensors import (
    DTYPES,
    Array,
    to_array,
    to_tensor,
)
from {{ cookiecutter.package_name }}.ml.wire import (
    decode,
    encode,
    parse,
)

from .asking import LENGTH, OCTETS, golden, infer, split, with_bytes

SLOW = [HealthCheck.too_slow]  # a machine that has other things to do is no failure
SHAPES = array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4)
FINITE = {"allow_nan": False, "allow_infinity": False}


def any_array(datatype: str) -> st.SearchStrategy[Array]:
    """Give arrays of *datatype* with values that a request may hold."""
    dtype = DTYPES[datatype]
    if datatype == "BYTES":
        return arrays(dtype, SHAPES, elements=st.text(max_size=9), fill=st.nothing())
    return arrays(dtype, SHAPES, elements=FINITE if dtype.kind == "f" else None)


def request_for(*, as_bytes: bool) -> InferRequest:
    """Return a request that wants its outputs *as_bytes* or as JSON."""
    tensor = {"name": "x", "datatype": "BOOL", "shape": [1], "data": [True]}
    parameters = {"binary_data_output": as_bytes}
    return InferRequest.model_validate({"inputs": [tensor], "parameters": parameters})


@pytest.mark.parametrize("as_bytes", [True, False], ids=["bytes", "JSON"])
@pytest.mark.parametrize("datatype", DTYPES)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_every_tensor_survives_the_way_out_and_back(
    *, datatype: str, as_bytes: bool, data: st.DataObject
) -> None:
    sent = [data.draw(any_array(datatype)), data.draw(any_array(datatype))]
    tensors = [to_tensor(str(number), array) for number, array in enumerate(sent)]
    answer = Answer(model_name="", model_version="", outputs=tensors)

    head, raw = encode(answer, request_for(as_bytes=as_bytes))
    text = to_json({"inputs": head["outputs"]})
    asked, rest = parse(b"".join([text, *raw]), str(len(text)))
    returned = [to_array(tensor) for tensor in decode(asked.inputs, rest)]

    for before, after in zip(sent, returned, strict=True):
        assert after.dtype == before.dtype
        assert after.shape == before.shape
        assert after.tolist() == before.tolist()


def post(
    client: TestClient, manifest: Manifest, body: bytes, headers: dict[str, str]
) -> tuple[Response, str]:
    """Return the answer, and what it says is wrong."""
    response = client.post(f"/v2/models/{manifest.name}/infer", content=body, headers=headers)
    return response, "" if response.is_success else response.json()["error"]


def test_bytes_get_the_same_answer_as_json(client: TestClient, manifest: Manifest) -> None:
    head, raw = golden(manifest)

    response, _ = post(client, manifest, *with_bytes({**head, "id": "7"}, raw))
    answer, rest = split(response.content, response.headers[LENGTH])

    assert response.headers["content-type"] == OCTETS
    assert (answer["id"], answer["model_version"]) == ("7", manifest.version)
    assert [output["name"] for output in answer["outputs"]] == [
        spec.name for spec in manifest.signature.outputs
    ]
    for output, sample in zip(answer["outputs"], manifest.golden.outputs, strict=True):
        size = output["parameters"]["binary_data_size"]
        as_input = {key: output[key] for key in ("name", "datatype", "shape", "parameters")}
        request, data = parse(*request_of(as_input, rest[:size]))
        (tensor,) = decode(request.inputs, data)
        assert to_array(tensor).reshape(-1).tolist() == sample.data
        rest = rest[size:]
    assert rest == b""


def request_of(tensor: dict[str, Any], raw: bytes) -> tuple[bytes, str]:
    body, headers = with_bytes({"inputs": [tensor]}, raw)
    return body, headers[LENGTH]


def test_what_an_output_asks_for_wins_over_the_request(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    name = manifest.signature.outputs[-1].name
    for everything, this_one in ((True, False), (False, True)):
        parameters = {"binary_data_output": everything}
        outputs = [{"name": name, "parameters": {"binary_data": this_one}}]

        response, _ = post(client, manifest, *with_bytes({**body, "parameters": parameters}))
        own, _ = post(
            client, manifest, *with_bytes({**body, "parameters": parameters, "outputs": outputs})
        )

        assert (LENGTH in response.headers, LENGTH in own.headers) == (everything, this_one)


def test_inputs_in_json_and_in_bytes_go_together_in_any_order() -> None:
    def raw(name: str, datatype: str, count: int, data: bytes) -> dict[str, Any]:
        size = {"binary_data_size": len(data)}
        return {"name": name, "datatype": datatype, "shape": [count], "parameters": size}

    floats, words = struct.pack("<2d", 0.5, -1), b"\x02\0\0\0\xc3\xa9\0\0\0\0"
    json_input = {"name": "b", "datatype": "INT8", "shape": [2], "data": [1, -1]}
    inputs = [raw("a", "FP64", 2, floats), json_input, raw("c", "BYTES", 2, words)]
    body, headers = with_bytes({"inputs": inputs}, floats, words)

    request, rest = parse(body, headers[LENGTH])
    tensors = decode(request.inputs, rest)

    values = {tensor["name"]: to_array(tensor).tolist() for tensor in tensors}
    assert values == {"a": [0.5, -1.0], "b": [1, -1], "c": ["é", ""]}


def test_numbers_are_not_copied_out_of_the_body(manifest: Manifest) -> None:
    head, raw = golden(manifest)
    body, headers = with_bytes(head, raw)

    request, rest = parse(body, headers[LENGTH])
    (tensor,) = decode(request.inputs, rest)

    assert isinstance(tensor["data"], memoryview)
    assert tensor["data"].obj is body


def test_the_bytes_may_begin_anywhere(client: TestClient, manifest: Manifest) -> None:
    head, raw = golden(manifest)

    answers = {
        post(client, manifest, *with_bytes({**head, "id": "x" * length}, raw))[0].content[-64:]
        for length in range(8)
    }

    assert len(answers) == 1


MALFORMED = {
    "the JSON is longer than the body": ({LENGTH: "999999"}, {}, 0, "must be a number up to"),
    "the JSON has a negative length": ({LENGTH: "-1"}, {}, 0, "must be a number up to"),
    "the JSON's length is no number": ({LENGTH: "1e2"}, {}, 0, "must be a number up to"),
    "the JSON's length is too short": ({LENGTH: "7"}, {}, 0, "Invalid JSON"),
    "the JSON is empty": ({LENGTH: "0"}, {}, 0, "Invalid JSON"),
    "bytes are missing": ({}, {}, -1, "bytes are left"),
    "there are too many bytes": ({}, {}, 1, "1 bytes of the body belong to no input"),
    "the size is negative": ({}, {"parameters": {"binary_data_size": -4}}, 0, "greater than"),
    "the size is huge": ({}, {"parameters": {"binary_data_size": 2**63}}, 0, "less than"),
    "the size is text": ({}, {"parameters": {"binary_data_size": "4"}}, 0, "valid integer"),
    "the size is true": ({}, {"parameters": {"binary_data_size": True}}, 0, "valid integer"),
    "there are data, too": ({}, {"data": [1]}, 0, "either data or"),
    "there is neither": ({}, {"parameters": {}}, 0, "either data or"),
    "the shape has other rows": ({}, {"shape": [1]}, 0, "bytes of FP32, there are"),
    "the shape is huge": ({}, {"shape": [2**62] * 64}, 0, "bytes of FP32, there are"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_body_is_refused_with_the_reason(
    client: TestClient, manifest: Manifest, case: str
) -> None:
    other_headers, change, more, complaint = MALFORMED[case]
    head, raw = golden(manifest)
    head["inputs"][0].update(change)
    raw = raw + b"\0" if more > 0 else raw[: len(raw) + more]
    body, headers = with_bytes(head, raw)

    response, said = post(client, manifest, body, headers | other_headers)

    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert complaint in said


@pytest.mark.parametrize(
    ("datatype", "raw", "complaint"),
    [
        ("FP32", np.array([0, np.nan], np.float32).tobytes(), "value 1 is not a finite number"),
        ("FP64", np.array([-np.inf, 0], np.float64).tobytes(), "value 0 is not a finite number"),
        ("FP16", np.array([0, np.inf], np.float16).tobytes(), "value 1 is not a finite number"),
        ("BOOL", b"\x01\x02", "value 1 is neither 0 nor 1"),
        ("INT16", b"\0\0\0", "4 bytes of INT16, there are 3"),
        ("BYTES", b"\x01\0\0\0a\x01\0\0", "the length of value 1 is cut off"),
        ("BYTES", b"\x01\0\0\0a\xff\xff\xff\xff", "value 1 is longer than the bytes"),
        ("BYTES", b"\x01\0\0\0a\x01\0\0\0\xff", "value 1 is not UTF-8"),
        ("BYTES", b"\x01\0\0\0a", "2 values, there are 1"),
        ("BYTES", b"\0" * 12, "2 values, there are 3"),
    ],
)
def test_wrong_bytes_are_refused_with_the_reason(datatype: str, raw: bytes, complaint: str) -> None:
    size = {"binary_data_size": len(raw)}
    tensor = {"name": "x", "datatype": datatype, "shape": [2], "parameters": size}
    request, rest = parse(*request_of(tensor, raw))

    with pytest.raises(InvalidInput, match=f"input 'x': .*{complaint}"):
        decode(request.inputs, rest)


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_no_body_makes_the_server_fail(
    client: TestClient, manifest: Manifest, data: st.DataObject
) -> None:
    body, headers = with_bytes(*golden(manifest))
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(start + 64, len(body))))
    spoiled = body[:start] + data.draw(st.binary(max_size=64)) + body[end:]
    length = data.draw(st.sampled_from([headers[LENGTH], str(start), str(len(spoiled))]))

    response, said = post(client, manifest, spoiled, {**headers, LENGTH: length})

    assert response.status_code in {200, 400}
    assert bool(said) == (response.status_code == 400)


@pytest.mark.parametrize("flag", ["binary_data_output", "timeout"])
def test_a_parameter_of_another_kind_is_refused(
    client: TestClient, manifest: Manifest, body: dict[str, Any], flag: str
) -> None:
    status, answer = infer(client, manifest, {**body, "parameters": {flag: "1"}})

    assert (status, answer["error"].partition(":")[0]) == (400, f"/parameters/{flag}")
