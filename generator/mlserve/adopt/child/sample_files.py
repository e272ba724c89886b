"""Open a file with sample rows: CSV, Parquet, JSON lines or JSON, as much of it as is worth looking at."""

import io
import json
from pathlib import Path
from typing import Any

from .refused import Refused

MAX_ROWS = 100_000
MAX_BYTES = 256 * 2**20
MAX_CELLS = 50_000_000


def opened(path: Path, as_text: set[str], notes: list[str]) -> Any:
    """Return the file at *path* as a table of pyarrow; columns named in *as_text* stay text."""
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PAR1":
        return _parquet(path)
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        notes.append(f"the sample is larger: its first {MAX_BYTES // 2**20} MiB were read")
        data = data[: data.rindex(b"\n", 0, MAX_BYTES) + 1]
    text = _decoded(data, notes)
    if text.lstrip()[:1] in {"{", "["}:
        return _json(text)
    return _csv(path, text, as_text)


def _decoded(data: bytes, notes: list[str]) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes.append("the sample is not UTF-8: it was read as Windows-1252")
        return data.decode("cp1252", errors="replace")


def _parquet(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    batches, rows = [], 0
    for batch in file.iter_batches(batch_size=min(MAX_ROWS, max(1, MAX_CELLS // max(1, len(file.schema_arrow.names))))):
        batches.append(batch)
        rows += batch.num_rows
        if rows > MAX_ROWS:
            break
    table = pa.Table.from_batches(batches, schema=file.schema_arrow)
    indices = [name for name in table.column_names if name.startswith("__index_level_")]
    return table.drop_columns(indices)


def _json(text: str) -> Any:
    rows = json.loads(text) if text.lstrip()[0] == "[" else _json_lines(text)
    if len(rows) == 1 and isinstance(rows[0], dict) and set(rows[0]) == {"columns", "data"}:  # pandas' orient="split"
        rows = [dict(zip(rows[0]["columns"], row, strict=True)) for row in rows[0]["data"]]
    if len(rows) == 1 and isinstance(rows[0], dict) and isinstance(rows[0].get("rows"), list):  # an example.json
        rows = rows[0]["rows"]
    return table_of(rows)


def table_of(rows: list[Any]) -> Any:
    """Return *rows*, objects or lists, as a table of pyarrow."""
    import pyarrow as pa

    if rows and all(isinstance(row, list) for row in rows):
        rows = [{f"x{index}": value for index, value in enumerate(row)} for row in rows]
    if not all(isinstance(row, dict) for row in rows):
        raise Refused("sample", 'JSON rows must be objects, one a line: {"age": 41, "city": "Oslo"}')
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})


def _json_lines(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        return [json.loads(line) for line in lines[: MAX_ROWS + 1]]


def _csv(path: Path, text: str, as_text: set[str]) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    head = text[:65536].split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    data = text.encode()

    def parsed(types: dict[str, Any]) -> Any:
        return csv.read_csv(
            io.BytesIO(data),
            read_options=csv.ReadOptions(use_threads=False, block_size=min(max(len(data), 2**20), 2**31 - 1)),
            parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=csv.ConvertOptions(column_types=types, strings_can_be_null=True),
        )

    table = parsed(dict.fromkeys(as_text, pa.string()))
    times = {each.name: pa.string() for each in table.schema if pa.types.is_temporal(each.type)}
    if times:  # a date stays the text that it is
        table = parsed({**dict.fromkeys(as_text, pa.string()), **times})
    if table.column_names and all(_is_number(name) for name in table.column_names):
        raise Refused("sample", f"the first line of {path} has numbers where the names of the columns should be")
    return table


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
