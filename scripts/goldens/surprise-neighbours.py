"""Makes test/models/goldens/surprise-neighbours.json: what scikit-surprise's neighbourhoods, SlopeOne and CoClustering predict,
so that ours can be compared with code that shares none of it.

Needs scikit-surprise==1.1.5 and numpy==2.4.6, best in a virtual environment of their own. Run from the repository root,
then let the formatter lay the file out:

    python3 scripts/goldens/surprise-neighbours.py && npx biome format --write test/models/goldens/surprise-neighbours.json

The ratings are invented here: whole stars, since SlopeOne and CoClustering cut others off. They go in by user, then item,
ascending, so that equal similarities are taken in the order of our ties. Only pairs that were not rated are asked for, one in
seven: in Surprise a user is their own nearest neighbour. One user and two items are only asked about. Errors on fold u1 of MovieLens
100K are added where $NEAREDGE_DATA/ml-100k, else ../shared/data/ml-100k, is there; the script fails without.
"""

import json
import os
import random

import numpy
from surprise import (
    CoClustering,
    Dataset,
    KNNBaseline,
    KNNBasic,
    KNNWithMeans,
    KNNWithZScore,
    Reader,
    SlopeOne,
    accuracy,
)
from surprise.model_selection import PredefinedKFold

USERS = 40
ITEMS = 30
CLUSTERS = 3

KINDS = {"basic": KNNBasic, "means": KNNWithMeans, "zscore": KNNWithZScore, "baseline": KNNBaseline}
SIMILARITIES = {"cosine": "cosine", "pearson": "pearson", "pearson-baseline": "pearson_baseline", "msd": "msd"}
SETTINGS = [
    {"neighbours": 40},
    {"neighbours": 3, "minNeighbours": 2, "minSupport": 3},
    {"neighbours": 5, "shrinkage": 12.5, "userRegularization": 5, "itemRegularization": 2, "epochs": 4},
]


def make_ratings():
    draw = random.Random(20101001)
    generosity = [draw.gauss(0, 0.8) for _ in range(USERS)]
    quality = [draw.gauss(0, 0.9) for _ in range(ITEMS)]
    ratings = []
    for user in range(USERS):
        count = 1 if user % 20 == 4 else 3 + int(draw.random() * 15)
        for item in sorted(draw.sample(range(ITEMS), count)):
            value = 3.2 + generosity[user] + quality[item] + draw.gauss(0, 0.8)
            ratings.append([user, item, min(5, max(1, round(value)))])
    return ratings


def trainset_of(ratings):
    data = Dataset(Reader(rating_scale=(1, 5)))
    data.raw_ratings = [(user, item, value, None) for user, item, value in ratings]
    return data.construct_trainset(data.raw_ratings)


def neighbours(side, kind, similarity, setting):
    options = {"name": SIMILARITIES[similarity], "user_based": side == "user", "min_support": setting.get("minSupport", 1)}
    if "shrinkage" in setting:
        options["shrinkage"] = setting["shrinkage"]
    baseline = {"method": "als", "reg_u": 15, "reg_i": 10, "n_epochs": 10}
    for ours, theirs in [("userRegularization", "reg_u"), ("itemRegularization", "reg_i"), ("epochs", "n_epochs")]:
        if ours in setting:
            baseline[theirs] = setting[ours]
    return KINDS[kind](
        k=setting["neighbours"], min_k=setting.get("minNeighbours", 1), sim_options=options, bsl_options=baseline, verbose=False
    )


def variants():
    for side in ["user", "item"]:
        for kind in KINDS:
            for similarity in SIMILARITIES:
                for setting in SETTINGS:
                    # In Surprise shrinkage belongs to pearson_baseline alone.
                    if similarity != "pearson-baseline":
                        setting = {name: value for name, value in setting.items() if name != "shrinkage"}
                    yield side, {"kind": kind, "similarity": similarity, **setting}


def predictions(algorithm, pairs):
    return [round(float(algorithm.predict(user, item).est), 9) for user, item in pairs]


def co_clustering(trainset, pairs):
    # The first draws of the generator that CoClustering makes for itself.
    draw = numpy.random.RandomState(3)
    users = draw.randint(CLUSTERS, size=trainset.n_users)
    items = draw.randint(CLUSTERS, size=trainset.n_items)
    algorithm = CoClustering(n_cltr_u=CLUSTERS, n_cltr_i=CLUSTERS, n_epochs=60, random_state=3).fit(trainset)
    again = CoClustering(n_cltr_u=CLUSTERS, n_cltr_i=CLUSTERS, n_epochs=61, random_state=3).fit(trainset)
    assert (algorithm.cltr_u == again.cltr_u).all() and (algorithm.cltr_i == again.cltr_i).all(), "not settled"
    by_user = [trainset.to_inner_uid(user) for user in range(USERS)]
    by_item = [trainset.to_inner_iid(item) for item in range(ITEMS)]
    return {
        "beginUsers": [int(users[inner]) for inner in by_user],
        "beginItems": [int(items[inner]) for inner in by_item],
        "users": [int(algorithm.cltr_u[inner]) for inner in by_user],
        "items": [int(algorithm.cltr_i[inner]) for inner in by_item],
        "predictions": predictions(algorithm, pairs),
    }


def errors_on_movielens(folder):
    files = [(f"{folder}/u1.base", f"{folder}/u1.test")]
    trainset, testset = next(PredefinedKFold().split(Dataset.load_from_folds(files, Reader("ml-100k"))))
    errors = []
    for side, options in [
        ("user", {"kind": "basic", "similarity": "msd"}),
        ("user", {"kind": "means", "similarity": "msd"}),
        ("user", {"kind": "zscore", "similarity": "cosine"}),
        ("user", {"kind": "baseline", "similarity": "msd"}),
        ("item", {"kind": "means", "similarity": "pearson"}),
        ("item", {"kind": "baseline", "similarity": "pearson-baseline"}),
    ]:
        algorithm = neighbours(side, options["kind"], options["similarity"], {"neighbours": 40})
        rmse = accuracy.rmse(algorithm.fit(trainset).test(testset), verbose=False)
        errors.append({"side": side, "options": options, "rmse": rmse})
    return errors


def main():
    folder = os.path.join(os.environ.get("NEAREDGE_DATA", "../shared/data"), "ml-100k")
    ratings = make_ratings()
    trainset = trainset_of(ratings)
    rated = {(user, item) for user, item, _ in ratings}
    pairs = [(user, item) for user in range(USERS + 1) for item in range(ITEMS + 2) if (user, item) not in rated][::7]
    known = [(user, item) for user, item in pairs if user < USERS and item < ITEMS]
    golden = {
        "userCount": USERS + 1,
        "itemCount": ITEMS + 2,
        "ratings": ratings,
        "pairs": pairs,
        "neighbours": [
            {
                "side": side,
                "options": options,
                "predictions": predictions(
                    neighbours(side, options["kind"], options["similarity"], options).fit(trainset), pairs
                ),
            }
            for side, options in variants()
        ],
        "slopeOne": predictions(SlopeOne().fit(trainset), known),
        "coClustering": co_clustering(trainset, known),
        "movielens": errors_on_movielens(folder),
    }
    os.makedirs("test/models/goldens", exist_ok=True)
    with open("test/models/goldens/surprise-neighbours.json", "w", encoding="utf-8") as file:
        json.dump(golden, file)
        file.write("\n")


main()
