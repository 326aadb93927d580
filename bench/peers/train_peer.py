"""Fits one model of a Python package to one data set and prints one line of JSON.

The task is the only argument: {"folder", "model", "settings", "threads", "seed", "factorsPath"}. The data are what
bench/train/data.ts has stored. What is timed is named in bench/train/measure.ts, which does the same on the other side.
"""

import json
import os
import sys

task = json.loads(sys.argv[1])
# implicit spreads its own loops over the threads; BLAS must not do so inside of them.
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["OMP_NUM_THREADS"] = str(task["threads"])

import resource
import time

import numpy as np

SETTINGS = task["settings"]


def column(name, dtype):
    return np.fromfile(os.path.join(task["folder"], name), dtype=dtype)


def part(name):
    return column(name + "-users.u32", np.uint32), column(name + "-items.u32", np.uint32), column(name + "-values.f32", np.float32)


def clock():
    """Seconds on the clock, and processor seconds of all threads."""
    return time.perf_counter(), time.process_time()


def surprise_model():
    from surprise import SVD, CoClustering, KNNBaseline, SlopeOne, SVDpp

    if task["model"] in ("biased-mf", "svdpp"):
        kind = SVD if task["model"] == "biased-mf" else SVDpp
        return kind(
            n_factors=SETTINGS["factors"],
            n_epochs=SETTINGS["epochs"],
            lr_all=SETTINGS["learningRate"],
            reg_all=SETTINGS["regularization"],
            init_std_dev=SETTINGS["initialDeviation"],
            random_state=task["seed"],
        )
    if task["model"] in ("user-knn", "item-knn"):
        options = {"name": SETTINGS["similarity"], "user_based": task["model"] == "user-knn"}
        return KNNBaseline(k=SETTINGS["k"], sim_options=options, verbose=False)
    if task["model"] == "slope-one":
        return SlopeOne()
    return CoClustering(
        n_cltr_u=SETTINGS["userClusters"],
        n_cltr_i=SETTINGS["itemClusters"],
        n_epochs=SETTINGS["epochs"],
        random_state=task["seed"],
    )


def fit_ratings():
    from surprise import Dataset, Reader

    def rows(name):
        return [(int(user), int(item), float(value)) for user, item, value in zip(*part(name))]

    train, test = rows("train"), rows("test")
    scale = (min(row[2] for row in train), max(row[2] for row in train))
    trainset = Dataset(Reader(rating_scale=scale)).construct_trainset([(*row, None) for row in train])
    model = surprise_model()
    began = clock()
    model.fit(trainset)
    predictions = model.test(test)
    ended = clock()
    errors = np.array([row.r_ui - row.est for row in predictions])
    return [ended[0] - began[0]], [ended[1] - began[1]], {"rmse": float(np.sqrt(np.mean(errors**2)))}


def fit_factors():
    from scipy.sparse import csr_matrix

    with open(os.path.join(task["folder"], "sizes.json"), encoding="utf-8") as file:
        sizes = json.load(file)
    users, items, _ = part("train")
    shape = (sizes["userCount"], sizes["itemCount"])
    matrix = csr_matrix((np.ones(len(users), dtype=np.float32), (users, items)), shape=shape)
    moments = [clock()]
    model, matrix = (als_model if task["model"] == "implicit-als" else bpr_model)(matrix)
    model.fit(matrix, show_progress=False, callback=lambda *_: moments.append(clock()))
    seconds = np.diff(np.array(moments), axis=0)
    # The first epoch is left out: it has the preparations of both sides in it.
    seconds = seconds[1:] if len(seconds) > 1 else seconds
    for name, factors in (("users", model.user_factors), ("items", model.item_factors)):
        np.asarray(factors, dtype=np.float32).tofile(task["factorsPath"] + "-" + name + ".f32")
    return seconds[:, 0].tolist(), seconds[:, 1].tolist(), {}


def als_model(matrix):
    """(C − 1) and λ of implicit are ours divided by the weight of unobserved pairs."""
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=SETTINGS["factors"],
        regularization=SETTINGS["regularization"] / SETTINGS["unobservedWeight"],
        iterations=SETTINGS["epochs"],
        num_threads=task["threads"],
        random_state=task["seed"],
    )
    model.cg_steps = SETTINGS["cgSteps"]
    return model, matrix * np.float32(1 + 1 / SETTINGS["unobservedWeight"])


def bpr_model(matrix):
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    model = BayesianPersonalizedRanking(
        factors=SETTINGS["factors"],
        learning_rate=SETTINGS["learningRate"],
        regularization=SETTINGS["regularization"],
        iterations=SETTINGS["epochs"],
        num_threads=task["threads"],
        random_state=task["seed"],
    )
    return model, matrix


def peak_bytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


seconds, cpu_seconds, metrics = (fit_factors if task["model"] in ("implicit-als", "bpr") else fit_ratings)()
result = {
    "rawMs": [1000 * value for value in seconds],
    "rawCpuMs": [1000 * value for value in cpu_seconds],
    "peakBytes": peak_bytes(),
    "metrics": metrics,
}
print("\nresult " + json.dumps(result))
