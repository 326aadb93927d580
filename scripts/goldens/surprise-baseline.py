"""Makes test/models/goldens/surprise-baseline.json: biases, predicted ratings and errors of scikit-surprise's BaselineOnly,
so that user-item-baseline can be compared with code that shares none of it.

Needs scikit-surprise==1.1.5 and numpy==2.4.6, best in a virtual environment of their own. Run from the repository root,
then let the formatter lay the file out:

    python3 scripts/goldens/surprise-baseline.py && npx biome format --write test/models/goldens/surprise-baseline.json

The ratings are invented here: half stars of thirty users, among them users and items with a single rating, and one user
and two items that are only asked about. Errors on the folds u1 to u5 of MovieLens 100K are added where
$NEAREDGE_DATA/ml-100k, else ../shared/data/ml-100k, is there; the script fails without, so that no half golden is written.

Ratings go in by user, then item, ascending: the order in which sgd goes through them in both implementations.
"""

import json
import os
import random

from surprise import BaselineOnly, Dataset, Reader, accuracy
from surprise.model_selection import PredefinedKFold

USERS = 30
ITEMS = 25
# Known to the vocabulary, without a rating in train.
UNKNOWN_USER = USERS
UNKNOWN_ITEMS = [ITEMS, ITEMS + 1]

VARIANTS = [
    {"method": "als"},
    {"method": "als", "epochs": 1, "userRegularization": 0.5, "itemRegularization": 0.25},
    {"method": "als", "epochs": 25, "userRegularization": 0, "itemRegularization": 3},
    {"method": "sgd"},
    {"method": "sgd", "epochs": 7, "learningRate": 0.05, "regularization": 0.3},
]
NAMES = {
    "method": "method",
    "epochs": "n_epochs",
    "userRegularization": "reg_u",
    "itemRegularization": "reg_i",
    "learningRate": "learning_rate",
    "regularization": "reg",
}


def make_ratings():
    draw = random.Random(20100101)
    generosity = [draw.gauss(0, 0.8) for _ in range(USERS)]
    quality = [draw.gauss(0, 0.9) for _ in range(ITEMS)]
    ratings = []
    for user in range(USERS):
        count = 1 if user % 10 == 4 else 3 + int(draw.random() * 15)
        # The last item has one rating, by the first user.
        own = set(draw.sample(range(ITEMS - 1), count)) | ({ITEMS - 1} if user == 0 else set())
        for item in sorted(own):
            value = 3.4 + generosity[user] + quality[item] + draw.gauss(0, 0.7)
            ratings.append([user, item, min(5.0, max(0.5, round(2 * value) / 2))])
    return ratings


def model(variant):
    return BaselineOnly(bsl_options={NAMES[name]: value for name, value in variant.items()}, verbose=False)


def fit(variant, ratings):
    values = [value for _, _, value in ratings]
    data = Dataset(Reader(rating_scale=(min(values), max(values))))
    data.raw_ratings = [(user, item, value, None) for user, item, value in ratings]
    trainset = data.construct_trainset(data.raw_ratings)
    algorithm = model(variant)
    algorithm.fit(trainset)
    pairs = [[user, item] for user in range(USERS + 1) for item in range(ITEMS + len(UNKNOWN_ITEMS))]
    predictions = [algorithm.predict(user, item).est for user, item in pairs]
    return {
        "options": variant,
        "mean": float(trainset.global_mean),
        "userBiases": [float(algorithm.bu[trainset.to_inner_uid(user)]) for user in range(USERS)],
        "itemBiases": [float(algorithm.bi[trainset.to_inner_iid(item)]) for item in range(ITEMS)],
        "predictions": predictions,
    }


def errors_on_movielens(variant, folder):
    files = [(f"{folder}/u{fold}.base", f"{folder}/u{fold}.test") for fold in range(1, 6)]
    data = Dataset.load_from_folds(files, Reader("ml-100k"))
    errors = []
    for trainset, testset in PredefinedKFold().split(data):
        predictions = model(variant).fit(trainset).test(testset)
        errors.append({"rmse": accuracy.rmse(predictions, verbose=False), "mae": accuracy.mae(predictions, verbose=False)})
    return {"options": variant, "folds": errors}


def main():
    folder = os.path.join(os.environ.get("NEAREDGE_DATA", "../shared/data"), "ml-100k")
    ratings = make_ratings()
    golden = {
        "userCount": USERS + 1,
        "itemCount": ITEMS + len(UNKNOWN_ITEMS),
        "ratings": ratings,
        "fits": [fit(variant, ratings) for variant in VARIANTS],
        "movielens": [errors_on_movielens({"method": method}, folder) for method in ["als", "sgd"]],
    }
    os.makedirs("test/models/goldens", exist_ok=True)
    with open("test/models/goldens/surprise-baseline.json", "w", encoding="utf-8") as file:
        json.dump(golden, file)
        file.write("\n")


main()
