"""What the job makes of a few ratings: their mean, and the biases of items.

    spark-submit extreme_ratings.py FOLDER CASES OUT

FOLDER has als_job.py. CASES is a JSON of lists of ratings by name: of two users in turn, on every item. OUT, a JSON, gets for each name
the mean and the biases after three sweeps.
"""

import json
import sys
import tempfile
from types import SimpleNamespace

from pyspark.sql import SparkSession

folder, cases, out = sys.argv[1:4]
sys.path.insert(0, folder)
import als_job

als_job.BASELINE_SWEEPS = 3

spark = SparkSession.builder.config("spark.sql.autoBroadcastJoinThreshold", -1).getOrCreate()
found = {}
for name, ratings in json.loads(cases).items():
    table = [(at % 2, at // 2, float(rating)) for at, rating in enumerate(ratings)]
    rows = spark.createDataFrame(table, "u int, i int, value float")
    with tempfile.TemporaryDirectory() as steps:
        scale = als_job.scale_of(rows)
        biases = als_job.item_biases(spark, rows, scale, len(ratings), SimpleNamespace(blocks=2), steps)
        found[name] = [scale["mean"], [row["bias"] for row in biases.orderBy("i").collect()]]
with open(out, "w", encoding="utf-8") as file:
    json.dump(found, file)
