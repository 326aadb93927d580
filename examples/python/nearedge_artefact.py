"""Reads a NearEdge artefact and recommends from it, with numpy and safetensors alone. Python 3.9 or newer.

    artefact = read_artefact("artefact")
    for item in artefact.recommend(["film-alien-1979"], k=5):
        print(item.id, item.score, item.title)

docs/python.md derives every equation. Scores are those of `nearedge recommend --no-rerank`, to 1e-5 of the largest (5e-5
with int8 rows, where a rounded query may fall on the next step): a re-ranking head is not applied. Models whose users are
found by a network or a mix are refused with NotImplementedError. `vector=` is the `vector` of a request.
"""
from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
from safetensors.numpy import load

NEWEST_FORMAT = 6
MAXIMUM_LANES = 512  # of the engine's scan
NOISE = 1e-4  # a cosine this small says nothing
INT8_NOISE = 2  # the same in steps of an int8 row
ROUNDING = 1e-6  # a sum of rows that is shorter than this share of them is their rounding
SCALES = ["factors.scales", "model.itemFactors.scales"]


class Item(NamedTuple):
    id: str
    score: float
    title: str
    popular: bool  # True where nothing follows from the history: such items stand by popularity


def read_artefact(folder, users=True) -> "Artefact":
    """Reads a folder that `nearedge train` wrote. `users=False` leaves the private files out."""
    return Artefact(Path(folder), users)


class Artefact:
    def __init__(self, folder: Path, users: bool):
        text = (folder / "manifest.json").read_bytes()
        self.manifest = manifest = json.loads(text)
        if manifest.get("format") != "nearedge-artefact" or manifest["formatVersion"] > NEWEST_FORMAT:
            raise ValueError(f"{folder}: expected an artefact of format version 1 to {NEWEST_FORMAT}")
        version = manifest["version"].encode()
        if hashlib.sha256(text.replace(version, b"0" * 16, 1)).hexdigest()[:16] != manifest["version"]:
            raise ValueError(f"{folder}: manifest.json was altered: its checksum is not its version")
        self.tensors: dict[str, np.ndarray] = {}
        for file in manifest["files"] + (manifest.get("privateFiles", []) if users else []):
            data = (folder / file["name"]).read_bytes()
            if hashlib.sha256(data).hexdigest() != file["sha256"]:
                raise ValueError(f"{file['name']}: damaged: expected sha-256 {file['sha256']}")
            self.tensors.update(load(data))
        self.kind, self.options = manifest["model"]["kind"], manifest["model"]["options"]
        self.head = manifest["head"]
        self.item_ids, self.titles = self.strings("items.ids"), self.strings("items.titles")
        self.index = {id: place for place, id in enumerate(self.item_ids)}
        self.popularity = self.tensor("items.popularity")
        self.user_ids = self.strings("users.ids") if self.has("users.ids.bytes") else []

    # ---- tensors ----------------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        return name in self.tensors or f"{name}.part-00001" in self.tensors

    def tensor(self, name: str) -> np.ndarray:
        """A tensor by its name in docs/artefact.md; one that is larger than a shard is put together from its parts."""
        if name in self.tensors:
            return self.tensors[name]
        parts = sorted(key for key in self.tensors if key.startswith(f"{name}.part-"))
        if not parts:
            raise KeyError(f"the artefact ({self.kind}) has no tensor {name}")
        return np.concatenate([self.tensors[part] for part in parts])

    def matrix(self, name: str, scales: str | None = None) -> np.ndarray:
        """f32 rows, or int8 rows times their scales."""
        rows = self.tensor(name)
        if rows.dtype != np.int8:
            return rows
        return rows.astype(np.float32) * self.tensor(scales or f"{name}.scales")[:, None]

    def strings(self, name: str) -> list[str]:
        data, offsets = self.tensor(f"{name}.bytes").tobytes(), self.tensor(f"{name}.offsets")
        return [data[start:end].decode("utf-8") for start, end in zip(offsets, offsets[1:])]

    def column(self, name: str):
        """A column of the items: f64 with NaN where unknown, or a list of values for each item."""
        categories, numbers = (self.manifest["columns"][kind] for kind in ("categories", "numbers"))
        if name in numbers:
            return self.tensor(f"items.numbers.{numbers.index(name)}")
        if name not in categories:
            raise KeyError(f"expected one of {categories + numbers}, got {name!r}")
        place = f"items.categories.{categories.index(name)}"
        values = self.strings(f"{place}.dictionary")
        codes, offsets = self.tensor(f"{place}.codes"), self.tensor(f"{place}.offsets")
        return [[values[code] for code in codes[start:end]] for start, end in zip(offsets, offsets[1:])]

    # ---- histories --------------------------------------------------------------------------------------------------

    def history_of(self, user_id: str) -> tuple[np.ndarray, np.ndarray]:
        """Items (indices) of a user of the training data, and what each weighs in the model."""
        place = self.user_ids.index(user_id)
        start, end = self.tensor("users.histories.offsets")[place : place + 2]
        items, values = (self.tensor(f"users.histories.{part}")[start:end] for part in ("indices", "values"))
        # They are kept as weights, but for values that were kept as given, and ratings beside item-knn's weights.
        if self.manifest["data"].get("historyValues") == "given" or self.kind == "item-knn":
            values = self._weights(values)
        order = np.argsort(items)
        return items[order], values[order]

    def _weights(self, values: np.ndarray) -> np.ndarray:
        """What values of interactions weigh, by the model's options."""
        options, ones = self.options, np.ones(len(values), np.float32)
        if self.kind == "implicit-als":
            hkv, weighting = options.get("objective") == "hkv", options["weighting"]
            if weighting == "binary":
                return ones * np.float32(options["confidenceOffset"] + options["confidence"] if hkv else 1)
            strength = values if weighting == "linear" else np.log1p(values)
            return ((options["confidenceOffset"] if hkv else 1) + options["confidence"] * strength).astype(np.float32)
        if self.kind == "tf-idf":
            explicit = self.manifest["data"]["feedback"] == "explicit"
            if options["weighting"] == "binary" or (options["weighting"] == "auto" and not explicit):
                return ones
            above = np.maximum(0, values - values.mean(dtype=np.float64)).astype(np.float32)
            return above if above.any() else ones
        if self.kind in RATINGS or (self.kind == "pure-svd" and options["values"] == "rating"):
            return values
        return ones

    def _sent(self, history) -> tuple[np.ndarray, np.ndarray]:
        """Items and weights of what a request would send: ids, or pairs of an id and a value."""
        given = {}
        for entry in history:
            id, value = (entry, None) if isinstance(entry, str) else entry
            if id not in self.index:
                raise KeyError(f"no item of the artefact has the id {id!r}")
            if value is not None or id not in given:
                given[id] = value
        order = sorted(given, key=self.index.__getitem__)
        items = np.array([self.index[id] for id in order], np.int64)
        if self.kind in RATINGS:  # the best rating there is where none is given
            _, low, high = self.tensor("model.scale")
            values = [high if given[id] is None else min(max(given[id], low), high) for id in order]
        elif self.kind == "pure-svd":
            values = [self.options.get("unnamedValue", 1) if given[id] is None else given[id] for id in order]
        else:
            values = [1 if given[id] is None else given[id] for id in order]
        values = np.array(values, np.float32)
        return items, np.ones_like(values) if self.kind == "tf-idf" else self._weights(values)

    # ---- scores and lists -------------------------------------------------------------------------------------------

    def score(self, items: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Scores of all items, f32; 0 where nothing follows from the history."""
        if self.kind not in KINDS:
            raise NotImplementedError(f"expected a model of {', '.join(sorted(KINDS))}; got {self.kind}")
        if len(items) == 0 or self.kind in ALIKE:
            return np.zeros(len(self.item_ids), np.float32)
        scores = KINDS[self.kind](self, np.asarray(items), np.asarray(weights, np.float64))
        return scores.astype(np.float32)

    def score_vector(self, vector) -> np.ndarray:
        """Scores of all items, f32, for the factors of somebody, which the model would else make of a history."""
        if self.kind not in VECTORS:
            raise NotImplementedError(f"expected a model of {', '.join(sorted(VECTORS))}; got {self.kind}")
        score, rows, partners = rows_for_vectors(self)
        x, length = np.asarray(vector, np.float64), rows.shape[1] - len(partners)
        if x.shape != (length,) or not np.isfinite(x).all():
            raise ValueError(f"vector: expected {length} finite numbers, got {x.size} in the shape {x.shape}")
        if self.options.get("normalise") and x.any():
            x = x / np.linalg.norm(x)
        return score(self, rows, np.append(x, partners), length).astype(np.float32)

    def recommend(self, history=(), k=10, user=None, exclude=(), allowed=None, vector=None) -> list[Item]:
        """The best k items for ids (or pairs of id and value), for a user of the training data, or for a vector.

        What the history has and what `exclude` names is left out; `allowed`, a bool for each item, is a filter. Score
        descending, then index ascending; where nothing follows from the history, by popularity, before scores below 0.
        """
        if self.head is not None:
            warnings.warn(f"the head ({self.head['kind']}) is not applied: scores are those before it", stacklevel=2)
        items, weights = self._sent(history) if user is None else self.history_of(user)
        scores = self.score(items, weights) if vector is None else self.score_vector(vector)
        open_ = np.ones(len(scores), bool) if allowed is None else np.array(allowed, bool)
        open_[items] = False
        open_[[self.index[id] for id in exclude]] = False
        left, level = np.flatnonzero(open_), scores == 0
        # The last key of lexsort counts first: above 0, level, below 0; then the score, or the popularity; then the index.
        keys = np.where(level, self.popularity, scores)[left]
        best = left[np.lexsort((left, -keys, -np.sign(scores[left])))][:k]
        fallback = level[best].all()
        return [
            Item(
                self.item_ids[i],
                float(self.popularity[i] if fallback else scores[i]),
                self.titles[i],
                bool(level[i]),
            )
            for i in best
        ]

    def predict(self, history=(), user=None) -> np.ndarray:
        """Predicted ratings of all items, within the scale of the training data; for the models in RATINGS."""
        if self.kind not in RATINGS:
            raise NotImplementedError(f"expected a model of {', '.join(sorted(RATINGS))}; got {self.kind}")
        items, ratings = self._sent(history) if user is None else self.history_of(user)
        _, _, _, predicted = RATINGS[self.kind](self, np.asarray(items), np.asarray(ratings, np.float64))
        _, low, high = self.tensor("model.scale")
        return np.clip(predicted, low, high)


# ---- factors: score = query · row -----------------------------------------------------------------------------------


def scan(a: Artefact, rows: np.ndarray, query: np.ndarray, lanes: int) -> np.ndarray:
    """query · row of all items, as the kernel rounds; 0 where that is no more than noise. `lanes` of a row are factors."""
    query = query.astype(np.float32).astype(np.float64)
    size = np.linalg.norm(query[:lanes])
    scales = next((a.tensor(name) for name in SCALES if a.has(name)), None)
    if scales is not None and query.any():  # the query is rounded to 15 bits
        step = np.abs(query).max() / 32767
        scores = rows @ (np.floor(query / step + 0.5) * step)
    else:
        scores = rows @ query
    norms = np.linalg.norm(rows[:, :lanes].astype(np.float64), axis=1)
    if lanes < rows.shape[1]:  # biases keep their part
        return scores * (size * norms.max() > NOISE * np.abs(scores).max())
    bound = NOISE * norms if scales is None else INT8_NOISE * scales
    return np.where(np.abs(scores) <= size * bound, 0, scores)


def implicit_als(a: Artefact, items, weights):
    """( α₀YᵀY + Σ w yyᵀ + λ n^ν I ) x = Σ w y,  n = |S| + α₀·items; α₀YᵀY is factors.gram.

    With objective=hkv α₀ is 1, n = |S|, and the weights of the left side are less by 1."""
    rows, o = a.matrix("factors.values", "factors.scales"), a.options
    own = rows[items].astype(np.float64)
    hkv = o.get("objective") == "hkv"
    n = len(items) + (0 if hkv else o["unobservedWeight"] * len(rows))
    penalty = o["regularization"] * n ** o["regularizationExponent"]
    lefts = np.maximum(0, weights - 1) if hkv else weights
    left = a.tensor("factors.gram") + (own.T * lefts) @ own + penalty * np.eye(rows.shape[1])
    right = own.T @ weights
    x = non_negative(left, right) if o.get("nonNegative") else np.linalg.solve(left, right)
    return scan(a, rows, x, rows.shape[1])


def pairwise(a: Artefact, items, _):
    """( YᵀY/items + κ/√n Σ yyᵀ + λI ) x = κ/√n Σ y,  score = x·y + bias; the bias is the last lane of a row."""
    rows, o = a.matrix("factors.values", "factors.scales"), a.options
    own = rows[items, :-1].astype(np.float64)
    weight = o["foldInWeight"] / np.sqrt(len(items))
    left = a.tensor("factors.gram")[:-1, :-1] + weight * own.T @ own + o["foldInRegularization"] * np.eye(own.shape[1])
    x = np.linalg.solve(left, weight * own.sum(axis=0))
    return scan(a, rows, np.append(x, o.get("biasLane", 1)), len(x))


def projection(a: Artefact, items, weights):
    """x = Σ w v"""
    rows = a.matrix("factors.values", "factors.scales")
    return scan(a, rows, weights @ rows[items].astype(np.float64), rows.shape[1])


def made_elsewhere(a: Artefact, items, _):
    """dot: x = Σ y / |S|, or of length 1 with normalise; ( Σ yyᵀ + λI ) x = Σ y with foldIn=ridge; else nobody is known.

    score = x·y + bias; with bias=true a row ends in its share of the bias, which has no part in x."""
    _, rows, partners = rows_for_vectors(a)
    o, lanes = a.options, rows.shape[1] - len(partners)
    own = rows[items, :lanes].astype(np.float64)
    if o["foldIn"] == "none":
        return np.zeros(len(rows))
    if o["foldIn"] == "ridge":
        x = np.linalg.solve(own.T @ own + o["regularization"] * np.eye(lanes), own.sum(axis=0))
    else:
        x = own.sum(axis=0)
        size = np.linalg.norm(x) if o["normalise"] else len(items)
        x = x / size if size > ROUNDING * len(items) else 0 * x
    return scan(a, rows, np.append(x, partners), lanes)


# ---- ratings: r̂ = μ + b_u + b_i + x·y ---------------------------------------------------------------------------------
# Each gives rows with lanes for biases, how many lanes are factors, the query, and predictions before they are clipped.


def ridge(own, targets, penalty, bias_penalty=None):
    """argmin over x, b of Σ (t − b − x·y)² + λ‖x‖² + λ_b b²; without a bias penalty there is no b. Returns x and b."""
    own = own.astype(np.float64)
    penalties = np.full(own.shape[1], penalty, np.float64)
    if bias_penalty is not None:
        own = np.hstack([own, np.ones((len(own), 1))])
        penalties = np.append(penalties, bias_penalty)
    found = np.linalg.solve(own.T @ own + np.diag(penalties), own.T @ targets)
    return (found, 0.0) if bias_penalty is None else (found[:-1], found[-1])


def non_negative_ridge(own, targets, penalty):
    """The same with x ≥ 0."""
    own = own.astype(np.float64)
    return non_negative(own.T @ own + penalty * np.eye(own.shape[1]), own.T @ targets)


def non_negative(left, right):
    """left·x = right as nearly as x ≥ 0 allows, by coordinate descent from 0."""
    x = np.zeros(len(right))
    for _ in range(1000):
        before = x.copy()
        for factor in np.flatnonzero(left.diagonal() > 0):
            x[factor] = max(0.0, x[factor] + (right[factor] - left[factor] @ x) / left[factor, factor])
        if np.abs(x - before).max() <= 1e-10 * x.max():
            break
    return x


def residuals(a: Artefact, items, ratings):
    """explicit-als, nmf, svd: factors of what the user-item baseline leaves of a rating, or of ratings themselves."""
    factors, b, o = a.matrix("model.itemFactors").astype(np.float64), a.tensor("model.itemBiases"), a.options
    factors = factors.reshape(len(b), -1)
    words = a.tensor("model.rated")
    rated = np.unpackbits(words.astype("<u4").view(np.uint8), bitorder="little")[: len(b)].astype(bool)
    mean = a.tensor("model.scale")[0]
    level = mean + (ratings - mean - b[items]).sum() / (15 + len(items))
    biases = o["centre"] == "baseline" if a.kind == "svd" else o["biases"]
    known = rated[items]
    own, n = factors[items[known]], int(known.sum())
    targets = (ratings - level - b[items] if biases else ratings)[known]
    x = None
    if n > 0 and a.kind == "svd":
        x = targets @ own
    elif n > 0 and a.kind == "nmf":
        x = non_negative_ridge(own, targets, o["userRegularization"] * n)
    elif n > 0:
        x, _ = ridge(own, targets, o["regularization"] * n ** o["regularizationExponent"])
    zeros = np.zeros(factors.shape[1])
    if biases or x is None:
        x = zeros if x is None else x
        predicted = level + b + np.where(rated, factors @ x, 0)
        lanes = [b] if biases else [b, ~rated]
        return np.column_stack([factors, *lanes]), len(x), np.append(x, [1] if biases else [1, 0]), predicted
    rows = np.column_stack([factors, b, ~rated])
    return rows, len(x), np.append(x, [0, level]), np.where(rated, factors @ x, level + b)


def gradient(a: Artefact, items, ratings):
    """funk-mf, biased-mf, svdpp: the exact minimiser of the user's own terms of the objective, with the items held fixed."""
    o, factors = a.options, a.matrix("model.itemFactors").reshape(len(a.item_ids), -1).astype(np.float64)
    n = len(items)
    least = 1e-6 * max(1, n)
    if a.kind == "funk-mf":
        weight = (n if o["update"] == "sequential" else 1) / 2
        penalty = max(least, weight * o["userRegularization"])
        x = a.tensor("model.meanUser") if n == 0 else ridge(factors[items], ratings, penalty)[0]
        return factors, len(x), x, factors @ x
    b = a.tensor("model.itemBiases").astype(np.float64)
    mean = a.tensor("model.scale")[0] if o.get("biases", True) else 0.0
    z = np.zeros(factors.shape[1])
    if a.kind == "svdpp" and n > 0:
        z = a.matrix("model.implicitFactors").reshape(factors.shape)[items].sum(axis=0, dtype=np.float64) / np.sqrt(n)
    weight = n / np.sqrt(max(1, n)) if o["frequencyRegularization"] else n
    penalty = max(least, weight * o["userRegularization"])
    bias_penalty = max(least, weight * o["biasRegularization"]) if o.get("biases", True) else None
    x, bias = ridge(factors[items], ratings - mean - b[items] - factors[items] @ z, penalty, bias_penalty)
    x = x + z
    return np.column_stack([factors, b]), len(x), np.append(x, 1), mean + bias + b + factors @ x


def by_ratings(a: Artefact, items, ratings):
    """Ranks by predictions before they are clipped, up to a constant of the user; 0 where the history does not reach."""
    rows, lanes, query, _ = RATINGS[a.kind](a, items, ratings)
    connected = a.tensor("model.connected") if a.has("model.connected") else None
    parts = (a.popularity > 0).astype(int) if connected is None else connected
    own = set(parts[items].tolist()) - {0}
    latent = np.linalg.norm(query[:lanes]) * np.linalg.norm(rows[:, :lanes], axis=1).max()
    others = np.abs(rows[:, lanes:]).max(axis=0, initial=0) @ np.abs(query[lanes:])
    if not own or latent <= NOISE * others:  # factors that are noise beside the biases
        return np.zeros(len(rows))
    scores = scan_ratings(a, rows, query, lanes)
    return scores if connected is None else np.where(np.isin(parts, list(own)), scores, 0)


def scan_ratings(_: Artefact, rows, query, lanes):
    """query · row of all items; 0 where that is no more than noise, and no bias is in it."""
    if rows.shape[1] > MAXIMUM_LANES:
        raise NotImplementedError(f"expected at most {MAXIMUM_LANES} lanes, got {rows.shape[1]}: use predict")
    latent = np.linalg.norm(query[:lanes]) * np.linalg.norm(rows[:, :lanes], axis=1)
    scores = rows @ query
    silent = (np.abs(scores) <= NOISE * latent) & ~(rows[:, lanes:] * query[lanes:]).any(axis=1)
    return np.where(silent, 0, scores)


# ---- weights between items ------------------------------------------------------------------------------------------


def by_weights(a: Artefact, items, weights):
    """score(i) = Σ_j w_j · B[j, i]: row j is what item j of the history adds to the others."""
    offsets, indices, values = (a.tensor(f"weights.{part}") for part in ("offsets", "indices", "values"))
    scores = np.zeros(len(a.item_ids), np.float32)
    for item, weight in zip(items, weights.astype(np.float32)):
        row = slice(offsets[item], offsets[item + 1])
        scores[indices[row]] += weight * values[row]
    return scores


# ---- vectors in place of histories: what scores, the rows, and what stands behind a vector beside the lanes of biases -----


def rows_for_vectors(a: Artefact):
    if a.kind == "dot":
        return scan, a.matrix("model.itemFactors"), [a.options["biasLane"]] if a.options["bias"] else []
    if a.kind not in RATINGS:
        partners = [a.options.get("biasLane", 1)] if a.kind in ("bpr", "warp") else []
        return scan, a.matrix("factors.values", "factors.scales"), partners
    rows, lanes, _, _ = RATINGS[a.kind](a, np.array([], np.int64), np.array([]))
    # With two more lanes the last is for items that nobody rated, which are worth the mean.
    partners = [[], [1], [0, a.tensor("model.scale")[0]]][rows.shape[1] - lanes]
    return scan_ratings, rows, partners


RATINGS = {
    **dict.fromkeys(["explicit-als", "nmf", "svd"], residuals),
    **dict.fromkeys(["funk-mf", "biased-mf", "svdpp"], gradient),
}
# Lists of these are the same for every user: the popular items that they do not have yet.
ALIKE = ["popularity", "global-mean", "weighted-mean", "user-item-baseline"]
VECTORS = ["implicit-als", "bpr", "warp", "pure-svd", "dot", *RATINGS]
KINDS = {
    "implicit-als": implicit_als,
    **dict.fromkeys(["bpr", "warp"], pairwise),
    "pure-svd": projection,
    "dot": made_elsewhere,
    **dict.fromkeys(["item-knn", "slim", "ease", "edlae", "rp3beta", "gf-cf", "tf-idf"], by_weights),
    **dict.fromkeys(RATINGS, by_ratings),
    **dict.fromkeys(ALIKE),
}
