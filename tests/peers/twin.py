#!/usr/bin/env python3
"""An independent twin of the ranking: NumPy and numba, nothing of our own code.

Reads what `hinterland matrix` writes, adds it up by itself and compares the ten best of every
project, their totals and their bounds with what `hinterland rerank` answers. See README.md.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

import numpy

try:
    import numba
except ImportError:  # NumPy alone is a twin, too.
    numba = None

BEST = 10
REPEATS = 25
WHOLE = 1_000_000


class Matrix:
    """What the ranking of one project is computed from."""

    def __init__(self, line):
        document = json.loads(line)
        if document["schema"] != 1:
            sys.exit(f"`schema` must be 1, got {document['schema']}")
        columns = document["columns"]
        self.project = document["project"]
        self.regions = document["regions"]
        self.refused = numpy.array(document["refused"], dtype=bool)
        self.weights = numpy.array([column["weight"] for column in columns], dtype=numpy.int64)
        self.utilities = numpy.array([column["utilities"] for column in columns])
        self.known = numpy.array([column["known"] for column in columns], dtype=bool)
        self.faults = list(self.check(columns))

    def check(self, columns):
        """What contradicts the rules of a matrix."""
        if self.weights.sum() != WHOLE:
            yield f"the weights sum to {self.weights.sum()}"
        if ((self.utilities < 0) | (1 < self.utilities)).any():
            yield "a utility is out of range"
        if sorted(self.regions) != self.regions:
            yield "the candidates are not in the order of their ids"
        for column, utilities, known in zip(columns, self.utilities, self.known):
            if (utilities[~known] != column["median"]).any():
                yield f"an unknown {column['criterion']} does not take the median"


def by_numpy(weights, utilities, known, refused):
    """Rows of the best, their totals, lows and highs: by column, in whole points, half to even."""
    points = numpy.rint(weights[:, None] * utilities).astype(numpy.int64)
    totals = points.sum(axis=0)
    lows = numpy.where(known, points, 0).sum(axis=0)
    highs = lows + numpy.where(known, 0, weights[:, None]).sum(axis=0)
    admitted = numpy.flatnonzero(~refused)
    # The better total, then the better lower bound, then the id, in whose order the rows stand.
    order = numpy.lexsort((admitted, -lows[admitted], -totals[admitted]))[:BEST]
    best = admitted[order]
    return best, totals[best], lows[best], highs[best]


def half_to_even(value):
    """The nearest whole number; of two that are as near the even one."""
    low = int(numpy.floor(value))
    part = value - low
    if part < 0.5 or (part == 0.5 and low % 2 == 0):
        return low
    return low + 1


def by_loops(weights, utilities, known, refused):
    """The same row by row, with the best kept in a short list: compiled by numba."""
    rows = numpy.empty(BEST, dtype=numpy.int64)
    sums = numpy.empty((BEST, 3), dtype=numpy.int64)
    count = 0
    for row in range(refused.size):
        if refused[row]:
            continue
        total, low, high = 0, 0, 0
        for column in range(weights.size):
            weight = weights[column]
            points = round_half(weight * utilities[column, row])
            total += points
            if known[column, row]:
                low += points
                high += points
            else:
                high += weight
        at = count
        while 0 < at and (sums[at - 1, 0], sums[at - 1, 1]) < (total, low):
            at -= 1
        if at < BEST:
            count = min(count + 1, BEST)
            for later in range(count - 1, at, -1):
                rows[later] = rows[later - 1]
                sums[later] = sums[later - 1]
            rows[at] = row
            sums[at, 0], sums[at, 1], sums[at, 2] = total, low, high
    return rows[:count], sums[:count, 0], sums[:count, 1], sums[:count, 2]


round_half = half_to_even
if numba is not None:
    round_half = numba.njit(half_to_even)
    by_loops = numba.njit(by_loops)


def found(way, matrix):
    """The best as (id, total, low, high)."""
    best, totals, lows, highs = way(matrix.weights, matrix.utilities, matrix.known, matrix.refused)
    ids = [matrix.regions[row] for row in best]
    return list(zip(ids, totals.tolist(), lows.tolist(), highs.tolist()))


def answered(document):
    """The best of a match document as (id, total, low, high)."""
    def of(candidate):
        bounds = candidate["bounds"]
        return candidate["region"]["id"], candidate["total"], bounds["low"], bounds["high"]

    return [of(candidate) for candidate in document["candidates"][:BEST]]


def microseconds(way, matrices):
    """The middle processor time of one project, after a warm-up."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        for matrix in matrices:
            way(matrix.weights, matrix.utilities, matrix.known, matrix.refused)
        times.append((time.process_time() - start) / len(matrices) * 1e6)
    return statistics.median(times)


def ours(bench):
    """What our own sums and order take for a project, as `bench sums` prints it."""
    printed = subprocess.run([bench, "sums"], capture_output=True, check=True, text=True).stdout
    return float(printed.split("sums-and-order ")[1].split(" µs")[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("matrices", help="what `hinterland matrix` wrote")
    parser.add_argument("rankings", help="what `hinterland rerank` answered on the same day")
    parser.add_argument("--bench", help="our benchmark program, for the ratio of times")
    arguments = parser.parse_args()
    with open(arguments.rankings, encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    rankings = {document["project"]["id"]: answered(document) for document in documents}
    with open(arguments.matrices, encoding="utf-8") as lines:
        matrices = [Matrix(line) for line in lines]
    ways = {"NumPy": by_numpy} if numba is None else {"NumPy": by_numpy, "numba": by_loops}
    same = 0
    for matrix in matrices:
        for fault in matrix.faults:
            print(f"{matrix.project}: {fault}")
        told = rankings.get(matrix.project)
        wrong = [name for name, way in ways.items() if found(way, matrix) != told]
        for name in wrong:
            print(f"{matrix.project}: {name} finds {found(ways[name], matrix)}, answered was {told}")
        same += not wrong and not matrix.faults
    print(f"same top-{BEST}: {same} of {len(matrices)}")
    bench = None if arguments.bench is None else ours(arguments.bench)
    for name, way in ways.items():
        spent = microseconds(way, matrices)
        ratio = "" if bench is None else f", {spent / bench:.1f} times our {bench:.1f} µs"
        print(f"{name}: {spent:.1f} µs of one processor for a project's sums and order{ratio}")
    sys.exit(0 if same == len(matrices) and matrices else 1)


main()
