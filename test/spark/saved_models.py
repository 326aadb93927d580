"""Trains ALSModels of Spark on made-up plays and ratings, saves them, and writes what they themselves recommend.

usage: spark-submit saved_models.py FOLDER

FOLDER gets plays.csv and ratings.csv with text ids, items.csv (which item each of Spark's numbers is), and for each model a
folder NAME and NAME.json: for 200 users their id, and the ids and scores of the best 60 items, those that they have among them.
"""

import json
import random
import sys
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

USERS, ITEMS, TASTES, SAMPLE, BEST = 240, 150, 5, 200, 60


def rows():
    """Users of a taste each, who rate items of their own kind more and higher."""
    chance = random.Random(11)
    made = []
    for user in range(USERS):
        for item in range(ITEMS):
            own = user % TASTES == item % TASTES
            if chance.random() < (0.35 if own else 0.05):
                made.append((user, 1000 + 3 * item, float(chance.randint(3, 5) if own else chance.randint(1, 3))))
    return made


def name_of(item):
    return f"t{(item - 1000) // 3 * 7 % ITEMS}"


def main(folder):
    table = rows()
    lines = [f"u{user},{name_of(item)},{value:g}" for user, item, value in table]
    (folder / "plays.csv").write_text("user,item,count\n" + "\n".join(lines) + "\n")
    (folder / "ratings.csv").write_text("user,item,rating\n" + "\n".join(lines) + "\n")
    # A list of Spark's numbers may have some that the model has not.
    named = [f"{item},{name_of(item)}" for item in range(1000, 1000 + 3 * ITEMS, 3)]
    (folder / "items.csv").write_text("index,itemId\n7,spare\n" + "\n".join(named) + "\n")
    spark = SparkSession.builder.getOrCreate()
    data = spark.createDataFrame(table, "user int, item int, rating float").repartition(2)
    common = {"Rank": 12, "MaxIter": 6, "NumBlocks": 3, "Seed": 5, "UserCol": "user", "ItemCol": "item", "RatingCol": "rating"}
    settings = {
        "implicit": {"ImplicitPrefs": True, "Alpha": 8.0, "RegParam": 0.2},
        "nonnegative": {"ImplicitPrefs": True, "Alpha": 8.0, "RegParam": 0.2, "Nonnegative": True},
        "explicit": {"RegParam": 0.15},
        "explicit-nonnegative": {"RegParam": 0.15, "Nonnegative": True},
    }
    for name, own in settings.items():
        # Through the JVM, as pyspark.ml wants numpy.
        als = spark._jvm.org.apache.spark.ml.recommendation.ALS()
        for parameter, value in {**common, **own}.items():
            getattr(als, f"set{parameter}")(value)
        model = als.fit(data._jdf)
        model.write().overwrite().save(str(folder / name))
        found = DataFrame(model.recommendForAllUsers(BEST), spark).filter(f"user < {SAMPLE}").collect()
        lists = [
            {
                "user": f"u{row.user}",
                "items": [name_of(one.item) for one in row.recommendations],
                "scores": [one.rating for one in row.recommendations],
            }
            for row in found
        ]
        (folder / f"{name}.json").write_text(json.dumps(lists))
    spark.stop()


main(Path(sys.argv[1]))
