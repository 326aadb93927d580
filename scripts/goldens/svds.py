"""Makes test/models/goldens/svds.json: the largest singular values of scipy.sparse.linalg.svds, so that both of our methods
can be compared with code that shares none of it.

Needs scipy==1.17.1 and numpy==2.4.6, best in a virtual environment of their own. Run from the repository root, then let the
formatter lay the file out:

    python3 scripts/goldens/svds.py && npx biome format --write test/models/goldens/svds.json

One matrix is invented here, and goes into the file as it is. The other is MovieLens 100K (u.data of $NEAREDGE_DATA/ml-100k,
else ../shared/data/ml-100k), once as ones and once as ratings.
"""

import json
import os

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds


def largest(matrix, rank):
    values = svds(matrix.astype(np.float64), k=rank, tol=1e-12, v0=np.ones(min(matrix.shape)))[1]
    return [round(float(value), 10) for value in sorted(values, reverse=True)]


def invented():
    draw = np.random.default_rng(20100501)
    dense = np.where(draw.random((40, 25)) < 0.3, np.round(draw.normal(0, 2, (40, 25)), 3), 0)
    rows, columns = dense.nonzero()
    entries = [[int(r), int(c), float(dense[r, c])] for r, c in zip(rows, columns)]
    return {"rows": 40, "columns": 25, "entries": entries, "singularValues": largest(csr_matrix(dense), 12)}


def movielens():
    folder = os.environ.get("NEAREDGE_DATA", "../shared/data")
    table = np.loadtxt(f"{folder}/ml-100k/u.data", dtype=np.int64)
    rows, columns = table[:, 0] - 1, table[:, 1] - 1
    shape = (rows.max() + 1, columns.max() + 1)
    ratings = csr_matrix((table[:, 2].astype(np.float64), (rows, columns)), shape=shape)
    ones = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    return {"binary": largest(ones, 100), "rating": largest(ratings, 100)}


with open("test/models/goldens/svds.json", "w", encoding="utf-8") as file:
    json.dump({"invented": invented(), "movielens100k": movielens()}, file)
