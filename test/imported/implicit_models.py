"""Trains models of implicit on made-up plays, saves them, and writes what they themselves recommend.

usage: implicit_models.py FOLDER

FOLDER gets plays.csv, items.txt and users.txt (ids of rows), and for each model NAME.npz and NAME.json: for 200 users
their id and the ids and scores of the best 30 items that they have not played.
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking

USERS, ITEMS, TASTES, SAMPLE, BEST = 400, 300, 6, 200, 30


def plays():
    """Counts of plays: users of a few tastes, items of a few kinds, some items far more popular."""
    random = np.random.default_rng(7)
    taste = random.dirichlet(np.full(TASTES, 0.3), USERS)
    kind = random.dirichlet(np.full(TASTES, 0.3), ITEMS)
    popular = random.pareto(1.5, ITEMS) + 0.2
    chance = np.minimum(0.9, 0.25 * (taste @ kind.T) * popular)
    had = random.random((USERS, ITEMS)) < chance
    had[np.arange(USERS), random.integers(0, ITEMS, USERS)] = True
    return sp.csr_matrix(np.where(had, 1 + random.poisson(2, (USERS, ITEMS)), 0).astype(np.float32))


def main(folder):
    counts = plays()
    user_ids = [f"u{row * 7 % USERS}" for row in range(USERS)]
    item_ids = [f"t{row * 11 % ITEMS}" for row in range(ITEMS)]
    (folder / "users.txt").write_text("\n".join(user_ids) + "\n")
    (folder / "items.txt").write_text("\n".join(item_ids) + "\n")
    table = counts.tocoo()
    rows = [f"{user_ids[u]},{item_ids[i]},{int(v)}" for u, i, v in zip(table.row, table.col, table.data)]
    (folder / "plays.csv").write_text("user,item,count\n" + "\n".join(rows) + "\n")
    binary = counts.copy()
    binary.data[:] = 1
    settings = {"factors": 24, "iterations": 8, "random_state": 3, "num_threads": 1}
    als = [
        ("als-counts", counts, AlternatingLeastSquares(alpha=4.0, regularization=0.3, **settings)),
        ("als-double", counts, AlternatingLeastSquares(alpha=1.5, regularization=2.0, dtype=np.float64, **settings)),
        ("als-binary", binary, AlternatingLeastSquares(regularization=0.05, **settings)),
    ]
    for name, matrix, model in als:
        model.fit(matrix, show_progress=False)
        write(folder, name, model, matrix, item_ids, user_ids, recalculate_user=True)
    bpr = BayesianPersonalizedRanking(factors=16, iterations=60, learning_rate=0.03, random_state=3, num_threads=1)
    bpr.fit(binary, show_progress=False)
    write(folder, "bpr", bpr, binary, item_ids, user_ids)
    np.savez_compressed(folder / "packed.npz", **dict(np.load(folder / "als-counts.npz")))


def write(folder, name, model, matrix, item_ids, user_ids, **how):
    model.save(str(folder / f"{name}.npz"))
    lists = []
    for row in range(0, USERS, USERS // SAMPLE):
        items, scores = model.recommend(row, matrix[row], N=BEST, **how)
        vector = [float(value) for value in model.user_factors[row]]
        lists.append({
            "user": user_ids[row],
            "items": [item_ids[item] for item in items],
            "scores": [float(score) for score in scores],
            "vector": vector,
        })
    (folder / f"{name}.json").write_text(json.dumps(lists))


main(Path(sys.argv[1]))
