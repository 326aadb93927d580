"""Has the job read tables that it refuses, and writes what it says of each, for a test of where it says that rows stand:

    spark-submit row_places.py FOLDER CASES CHANGES OUT

FOLDER has als_job.py. CASES is a JSON of arguments of the job by name, without --work; CHANGES one of files and the texts that they get
when places are looked for, by the same names; OUT, a JSON, gets for each name the code and the message. All are read in one process,
by blocks of a few rows.
"""

import json
import sys
import tempfile

from pyspark.sql import SparkSession

folder, cases, changes, out = sys.argv[1:5]
sys.path.insert(0, folder)
import als_job

lines = als_job.Places.lines


def lines_after(change):
    """Places.lines, behind a change of files."""

    def changed(places, found):
        for path, text in change.items():
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return lines(places, found)

    return changed


spark = SparkSession.builder.config("spark.sql.files.maxPartitionBytes", 1000).getOrCreate()
found = {}
for name, arguments in json.loads(cases).items():
    als_job.Places.lines = lines_after(json.loads(changes).get(name, {}))
    with tempfile.TemporaryDirectory() as work:
        options = als_job.parse([*arguments, f"--work={work}"])
        try:
            rows, places, feedback, whole, _ = als_job.read_rows(spark, options, als_job.Files(spark))
            als_job.merged_pairs(spark, rows, places, feedback, whole, options, work)
            found[name] = ["none", ""]
        except als_job.JobError as error:
            found[name] = [error.code, str(error)]
with open(out, "w", encoding="utf-8") as file:
    json.dump(found, file)
