"""Fits one model of a Python package to one data set and prints one line of JSON.

The task is the only argument, FitTask of bench/train/fit-task.ts; bench/train/measure.ts says what is timed. The data are what
bench/train/data.ts has stored.
"""

import json
import os
import sys

task = json.loads(sys.argv[1])
# implicit and LightFM spread their own loops over the threads; BLAS must not do so inside of them. The others have BLAS alone.
blas_threads = 1 if task["package"] in ("implicit", "lightfm") else task["threads"]
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(blas_threads)
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
    from surprise import NMF, SVD, CoClustering, KNNBaseline, SlopeOne, SVDpp

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
        return KNNBaseline(k=SETTINGS["neighbours"], sim_options=options, verbose=False)
    if task["model"] == "slope-one":
        return SlopeOne()
    if task["model"] == "nmf":
        return NMF(
            n_factors=SETTINGS["factors"],
            n_epochs=SETTINGS["epochs"],
            biased=SETTINGS["biases"],
            reg_pu=SETTINGS["userRegularization"],
            reg_qi=SETTINGS["itemRegularization"],
            init_low=SETTINGS["initialLow"],
            init_high=SETTINGS["initialHigh"],
            random_state=task["seed"],
        )
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
    rmse = float(np.sqrt(np.mean(errors**2)))
    return [ended[0] - began[0]], [ended[1] - began[1]], {"rmse": rmse}, peak_bytes()


def observed():
    """Users × items: 1 where there is an interaction."""
    from scipy.sparse import csr_matrix

    with open(os.path.join(task["folder"], "sizes.json"), encoding="utf-8") as file:
        sizes = json.load(file)
    users, items, _ = part("train")
    shape = (sizes["userCount"], sizes["itemCount"])
    return csr_matrix((np.ones(len(users), dtype=np.float32), (users, items)), shape=shape)


def fit_factors():
    moments = []
    fit = fit_lightfm if task["package"] == "lightfm" else fit_implicit
    factors = fit(observed(), lambda: moments.append(clock()))
    seconds = np.diff(np.array(moments), axis=0)
    # The first epoch is left out: it has the preparations of both sides in it.
    seconds = seconds[1:] if len(seconds) > 1 else seconds
    peak = peak_bytes()
    for name, values in zip(("users", "items"), factors):
        np.asarray(values, dtype=np.float32).tofile(task["outputPath"] + "-" + name + ".f32")
    return seconds[:, 0].tolist(), seconds[:, 1].tolist(), {}, peak


def fit_implicit(matrix, note):
    note()
    model, matrix = (als_model if task["model"] == "implicit-als" else bpr_model)(matrix)
    model.fit(matrix, show_progress=False, callback=lambda *_: note())
    return model.user_factors, model.item_factors


def fit_lightfm(matrix, note):
    """The bias of an item stands behind its factors, and a one behind those of a user, whose own bias ranks nothing."""
    from lightfm import LightFM

    class Timed(LightFM):
        def _run_epoch(self, *arguments):
            super()._run_epoch(*arguments)
            note()

    model = Timed(
        no_components=SETTINGS["factors"],
        learning_schedule="adagrad",
        loss=task["model"],
        learning_rate=SETTINGS["learningRate"],
        item_alpha=SETTINGS["regularization"],
        user_alpha=SETTINGS["regularization"],
        max_sampled=SETTINGS.get("maxSampled", 10),
        random_state=task["seed"],
    )
    note()
    model.fit(matrix, epochs=SETTINGS["epochs"], num_threads=task["threads"])
    ones = np.ones((matrix.shape[0], 1))
    return np.hstack([model.user_embeddings, ones]), np.hstack([model.item_embeddings, model.item_biases[:, None]])


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


def fit_whole():
    from whole_fits import FITS

    if task["model"] == "tf-idf":
        with open(os.path.join(task["folder"], "texts.json"), encoding="utf-8") as file:
            data = json.load(file)
    else:
        data = observed()
    fit, store = FITS[task["model"]](task)
    began = clock()
    fitted = fit(data)
    ended = clock()
    peak = peak_bytes()
    store(fitted, data)
    return [ended[0] - began[0]], [ended[1] - began[1]], {}, peak


# The module beside this one must not leave a folder of bytecode there.
sys.dont_write_bytecode = True
FAMILIES = {"implicit-als": fit_factors, "bpr": fit_factors, "warp": fit_factors}
FAMILIES.update({"pure-svd": fit_whole, "ease": fit_whole, "tf-idf": fit_whole})
seconds, cpu_seconds, metrics, peak = FAMILIES.get(task["model"], fit_ratings)()
result = {
    "rawMs": [1000 * value for value in seconds],
    "rawCpuMs": [1000 * value for value in cpu_seconds],
    "peakBytes": peak,
    "metrics": metrics,
}
print("\nresult " + json.dumps(result))
