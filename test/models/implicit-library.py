"""Fits `implicit` and writes its item factors and its users, each computed anew from the item factors.

Standard input is a JSON: `alpha`, `regularization`, `factors`, `shape`, and the matrix of users and items as CSR: `indptr`, `indices`,
`data`. Items are rounded to float32 before the users are computed in float64, so that both sides read the same numbers.
"""

import json
import sys

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix

given = json.load(sys.stdin)
matrix = csr_matrix((given["data"], given["indices"], given["indptr"]), shape=given["shape"], dtype=np.float64)
model = AlternatingLeastSquares(
    factors=given["factors"],
    alpha=given["alpha"],
    regularization=given["regularization"],
    iterations=5,
    num_threads=1,
    random_state=1,
    dtype=np.float64,
    use_cg=False,
)
model.fit(matrix, show_progress=False)
model.item_factors = model.item_factors.astype(np.float32).astype(np.float64)
model._YtY = None
users = model.recalculate_user(np.arange(matrix.shape[0]), matrix)
json.dump({"items": model.item_factors.tolist(), "users": users.tolist()}, sys.stdout)
