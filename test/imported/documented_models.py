"""Trains a model of LightFM or Surprise on made-up ratings, saves it as docs/import.md says, and writes what it itself recommends.

usage: documented_models.py LIBRARY SNIPPET FOLDER

SNIPPET is the Python of the page, which runs in FOLDER as it stands. FOLDER gets besides plays.csv, and lists.json: for 200 users
their vector, the items that they have, and the scores of all items by id.
"""

import json
import os
import sys
from pathlib import Path

import numpy

USERS, ITEMS, SAMPLE = 300, 250, 200


def ratings():
    """Rows of user, item, rating; every item is rated, and items are met in no order."""
    random = numpy.random.default_rng(7)
    had = random.random((USERS, ITEMS)) < 0.1
    had[random.integers(0, USERS, ITEMS), numpy.arange(ITEMS)] = True
    rows = [(f"u{u}", f"t{i}", int(random.integers(1, 6))) for u, i in zip(*numpy.nonzero(had))]
    return [rows[place] for place in random.permutation(len(rows))]


def lightfm(rows, snippet):
    from lightfm import LightFM
    from lightfm.data import Dataset

    dataset = Dataset()
    dataset.fit([user for user, _, _ in rows], [item for _, item, _ in rows])
    model = LightFM(no_components=16, loss="warp", random_state=1)
    model.fit(dataset.build_interactions([(user, item) for user, item, _ in rows])[0], epochs=5, num_threads=1)
    user_features, item_features = None, None
    exec(snippet, {**globals(), **locals()})
    users, _, items, _ = dataset.mapping()
    vectors = model.get_user_representations(user_features)[1]
    for user, row in list(users.items())[:SAMPLE]:
        scores = model.predict(row, numpy.arange(len(items)))
        yield user, vectors[row], {item: float(scores[place]) for item, place in items.items()}


def surprise(rows, snippet):
    from pandas import DataFrame
    from surprise import SVD, Dataset, Reader

    trainset = Dataset.load_from_df(DataFrame(rows), Reader(rating_scale=(1, 5))).build_full_trainset()
    algo = SVD(n_factors=16, n_epochs=10, random_state=1).fit(trainset)
    exec(snippet, {**globals(), **locals()})
    for row in range(SAMPLE):
        scores = {trainset.to_raw_iid(item): float(algo.estimate(row, item)) for item in trainset.all_items()}
        yield trainset.to_raw_uid(row), algo.pu[row], scores


def main(library, snippet, folder):
    os.chdir(folder)
    rows = ratings()
    Path("plays.csv").write_text("user,item\n" + "".join(f"{user},{item}\n" for user, item, _ in rows))
    train = {"LightFM": lightfm, "Surprise": surprise}[library]
    lists = [
        {"vector": vector.tolist(), "history": [item for one, item, _ in rows if one == user], "scores": scores}
        for user, vector, scores in train(rows, snippet)
    ]
    Path("lists.json").write_text(json.dumps(lists))


main(*sys.argv[1:])
