"""Makes test/evaluation/goldens/beyond-accuracy.json: novelty, diversity, popularity bias and Gini index of invented lists.

No library is asked here: the values follow from the definitions, in plain NumPy and pair by pair, by another way than the
TypeScript goes.

Run from the repository root, in an environment of its own:

    python3 -m venv .venv && .venv/bin/pip install -r scripts/goldens/requirements.txt
    .venv/bin/python scripts/goldens/beyond-accuracy.py
"""

import itertools
import math
import random

import numpy as np
from golden import write_golden

USERS = 40
ITEMS = 30
LENGTHS = [1, 2, 5, 10]

# Only random() is drawn from: its stream is the same in every version of Python.
draw = random.Random(20240603).random


def make_train():
    """users × items of 0 and 1. Low items are popular; the last two have no audience, the last three users no items."""
    train = np.zeros((USERS, ITEMS))
    for user in range(USERS - 3):
        for item in range(ITEMS - 2):
            train[user, item] = draw() < 0.9 / (1 + 0.25 * item)
    # Two items with the same audience.
    train[:, 7] = train[:, 6]
    return train


def make_list(number):
    pool = list(range(ITEMS))
    length = 0 if number == 0 else number if number < 4 else 10
    return [pool.pop(math.floor(draw() ** 1.5 * len(pool))) for _ in range(length)]


def cosine(train, one, other):
    norms = np.linalg.norm(train[:, one]) * np.linalg.norm(train[:, other])
    return float(train[:, one] @ train[:, other] / norms) if norms > 0 else 0.0


def measure(train, items):
    audience = train.sum(axis=0)
    users = int((train.sum(axis=1) > 0).sum())
    bits = [-math.log2(max(audience[item], 1) / users) for item in items]
    shares = [audience[item] / users for item in items]
    cosines = [cosine(train, one, other) for one, other in itertools.combinations(items, 2)]
    return {"novelty": mean(bits), "diversity": 1 - mean(cosines), "popularity-bias": mean(shares)}


def measure_all(train, items):
    return {f"{name}@{k}": value for k in LENGTHS for name, value in measure(train, items[:k]).items()}


def mean(values):
    return float(np.mean(values)) if values else math.nan


def gini(exposures):
    """Area between the Lorenz curve and the diagonal, over the area below the diagonal."""
    total = sum(exposures)
    if total == 0:
        return math.nan
    lorenz = np.concatenate([[0], np.cumsum(sorted(exposures)) / total])
    return float(1 - 2 * np.trapezoid(lorenz, dx=1 / len(exposures)))


def main():
    train = make_train()
    lists = [make_list(number) for number in range(20)] + [[6, 7], [28, 29], [0, 28]]
    # Some items in nobody's list, one in nearly everybody's.
    exposures = [[math.floor(50 * draw() ** power) for _ in range(25)] for power in (1, 3, 9)]
    exposures += [[4, 4, 4, 4], [0, 0, 0, 9], [0, 0], [5], []]
    write_golden(
        "beyond-accuracy",
        {
            "userCount": USERS,
            "itemCount": ITEMS,
            "train": [np.flatnonzero(row).tolist() for row in train],
            "lists": [{"items": items, "expected": measure_all(train, items)} for items in lists],
            "gini": [{"exposures": counts, "expected": gini(counts)} for counts in exposures],
        },
    )


main()
