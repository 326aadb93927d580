"""Makes test/evaluation/goldens/scikit-learn.json: what scikit-learn says of invented decisions, ratings and
rankings.

Run from the repository root, in an environment of its own:

    python3 -m venv .venv && .venv/bin/pip install -r scripts/goldens/requirements.txt
    .venv/bin/python scripts/goldens/scikit-learn.py

Where scikit-learn warns and falls back on a number (one class only, nothing decided positive), it is asked for NaN with
zero_division, or NaN is written for it; null stands for NaN in the file.
"""

import math
import random
import warnings
from importlib.metadata import version

import numpy as np
from golden import write_golden
from sklearn import metrics

# Only random() is drawn from: its stream is the same in every version of Python.
draw = random.Random(20240602).random


def make_case(name, rows, positive_share=0.4, levels=None, skill=0.5):
    """Scores that follow the class by `skill`, rounded to so many levels that ties come up."""
    actual = [int(draw() < positive_share) for _ in range(rows)]
    scores = [skill * row + (1 - skill) * draw() for row in actual]
    if levels is not None:
        scores = [math.floor(score * levels) / levels for score in scores]
    decided = [int(score >= 0.5) for score in scores]
    return {"name": name, "actual": actual, "scores": scores, "decided": decided}


def by_hand(name, actual, scores, decided):
    return {"name": name, "actual": actual, "scores": scores, "decided": decided}


def classification_cases():
    return [
        make_case("scores without ties", 120),
        make_case("scores with ties", 120, levels=7),
        make_case("worse than chance", 80, levels=9, skill=-0.3),
        make_case("equal scores", 40, levels=1, skill=0),
        make_case("perfect order", 30, skill=0.95),
        make_case("few positives", 150, positive_share=0.04, levels=20),
        make_case("only positives", 20, positive_share=1, levels=5),
        make_case("only negatives", 20, positive_share=0, levels=5),
        by_hand("nothing decided positive", [0, 1, 1, 0], [0.1, 0.2, 0.3, 0.4], [0, 0, 0, 0]),
        by_hand("nothing positive at all", [0, 0, 0], [0.1, 0.1, 0.3], [0, 0, 0]),
        by_hand("one row", [1], [2.0], [1]),
        by_hand("scores of any size", [1, 0, 1, 0], [1e300, 1.0, -1e300, -1e300], [1, 1, 0, 0]),
    ]


def classify(case):
    actual, decided, scores = case["actual"], case["decided"], case["scores"]
    (tn, fp), (fn, tp) = metrics.confusion_matrix(actual, decided, labels=[0, 1])
    classes = set(actual)
    return {
        "truePositives": tp,
        "falsePositives": fp,
        "falseNegatives": fn,
        "trueNegatives": tn,
        "accuracy": metrics.accuracy_score(actual, decided),
        "precision": metrics.precision_score(actual, decided, zero_division=math.nan),
        "recall": metrics.recall_score(actual, decided, zero_division=math.nan),
        "f1": metrics.f1_score(actual, decided, zero_division=math.nan),
        "rocAuc": metrics.roc_auc_score(actual, scores) if len(classes) == 2 else math.nan,
        "averagePrecision": metrics.average_precision_score(actual, scores) if 1 in classes else math.nan,
    }


def rating_cases():
    half_stars = [0.5 * (1 + math.floor(10 * draw())) for _ in range(150)]
    predicted = [rating + 3 * (draw() - 0.5) for rating in half_stars]
    return [
        {"name": "half stars", "actual": half_stars, "predicted": predicted},
        {"name": "exact", "actual": [1.0, 2.5, 5.0], "predicted": [1.0, 2.5, 5.0]},
        {"name": "one row", "actual": [3.0], "predicted": [4.75]},
        {"name": "off by one each way", "actual": [3.0, 3.0, 3.0], "predicted": [2.0, 4.0, 4.0]},
    ]


def item_auc_case(number):
    """One user's catalogue, of which a model returns the best few; scores in quarters tie often and are exact in f32."""
    items = 6 + math.floor(draw() * 40)
    relevant_share = 0 if number == 3 else 1 if number == 4 else 0.1 + 0.5 * draw()
    relevant = [int(draw() < relevant_share) for _ in range(items)]
    levels = 1 if number == 5 else 3 + math.floor(draw() * 30)
    scores = [math.floor(draw() * levels + row * levels / 3) / 4 for row in relevant]
    order = sorted(range(items), key=lambda item: (-scores[item], item))
    returned = 0 if number == 6 else items if number % 3 == 0 else 1 + math.floor(draw() * items)
    shown = order[:returned]
    # What was not returned stands below everything, tied with one another.
    known = [scores[item] if item in shown else min(scores) - 1 for item in range(items)]
    two_classes = 0 < sum(relevant) < items
    return {
        "hits": [relevant[item] for item in shown],
        "scores": [scores[item] for item in shown],
        "relevantCount": sum(relevant),
        "candidateCount": items,
        "auc": metrics.roc_auc_score(relevant, known) if two_classes else math.nan,
    }


def errors(case):
    actual, predicted = np.array(case["actual"]), np.array(case["predicted"])
    return {
        "rmse": math.sqrt(metrics.mean_squared_error(actual, predicted)),
        "mae": metrics.mean_absolute_error(actual, predicted),
    }


def main():
    warnings.simplefilter("error")
    write_golden(
        "scikit-learn",
        {
            "library": f"scikit-learn {version('scikit-learn')}",
            "classification": [{**case, "expected": classify(case)} for case in classification_cases()],
            "ratings": [{**case, "expected": errors(case)} for case in rating_cases()],
            "itemAuc": [item_auc_case(number) for number in range(30)],
        },
    )


main()
