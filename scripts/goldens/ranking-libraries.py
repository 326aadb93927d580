"""Makes test/evaluation/goldens/ranking-libraries.json: what ranx and ir_measures (on pytrec_eval, the C code of trec_eval)
say of the users in ranking-metrics.json, user by user.

Run from the repository root, after ranking-metrics.py, in an environment of its own:

    python3 -m venv .venv && .venv/bin/pip install -r scripts/goldens/requirements.txt
    .venv/bin/python scripts/goldens/ranking-libraries.py

Both libraries sort by score, so the rankings are given falling scores. Users without test items are left out: there, ranx
says 0. ir_measures has no cut-off for the reciprocal rank, so it is given the first k only.
"""

from importlib.metadata import version

import ir_measures
import ranx
from golden import read_golden, write_golden

RANX_NAMES = {
    "recall": "recall",
    "precision": "precision",
    "ndcg": "ndcg",
    "map": "map",
    "mrr": "mrr",
    "hit-rate": "hit_rate",
}
IR_MEASURES = {
    "recall": lambda k: ir_measures.R @ k,
    "precision": lambda k: ir_measures.P @ k,
    "ndcg": lambda k: ir_measures.nDCG @ k,
    "map": lambda k: ir_measures.AP @ k,
    "mrr": lambda k: ir_measures.RR,
    "hit-rate": lambda k: ir_measures.Success @ k,
}


def relevant_items(users):
    return {f"u{number}": {f"i{item}": 1 for item in user["test"]} for number, user in enumerate(users)}


def rankings(users, k=None):
    return {
        f"u{number}": {f"i{item}": -float(place) for place, item in enumerate(user["ranked"][:k])}
        for number, user in enumerate(users)
    }


def by_ranx(users, lengths):
    names = {f"{name}@{k}": f"{ranx_name}@{k}" for name, ranx_name in RANX_NAMES.items() for k in lengths}
    # Rankings without an item are left out here and counted as empty by make_comparable.
    run = ranx.Run({user: ranking for user, ranking in rankings(users).items() if ranking})
    ranx.evaluate(ranx.Qrels(relevant_items(users)), run, list(names.values()), make_comparable=True, threads=1)
    return {
        name: [float(run.scores[ranx_name].get(f"u{number}", 0.0)) for number in range(len(users))]
        for name, ranx_name in names.items()
    }


def by_ir_measures(users, lengths):
    values = {}
    for name, measure in IR_MEASURES.items():
        for k in lengths:
            ranked = rankings(users, k if name == "mrr" else None)
            answer = ir_measures.pytrec_eval.iter_calc([measure(k)], relevant_items(users), ranked)
            by_user = {row.query_id: row.value for row in answer}
            # Who got no ranking at all is not in the answer; trec_eval -c counts such users as 0.
            values[f"{name}@{k}"] = [by_user.get(f"u{number}", 0.0) for number in range(len(users))]
    return values


def main():
    golden = read_golden("ranking-metrics")
    users = [golden["users"][number] for number in golden["measuredUsers"]]
    trec_eval = f"ir_measures {version('ir_measures')} with pytrec_eval-terrier {version('pytrec_eval-terrier')}"
    libraries = {
        f"ranx {version('ranx')}": by_ranx(users, golden["lengths"]),
        trec_eval: by_ir_measures(users, golden["lengths"]),
    }
    write_golden("ranking-libraries", {"libraries": libraries})


main()
