"""Fits Spark's ALS and writes what it has found, for tests that fold its users in:

    spark-submit als_factors.py TABLE FITS OUT

TABLE is a CSV of user, item, rating without a header, FITS a JSON of parameters of ALS by name, as its setters call them. OUT, a
JSON, has for each name `users` and `items`: pairs of an id and its factors. ALS is called through the JVM, as pyspark.ml wants numpy.
"""

import json
import sys

from pyspark.sql import DataFrame, SparkSession

table, fits, out = sys.argv[1:4]
spark = SparkSession.builder.getOrCreate()
ratings = spark.read.csv(table, schema="user int, item int, rating float").cache()


def factors(frame):
    return [[row.id, list(row.features)] for row in DataFrame(frame, spark).orderBy("id").collect()]


found = {}
for name, parameters in json.loads(fits).items():
    als = spark.sparkContext._jvm.org.apache.spark.ml.recommendation.ALS()
    als.setSeed(1).setCheckpointInterval(-1)
    for parameter, value in parameters.items():
        getattr(als, f"set{parameter[0].upper()}{parameter[1:]}")(value)
    model = als.fit(ratings._jdf)
    found[name] = {"users": factors(model.userFactors()), "items": factors(model.itemFactors())}
with open(out, "w", encoding="utf-8") as file:
    json.dump(found, file)
spark.stop()
