"""Prints the settings of a session as JSON, and how much memory its JVM has: what spark-submit made of what it was given."""

import json

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
settings = dict(spark.sparkContext.getConf().getAll())
megabytes = spark._jvm.java.lang.Runtime.getRuntime().maxMemory() >> 20
print("SETTINGS " + json.dumps({"settings": settings, "megabytes": megabytes}), flush=True)
spark.stop()
