"""Call the model in a loop, alone. Arguments: rows of a call, seconds. Prints calls, seconds, CPU seconds."""

import sys
import time

import numpy as np
from predictor import ABOUT, load


def main(rows: int, seconds: float) -> None:
    """Call it for *seconds*, after a warm-up of a fifth of that."""
    predict = load()
    matrix = np.resize(np.array(ABOUT["rows"], dtype=np.float32), (rows, len(ABOUT["names"])))
    for duration in (seconds / 5, seconds):
        calls, started, cpu = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - started < duration:
            predict(matrix)
            calls += 1
        took, cpu = time.perf_counter() - started, time.process_time() - cpu
    print(calls, took, cpu)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
