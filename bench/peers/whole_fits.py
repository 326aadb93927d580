"""Fits without epochs. Each is made by a function of the task, which imports what is needed, and is a pair: what is timed,
and what stores the outcome and is not."""

import json

import numpy as np


def lanczos(task):
    """The right singular vectors, as rows, in f64 and with the tolerance of the other side."""
    from scipy.sparse.linalg import svds

    def fit(matrix):
        # svds wants fewer than all.
        count = min(task["settings"]["factors"], min(matrix.shape) - 1)
        start = np.random.default_rng(task["seed"]).standard_normal(min(matrix.shape))
        return svds(matrix.astype(np.float64), k=count, tol=1e-7, v0=start, return_singular_vectors="vh")[2]

    return fit


def randomised(task):
    """The same in f32, with the columns and power iterations of the other side."""
    from sklearn.utils.extmath import randomized_svd

    options = {"n_oversamples": 32, "n_iter": task["settings"]["powerIterations"], "random_state": task["seed"]}
    return lambda matrix: randomized_svd(matrix, n_components=task["settings"]["factors"], **options)[2]


def pure_svd(task):
    def store(vectors, _matrix):
        np.ascontiguousarray(vectors.T, dtype=np.float32).tofile(task["outputPath"] + "-items.f32")

    return (lanczos if task["settings"]["method"] == "lanczos" else randomised)(task), store


def ease(task):
    """B = −P / diag(P) with zeros on the diagonal, P = (XᵀX + λI)⁻¹ (Steck 2019). In f32 as on the other side; the
    reference is the same in f64."""

    def fit(matrix):
        gram = (matrix.T @ matrix).toarray()
        diagonal = np.diag_indices(gram.shape[0])
        gram[diagonal] += gram.dtype.type(task["settings"]["regularization"])
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        weights[diagonal] = 0
        return weights

    def store(weights, matrix):
        weights.astype(np.float32).tofile(task["outputPath"] + "-weights.f32")
        fit(matrix.astype(np.float64)).astype(np.float32).tofile(task["referencePath"] + "-weights.f32")

    return fit, store


def tf_idf(task):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer()

    def store(vectors, _texts):
        stored = {
            "terms": vectorizer.get_feature_names_out().tolist(),
            "offsets": vectors.indptr.tolist(),
            "columns": vectors.indices.tolist(),
            "values": vectors.data.tolist(),
        }
        for path in (task["outputPath"], task["referencePath"]):
            with open(path + "-vectors.json", "w", encoding="utf-8") as file:
                json.dump(stored, file)

    return vectorizer.fit_transform, store


FITS = {"pure-svd": pure_svd, "ease": ease, "tf-idf": tf_idf}
