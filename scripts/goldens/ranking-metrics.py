"""Makes test/evaluation/goldens/ranking-metrics.json: ranking metrics of fifty invented users, worked out here from the
definitions with nothing but lists and sets, so that the TypeScript can be compared with code that shares none of it.

Run from the repository root:

    python3 scripts/goldens/ranking-metrics.py

Among the users are some without test items, some without history, some whose ranking is short or empty, and some with
more test items than places.
"""

import math
import random

from golden import write_golden

USERS = 50
ITEMS = 60
PLACES = 20
LENGTHS = [1, 5, 10, 20]

# Only random() is drawn from: its stream is the same in every version of Python.
draw = random.Random(20240601).random


def some_items(count, without, skew=1):
    """Distinct items; with a skew above 1 low numbers come more often, as popular items do."""
    pool = [item for item in range(ITEMS) if item not in without]
    chosen = []
    while len(chosen) < count:
        chosen.append(pool.pop(int(draw() ** skew * len(pool))))
    return chosen


def make_user(number):
    train = [] if number == 7 else sorted(some_items(3 + int(draw() * 12), []))
    test_count = 0 if number % 10 == 3 else 25 if number == 11 else 1 + int(draw() * 9)
    test = sorted(some_items(test_count, train))
    places = 0 if number == 20 else 4 if number % 10 == 8 else PLACES
    ranked = some_items(places, train, skew=3)
    # Half of the users get a better ranking than chance: their test items move to the front, one of them out of place.
    if number % 2 == 0:
        ranked.sort(key=lambda item: (item not in test) + (draw() < 0.3))
    return {"train": train, "test": test, "ranked": ranked}


def recall(user, k):
    return len(set(user["ranked"][:k]) & set(user["test"])) / len(user["test"])


def precision(user, k):
    return len(set(user["ranked"][:k]) & set(user["test"])) / k


def ndcg(user, k):
    gained = sum(1 / math.log2(place + 1) for place, item in enumerate(user["ranked"][:k], start=1) if item in user["test"])
    best = sum(1 / math.log2(place + 1) for place in range(1, min(k, len(user["test"])) + 1))
    return gained / best


def hit_rate(user, k):
    return 1.0 if any(item in user["test"] for item in user["ranked"][:k]) else 0.0


def average_precision(user, k):
    relevant = set(user["test"])
    places = [place for place, item in enumerate(user["ranked"][:k], start=1) if item in relevant]
    return sum(len(set(user["ranked"][:place]) & relevant) / place for place in places) / len(relevant)


def reciprocal_rank(user, k):
    return max([1 / place for place, item in enumerate(user["ranked"][:k], start=1) if item in user["test"]], default=0.0)


def coverage(users, k):
    shown = set()
    for user in users:
        shown.update(user["ranked"][:k])
    return len(shown) / ITEMS


def gini(users, k):
    """Mean difference between two items drawn with replacement, over twice the mean."""
    exposures = [sum(item in user["ranked"][:k] for user in users) for item in range(ITEMS)]
    mean = sum(exposures) / ITEMS
    return sum(abs(one - other) for one in exposures for other in exposures) / (2 * ITEMS**2 * mean)


METRICS = {
    "recall": recall,
    "precision": precision,
    "ndcg": ndcg,
    "map": average_precision,
    "mrr": reciprocal_rank,
    "hit-rate": hit_rate,
}


def main():
    users = [make_user(number) for number in range(USERS)]
    measured = [user for user in users if user["test"]]
    per_user, means = {}, {}
    for name, metric in METRICS.items():
        for k in LENGTHS:
            values = [metric(user, k) for user in measured]
            per_user[f"{name}@{k}"] = values
            means[f"{name}@{k}"] = math.fsum(values) / len(values)
    for k in LENGTHS:
        means[f"coverage@{k}"] = coverage(measured, k)
        means[f"gini@{k}"] = gini(measured, k)
    golden = {
        "itemCount": ITEMS,
        "lengths": LENGTHS,
        "users": users,
        "measuredUsers": [number for number, user in enumerate(users) if user["test"]],
        "means": means,
        "perUser": per_user,
    }
    write_golden("ranking-metrics", golden)


main()
