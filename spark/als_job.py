"""Trains alternating least squares on Spark, for `nearedge import` to pack.

    spark-submit als_job.py --input TABLE --work FOLDER [options]

Reads interactions (Parquet, CSV, TSV), numbers their ids, holds a tenth of the rows of a sample of users out, fits Spark's ALS to
the rest, and writes a folder (docs/spark.md, "The folder"): items/, judge/, histories/ where they are wanted, job.json, and
_SUCCESS last. `nearedge train --engine spark` starts it; whoever cannot start it from there runs it where Spark is.

Rows and ids stay on the executors: what comes to the driver is one row of counts at a time. Every step that others build on is
written before they read it, so that an executor that is lost costs its own work and no answer changes.

One file that imports nothing but pyspark and the standard library. ALS is called through the JVM, as pyspark.ml wants numpy.
"""

import argparse
import json
import platform
import re
import sys
import time
from contextlib import contextmanager
from urllib.parse import unquote

from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

FORMAT = "nearedge-spark-als"
FORMAT_VERSION = 1

# What columns are usually called, in order of preference: the lists of src/data/readers/usual-names.ts, which a test compares.
USER_NAMES = """
user userid uid username customer customerid reviewer reviewerid visitorid client clientid member memberid buyer buyerid shopper
shopperid visitor visitorid account accountid household householdid subscriber subscriberid player playerid listener listenerid
reader readerid viewer viewerid person personid patron patronid profile profileid customerno customernumber clientno householdkey
steamid authorsteamid msno reviewername profilename reviewprofilename reviewusername usersha1 customeremail useremail email
""".split()
ITEM_NAMES = """
item itemid movie movieid book bookid isbn product productid asin artist artistid track trackid song songid game gameid article
articleid sku skuid productsku stockcode productcode itemcode articleno articlenumber parentasin lineitemsku ean gtin upc
materialid offerid listingid film filmid show showid series seriesid episode episodeid anime animeid manga mangaid video videoid
comic comicid podcast podcastid stream streamid recipe recipeid beer beerid beerbeer beerbeerid wine wineid restaurant
restaurantid business businessid venue venueid hotel hotelid poi poiid place placeid locationid placename gmapid appid albumid
playlistid traid artid artmbid artistmbid joke jokeid newsid postid contentid courseid jobid eventid workid isbn13 isbn10
artistname artname trackname traname songname gamename beername moviename productname
""".split()
RATING_NAMES = """
rating bookrating value score stars ratings star starrating overall overallrating userrating movierating reviewscore reviewrating
reviewstars reviewoverall ratingscore myrating myscore userscore ratingvalue
""".split()
COUNT_NAMES = "plays playcount listens count weight playcounts listencount watchcount scrobbles".split()
TIME_NAMES = """
timestamp time unixtime ts datetime date createdat unixreviewtime unixtimestamp eventtime eventtimestamp eventdate timestampms
invoicedate purchasedat purchasetime orderedat ordertime boughtat transactiontime transactiondt tdat reviewtime reviewedat
reviewdate ratedat ratingtime ratingdate checkintime listenedat playedat watchedat viewedat clickedat visitedat playtimestamp
""".split()
# Columns of these names are used without a look at what they hold; others where the first rows have a number, or a time.
TAKEN_UNSEEN = set(
    """
rating bookrating value score stars plays playcount listens count weight timestamp time unixtime ts datetime date createdat
""".split()
)

NUMBER = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$"
ISO_DATE = r"^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}($|[^0-9].*)"
COMPACT_DATE = r"^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$"
WHOLE_FLOAT = r"^\s*[0-9]+\.0+\s*$"
FLOAT32_MAXIMUM = 3.4028235677973366e38
# Epoch numbers above the first are milliseconds; above the second they are refused.
MILLISECONDS_ABOVE = 1e11
SECONDS_UP_TO = 1e11
# ALS numbers users and items by int32.
MAXIMUM_IDS = 2**31 - 1
# A sum of both signs is 0 where only rounding error remains.
ROUNDING = 1e-12
EXAMPLES = 5
# Where a row stands: its file, where the block of the file begins that a task reads, and a number that ascends within the block.
PLACE = ["file", "block", "row"]
# Users with fewer rows have none to spare.
MINIMUM_HISTORY = 5
# Histories that an artefact may hold, in bytes: an index and a value a row.
MAXIMUM_HISTORY_BYTES = 2**31
# Weight of all pairs that were not observed beside that of the observed ones, and λ beside the confidence of a pair.
UNOBSERVED_RATIO = 15
PENALTY_SHARE = 0.05
ROWS_A_FILE = 65536
USERS_A_FILE = 8192
# ALS cuts its lineage after so many iterations: the stack of a JVM may be too small for that of ten.
CHECKPOINT_INTERVAL = 4
# Decimals of ten digits after the point are off by less than a millionth of such a range of ratings.
SMALLEST_DECIMAL_RANGE = 1e-4
# The baseline of ratings is user-item-baseline as it is by default (src/models/means), which a test compares.
BASELINE_SWEEPS = 10
USER_PENALTY = 15
ITEM_PENALTY = 10


class JobError(Exception):
    """What the caller can put right: a stable code and a sentence."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def say(kind, **content):
    """A line that the command line reads out of the log."""
    print(f"nearedge-{kind} {json.dumps(content, ensure_ascii=True)}", file=sys.stderr, flush=True)


class Stages:
    """Wall seconds of each stage, said when it is done."""

    def __init__(self):
        self.seconds = {}
        self.started = time.monotonic()

    def done(self, name, **counts):
        now = time.monotonic()
        self.seconds[name] = round(now - self.started, 3)
        self.started = now
        say("stage", stage=name, seconds=self.seconds[name], **counts)


def number_or_auto(text):
    return text if text == "auto" else float(text)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="als_job.py", description=__doc__.split("\n")[0], allow_abbrev=False)
    parser.add_argument("--input", required=True, help="file, folder or pattern of interactions")
    parser.add_argument("--work", required=True, help="folder to write; must not be there, or be empty")
    parser.add_argument("--format", choices=["auto", "parquet", "csv", "tsv"], default="auto")
    parser.add_argument("--columns", default="{}", help='JSON: {"user": "account", "item": "track", "count": "plays"}')
    parser.add_argument("--separator", help="what separates the fields of csv")
    parser.add_argument("--duplicates", choices=["last", "first", "sum", "mean", "max"])
    parser.add_argument("--min-value", type=float)
    parser.add_argument("--skip-bad-rows", action="store_true")
    parser.add_argument("--users", action="store_true", help="write histories of all users")
    parser.add_argument("--name", help="name of the data set; the file's by default")
    parser.add_argument("--judge-users", default="20000", help="users whose rows are held out in part, or all")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--explicit", action="store_true", help="fit ratings (implicitPrefs=False)")
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--max-iter", type=int, default=15)
    parser.add_argument("--reg-param", type=number_or_auto, default="auto")
    parser.add_argument("--alpha", type=number_or_auto, default="auto")
    parser.add_argument("--weighting", choices=["binary", "linear", "log"], default="binary")
    parser.add_argument("--nonnegative", action="store_true")
    parser.add_argument("--blocks", type=int, default=10)
    return parser.parse_args(arguments)


# --- files -----------------------------------------------------------------------------------------------------------------------


def is_of_spark(error):
    """Whether py4j threw it of Java, or pyspark made it of that."""
    return isinstance(error, PySparkException) or getattr(error, "java_exception", None) is not None


@contextmanager
def reaching(what):
    """Says in one line what a store answers to the first call: no such bucket, no credentials, no such host. Java says it in a hundred."""
    try:
        yield
    except Exception as error:
        if not is_of_spark(error):
            raise
        java = getattr(error, "java_exception", None)
        # The first line names the cause; what follows it are requests and places in code.
        said = (java.toString() if java is not None else str(error)).split("\n")[0][:400]
        raise JobError("address-unreachable", f"{what}: expected an address that this Spark reaches, got {said}") from error


class Files:
    """A few calls of Hadoop's file system, which knows every address that Spark reads."""

    def __init__(self, spark):
        self.jvm = spark.sparkContext._jvm
        self.conf = spark.sparkContext._jsc.hadoopConfiguration()

    def path(self, address):
        return self.jvm.org.apache.hadoop.fs.Path(address)

    def system(self, address):
        return self.path(address).getFileSystem(self.conf)

    def write(self, address, text):
        stream = self.system(address).create(self.path(address), True)
        try:
            stream.write(bytearray(text.encode("utf-8")))
        finally:
            stream.close()

    def remove(self, address):
        self.system(address).delete(self.path(address), True)

    def claim(self, work):
        """Makes the work folder. One that holds anything is somebody's, and is left alone."""
        with reaching(f"--work {work}"):
            system, path = self.system(work), self.path(work)
            if system.exists(path) and len(system.listStatus(path)) > 0:
                raise JobError("work-not-empty", f"--work: expected a folder that is empty or not there, got {work}, which is left as it is")
            system.mkdirs(path)

    def first_names(self, address):
        """Endings of the data files under an address: [] where there are none. Looks at so many files at most."""
        found = set()
        with reaching(address):
            system = self.system(address)
            places = system.globStatus(self.path(address)) or []
        for status in places:
            files = system.listFiles(status.getPath(), True)
            seen = 0
            while files.hasNext() and seen < 1000:
                entry = files.next()
                seen += 1
                parts = entry.getPath().toString()[len(status.getPath().toString()) :].split("/")
                if entry.getLen() == 0 or any(part.startswith(("_", ".")) for part in parts if part):
                    continue
                found.add(ending(entry.getPath().getName()))
        return sorted(found)


def ending(name):
    lower = name.lower()
    for packed in (".gz", ".zst", ".bz2", ".snappy", ".lz4"):
        lower = lower.removesuffix(packed)
    return lower.rsplit(".", 1)[-1] if "." in lower else ""


# --- reading ---------------------------------------------------------------------------------------------------------------------


def base_name(name):
    """A column name in lower case without what stands in brackets, and of that letters and digits: `Rating (1-5)` is `rating`."""
    plain = ""
    depth = {"(": ")", "[": "]"}
    place = 0
    while place < len(name):
        close = depth.get(name[place])
        end = name.find(close, place) if close else -1
        if end >= 0:
            place = end
        elif name[place].isascii() and name[place].isalnum():
            plain += name[place].lower()
        place += 1
    return plain


def listed(names):
    shown = ", ".join(name[:60] for name in names[:12])
    return shown if len(names) <= 12 else f"{shown} … ({len(names)} columns)"


def quoted(name):
    return "`" + name.replace("`", "``") + "`"


def load(spark, options, files):
    """The table as it lies there, its columns, and whether these are typed (Parquet) or texts."""
    endings = files.first_names(options.input)
    if not endings:
        raise JobError("empty-folder", f"{options.input}: expected files with rows, got none")
    kind = options.format
    if kind == "auto":
        kinds = {"parquet" if end == "parquet" else "tsv" if end in ("tsv", "tab") else "csv" for end in endings}
        if len(kinds) > 1:
            raise JobError("mixed-parts", f"{options.input}: expected files of one format, got those that end in {', '.join(endings)}")
        kind = kinds.pop()
        strange = [end for end in endings if end in ("json", "jsonl", "ndjson", "xlsx", "zip", "orc", "avro", "dat")]
        if strange:
            raise JobError("not-parquet", f"{options.input}: expected Parquet, CSV or TSV, got files that end in {', '.join(strange)}; write them as Parquet")
    if kind == "parquet":
        return spark.read.option("mergeSchema", False).parquet(options.input), kind
    return load_text(spark, options, kind), kind


def load_text(spark, options, kind):
    separator = options.separator or ("\t" if kind == "tsv" else None)
    # The first line of one file, to see what separates its names; one row.
    first = spark.read.text(options.input).filter(F.length(F.trim("value")) > 0).limit(1).first()
    if first is None:
        raise JobError("no-rows", f"{options.input}: expected at least one interaction, got none")
    line = first[0].removeprefix("\ufeff").rstrip("\r")
    if separator is None:
        separator = max([",", "\t", ";", "|"], key=lambda one: (known_columns(split_line(line, one)), line.count(one)))
    names = split_line(line, separator)
    if options.columns == "{}" and not known_columns(names) and any(re.match(NUMBER, name) for name in names):
        raise JobError(
            "missing-column",
            f'{options.input}: expected a first line of names, which Spark takes it for, got "{line[:120]}", which looks like a row; '
            "put a line of names above it, or name columns with --columns user=NAME,item=NAME",
        )
    if len(set(names)) < len(names):
        raise JobError("duplicate-column", f"{options.input}: expected columns of different names, got {listed(names)}")
    if "_bad_row" in names:
        raise JobError("duplicate-column", f"{options.input}: expected no column _bad_row, which is a name of the job's own")
    # Backquotes are doubled in the DDL of a schema.
    schema = ", ".join(f"{quoted(name)} STRING" for name in [*names, "_bad_row"])
    reader = spark.read.schema(schema).option("header", True).option("sep", separator).option("enforceSchema", False)
    reader = reader.option("mode", "PERMISSIVE").option("columnNameOfCorruptRecord", "_bad_row")
    # A quote inside a quoted field is doubled (RFC 4180); between tabs a quote is a character like any other.
    reader = reader.option("escape", '"').option("quote", "\u0000" if separator == "\t" else '"')
    return reader.option("maxCharsPerColumn", 1_000_000).csv(options.input)


def split_line(line, separator):
    """The names in a first line; quotes around them are no part of them."""
    import csv

    return [name.strip() for name in next(csv.reader([line], delimiter=separator))]


def known_columns(names):
    plain = [base_name(name) for name in names]
    return any(name in USER_NAMES for name in plain) + any(name in ITEM_NAMES for name in plain)


def plan_columns(table, options):
    """Which column is which part: {"user", "item", "value", "timestamp"} by name, and the feedback."""
    names = [name for name in table.columns if name != "_bad_row"]
    given = json.loads(options.columns)
    if "rating" in given and "count" in given:
        raise JobError("rating-and-count", "--columns: expected either a column of ratings or one of counts, got both")
    plain = {}
    for name in names:
        plain.setdefault(base_name(name), name)
    taken = []

    def named(role):
        wanted = given.get(role)
        if wanted is None:
            return None
        same = [name for name in names if name == wanted] or [name for name in names if name.lower() == wanted.lower()]
        if not same:
            raise JobError("missing-column", f"{options.input}: {role}: there is no column \"{wanted}\"; the columns are {listed(names)} (see --columns)")
        if same[0] in taken:
            raise JobError("same-column", f"--columns: expected a column of its own for {role}, got {same[0]}, which is used already")
        return same[0]

    def usual(wanted, fits=lambda _: True):
        for name in wanted:
            column = plain.get(name)
            if column is not None and column not in taken and (name in TAKEN_UNSEEN or fits(column)):
                return column
        return None

    def required(role, wanted):
        column = named(role) or usual(wanted)
        if column is None:
            raise JobError(
                "missing-column",
                f"{options.input}: expected a column of {role} ids, got the columns {listed(names)}; name it with --columns {role}=NAME",
            )
        taken.append(column)
        return column

    def some(column, pattern):
        sample = table.select(F.col(quoted(column)).cast("string").alias("text")).limit(100)
        return sample.agg(F.max(F.coalesce(F.trim("text").rlike(pattern), F.lit(False)))).first()[0] is True

    user, item = required("user", USER_NAMES), required("item", ITEM_NAMES)
    asked = named("rating") or named("count")
    value = asked or usual(RATING_NAMES + COUNT_NAMES, lambda column: some(column, NUMBER))
    taken.append(value)
    timestamp = named("timestamp") or usual(TIME_NAMES, lambda column: some(column, f"{NUMBER}|{ISO_DATE}"))
    is_rating = "rating" in given or (asked is None and value is not None and base_name(value) in RATING_NAMES)
    columns = {"user": user, "item": item, "value": value, "timestamp": timestamp}
    return columns, "explicit" if is_rating else "implicit"


def id_text(table, column, role, path):
    """The text of an id, and a fault where its type cannot hold one."""
    type_name = dict(table.dtypes)[column]
    cell = F.col(quoted(column))
    if type_name.startswith(("array", "map", "struct", "binary", "variant")):
        raise JobError("bad-column-type", f"{path}: {role}: expected texts or numbers in column {column}, got {type_name}")
    if type_name in ("double", "float"):
        exact = 2**53 if type_name == "double" else 2**24
        whole = (cell == F.floor(cell)) & (F.abs(cell) <= exact)
        finite = ~F.isnan(cell) & (F.abs(cell) != float("inf"))
        text = F.when(whole & finite, cell.try_cast("bigint").cast("string")).otherwise(cell.cast("string"))
        wrong = F.when(~finite, F.lit(f"{role}: expected an id")).when(
            F.abs(cell) > exact, F.lit(f"{role}: expected an id that floating point holds exactly (up to {exact})")
        )
        return text, wrong
    if type_name.startswith("decimal"):
        return F.regexp_replace(cell.cast("string"), r"\.0+$", ""), F.lit(None).cast("string")
    return cell.cast("string"), F.lit(None).cast("string")


def number_of(table, column):
    """The number in a column of values, null where there is none; and the text that was found."""
    cell = F.col(quoted(column))
    type_name = dict(table.dtypes)[column]
    if type_name == "string":
        text = F.trim(cell)
        return F.when(text.rlike(NUMBER), text.try_cast("double")), cell
    if type_name == "boolean" or type_name.startswith(("array", "map", "struct", "binary", "date", "timestamp", "variant")):
        return F.lit(None).cast("double"), cell.cast("string")
    return cell.cast("double"), cell.cast("string")


def seconds_of(table, column):
    """Seconds since 1970, null where there are none; whether there is something; and the text that was found."""
    cell = F.col(quoted(column))
    type_name = dict(table.dtypes)[column]
    if type_name.startswith("timestamp"):
        return F.unix_micros(cell.cast("timestamp")) / 1e6, cell.isNotNull(), cell.cast("string")
    if type_name == "date":
        return F.unix_date(cell) * 86400.0, cell.isNotNull(), cell.cast("string")
    # pandas writes a missing time among whole numbers as NaN.
    text = F.trim(F.when(~F.isnan(cell), cell.cast("string")) if type_name in ("double", "float") else cell.cast("string"))
    number = F.when(text.rlike(NUMBER), text.try_cast("double"))
    there = F.coalesce(text != "", F.lit(False))
    moment = F.when(text.rlike(ISO_DATE), F.unix_micros(F.regexp_replace(text, "/", "-").try_cast("timestamp")) / 1e6)
    seconds = (
        F.when(~there, F.lit(None).cast("double"))
        .when(number.isNull(), moment)
        .when(F.abs(number) > MILLISECONDS_ABOVE, number / 1000)
        .when(text.rlike(COMPACT_DATE), F.lit(None).cast("double"))
        .otherwise(number)
    )
    return seconds, there, text


def typed_rows(table, columns, kind, path):
    """Rows of texts and numbers: PLACE, user, item, value, seconds, and `fault`, null where a row is good."""
    # Parquet knows the row itself.
    place = place_columns(F.col("_metadata.row_index") if kind == "parquet" else F.monotonically_increasing_id())
    user, user_fault = id_text(table, columns["user"], "user", path)
    item, item_fault = id_text(table, columns["item"], "item", path)
    null = F.lit(None).cast("string")
    value, value_text = number_of(table, columns["value"]) if columns["value"] else (F.lit(1.0), null)
    nothing = (F.lit(None).cast("double"), F.lit(False), null)
    seconds, has_time, time_text = seconds_of(table, columns["timestamp"]) if columns["timestamp"] else nothing
    broken = F.col("_bad_row") if kind != "parquet" else null
    raw = table.select(
        *place,
        blankless(user).alias("user"),
        blankless(item).alias("item"),
        value.alias("value"),
        seconds.alias("seconds"),
        has_time.alias("has_time"),
        F.coalesce(F.when(broken.isNotNull(), F.lit("the row has too few or too many fields")), user_fault, item_fault).alias("shape"),
        broken.alias("row_text"),
        value_text.alias("value_text"),
        time_text.alias("time_text"),
    )
    good_value = F.coalesce(F.abs("value") <= FLOAT32_MAXIMUM, F.lit(False)) & ~F.coalesce(F.isnan("value"), F.lit(False))
    good_time = ~F.col("has_time") | F.coalesce(F.abs("seconds") <= SECONDS_UP_TO, F.lit(False))
    reason = (
        F.when(F.col("shape").isNotNull(), F.col("shape"))
        .when(F.coalesce(F.col("user") == "", F.lit(True)), F.lit("user: expected an id"))
        .when(F.coalesce(F.col("item") == "", F.lit(True)), F.lit("item: expected an id"))
        .when(~good_value, F.lit("rating: expected a number"))
        .when(~good_time, F.lit("timestamp: expected epoch seconds, milliseconds or an ISO date"))
    )
    return raw.withColumn("reason", reason).withColumn("fault", F.when(F.col("reason").isNotNull(), fault()))


def fault():
    """The reason with what was found: the row, where its shape is wrong, the text, or the other id where one is missing."""

    def about(part):
        return F.col("reason").startswith(part)

    row = F.coalesce(F.concat(F.lit(': "'), F.substring("row_text", 1, 120), F.lit('"')), F.lit(""))
    got = F.coalesce(F.substring(F.when(about("rating"), F.col("value_text")).when(about("timestamp"), F.col("time_text")), 1, 80), F.lit(""))
    missing = F.lit("missing")
    other = F.when(about("user"), F.concat(F.lit(" (item "), F.coalesce("item", missing), F.lit(")")))
    other = F.coalesce(other.when(about("item"), F.concat(F.lit(" (user "), F.coalesce("user", missing), F.lit(")"))), F.lit(""))
    found = F.concat("reason", F.lit(', got "'), got, F.lit('"'), other)
    return F.when(F.col("shape").isNotNull(), F.concat("reason", row)).otherwise(found)


def blankless(text):
    """An id without the blanks around it."""
    return F.regexp_replace(text, "^[ \t\u00a0]+|[ \t\u00a0]+$", "")


def read_rows(spark, options, files):
    """Good rows of the table, where they stand, their feedback, whether all values are whole numbers, and what there is to say about it."""
    table, kind = load(spark, options, files)
    columns, feedback = plan_columns(table, options)
    rows = typed_rows(table, columns, kind, options.input)
    places = Places(spark, rows, kind, options.input)
    bad = F.col("fault").isNotNull()
    # One row of counts: how many rows, how many are bad, and whether all ids of a column are whole floats such as 1.0.
    counts = rows.agg(
        F.count(F.lit(1)).alias("rows"),
        F.coalesce(F.sum(bad.cast("int")), F.lit(0)).alias("bad"),
        *[F.bool_and(F.when(~bad, F.col(one).rlike(WHOLE_FLOAT))).alias(one) for one in ("user", "item")],
    ).first()
    if counts["rows"] == 0:
        raise JobError("no-rows", f"{options.input}: expected at least one interaction, got none")
    reasons = {}
    if counts["bad"] > 0:
        reasons = bad_reasons(rows, places, counts, options)
    good = rows.filter(~bad)
    for one in ("user", "item"):
        if kind != "parquet" and counts[one]:
            good = good.withColumn(one, F.regexp_replace(one, r"\.0+\s*$", ""))
    reading = {
        "rows": counts["rows"],
        "badRows": counts["bad"],
        "badReasons": reasons,
        "columns": columns,
        "notUsed": [name for name in table.columns if name not in columns.values() and name != "_bad_row"],
    }
    whole = columns["value"] is None or dict(table.dtypes)[columns["value"]] in ("tinyint", "smallint", "int", "bigint")
    return good.select(*PLACE, "user", "item", "value", "seconds"), places, feedback, whole, reading


def bad_reasons(rows, places, counts, options):
    """Bad rows by reason. Throws `bad-rows` with the first of them unless they may be left out."""
    none_good = counts["bad"] == counts["rows"]
    if options.skip_bad_rows and not none_good:
        by_reason = rows.filter(F.col("reason").isNotNull()).groupBy("reason").agg(F.count(F.lit(1)).alias("count"))
        return by_reason.agg(F.map_from_entries(F.array_sort(F.collect_list(F.struct("reason", "count"))))).first()[0]
    examples = places.examples(rows.filter(F.col("fault").isNotNull()).select(*PLACE, F.col("fault").alias("text")))
    if none_good:
        shown = "".join(f"\n  {line}" for line in examples)
        raise JobError("no-good-rows", f"{options.input}: none of {counts['rows']:,} rows could be understood; check --format and --columns{shown}")
    shown = "".join(f"\n  {line}" for line in examples[1:])
    such = "row" if counts["bad"] == 1 else "rows"
    raise JobError(
        "bad-rows",
        f"{examples[0]} ({counts['bad']:,} such {such} of {counts['rows']:,} in {options.input}; "
        f"correct them, or use --skip-bad-rows to leave them out){shown}",
    )


# --- where rows stand --------------------------------------------------------------------------------------------------------------


class Places:
    """Where the rows of a table stand, for messages: `plays.csv:1043`. Takes passes over the table, and is for what ends the job.

    Spark knows the rows of Parquet by number, and no lines of a text. There every line is a row, but for blank ones and for the first
    that is not, which is the header. So the number of a row among those is counted, and the line where so many have gone by.
    """

    def __init__(self, spark, rows, kind, path):
        self.spark, self.rows, self.kind, self.path = spark, rows, kind, path

    def examples(self, faults):
        """The first few of some rows, of PLACE and `text`, as lines of a message."""
        first = faults.orderBy(*PLACE).limit(EXAMPLES)
        found = first.agg(F.array_sort(F.collect_list(F.struct(*PLACE, "text")))).first()[0]
        numbers = [one["row"] + 1 for one in found] if self.kind == "parquet" else self.lines(found)
        names = [unquote(one["file"].rsplit("/", 1)[-1]) for one in found]
        places = [name if number is None else f"{name}:{number}" for name, number in zip(names, numbers)]
        return [f"{place}: {one['text']}" for place, one in zip(places, found)]

    def lines(self, found):
        """The lines of rows of a text, counted from 1 in their files. None for a row that is not found again: its file has changed, or
        is read by other blocks, since executors have come or gone."""
        try:
            return self.counted(found)
        except Exception as error:
            # A file that is gone, or shorter. What is wrong with the rows is said all the same.
            if not is_of_spark(error):
                raise
            return [None] * len(found)

    def counted(self, found):
        file, block, row = (F.col(name) for name in PLACE)
        upto = [(file == one["file"]) & ((block < one["block"]) | ((block == one["block"]) & (row <= one["row"]))) for one in found]
        again = [(file == one["file"]) & (block == one["block"]) & (row == one["row"]) for one in found]
        conditions = [*upto, *again]
        counts = self.rows.agg(*[F.count(F.when(condition, 1)).alias(f"rows_{at}") for at, condition in enumerate(conditions)]).first()
        is_there = counts[len(found) :]
        # The header is above them all.
        wanted = [(one["file"], count + 1) for one, count in zip(found, counts)]
        text = self.spark.read.text(self.path).filter(F.col("_metadata.file_path").isin([name for name, _ in wanted]))
        # For the parser of CSV a line is blank that has nothing above U+0020.
        filled = F.when(F.col("value").rlike(r"[^\x00-\x20]"), 1).alias("filled")
        text = text.select(*place_columns(F.monotonically_increasing_id()), filled)
        sizes = text.groupBy("file", "block").agg(F.count(F.lit(1)).alias("lines"), F.count("filled").alias("rows"))
        before = Window.partitionBy("file").orderBy("block").rowsBetween(Window.unboundedPreceding, -1)
        above = [F.coalesce(F.sum(name).over(before), F.lit(0)).alias(f"{name}_above") for name in ("lines", "rows")]
        # A block is read by one task, in which lines have ascending numbers.
        within = Window.partitionBy("file", "block").orderBy("row").rowsBetween(Window.unboundedPreceding, 0)
        numbered = text.join(sizes.select("file", "block", *above), ["file", "block"]).select(
            "file",
            "filled",
            (F.col("rows_above") + F.count("filled").over(within)).alias("number"),
            (F.col("lines_above") + F.row_number().over(within)).alias("line"),
        )
        is_wanted = F.lit(False)
        for name, number in wanted:
            is_wanted |= (file == name) & (F.col("number") == number)
        hits = numbered.filter(F.col("filled").isNotNull() & is_wanted).agg(F.collect_list(F.struct("file", "number", "line"))).first()[0]
        line_of = {(one["file"], one["number"]): one["line"] for one in hits}
        return [line_of.get(one) if there else None for one, there in zip(wanted, is_there)]


def place_columns(row):
    """PLACE of a table: `row` ascends within a block."""
    return F.col("_metadata.file_path").alias("file"), F.col("_metadata.file_block_start").alias("block"), row.alias("row")


# --- rows of one pair, and which of them count -------------------------------------------------------------------------------------


def merge_rows(rows, rule, whole):
    """One row a pair, with the number of rows that went into it. Values are added in ascending order, so that no order has an effect;
    for whole numbers, whose sum is exact, none has any."""
    order = F.struct(F.coalesce("seconds", F.lit(float("-inf"))), *PLACE)
    sorted_values = F.array_sort(F.collect_list("value"))
    ascending = F.sum("value") if whole else F.aggregate(sorted_values, F.lit(0.0), lambda total, one: total + one)
    total = F.when(F.abs(ascending) <= ROUNDING * F.sum(F.abs("value")), F.lit(0.0)).otherwise(ascending)
    value = {
        "last": lambda: F.max_by("value", order),
        "first": lambda: F.min_by("value", order),
        "max": lambda: F.max("value"),
        "sum": lambda: total,
        "mean": lambda: total / F.count(F.lit(1)),
    }[rule]()
    return rows.groupBy("user", "item").agg(value.alias("value"), F.count(F.lit(1)).alias("rows"))


def merged_pairs(spark, rows, places, feedback, whole, options, steps):
    """Writes the pairs of a user and an item that count, and says what was left out."""
    rule = options.duplicates or ("last" if feedback == "explicit" else "sum")
    merge_rows(rows, rule, whole).write.parquet(f"{steps}/pairs")
    pairs = spark.read.parquet(f"{steps}/pairs")
    narrow = F.col("value").try_cast("float")
    none = F.lit(False)
    unfit = narrow <= 0 if feedback == "implicit" else none
    below = narrow < F.lit(options.min_value).cast("float") if options.min_value is not None else none
    counts = pairs.agg(
        F.coalesce(F.sum(F.col("rows") - 1), F.lit(0)).alias("duplicates"),
        F.coalesce(F.sum(unfit.cast("int")), F.lit(0)).alias("unfit"),
        F.coalesce(F.sum((~unfit & below).cast("int")), F.lit(0)).alias("below"),
        F.count(F.lit(1)).alias("pairs"),
        F.max(F.abs("value")).alias("largest"),
        F.max("value").alias("highest"),
    ).first()
    if counts["largest"] > FLOAT32_MAXIMUM:
        raise JobError("value-overflow", f"{options.input}: expected values of a pair that add up to at most {FLOAT32_MAXIMUM:.3g}, got {counts['largest']}; scale them down, or say --duplicates last, mean or max")
    if counts["unfit"] == counts["pairs"]:
        raise JobError("nothing-left", f"{options.input}: expected counts above 0, got {counts['unfit']:,} pairs of a user and an item whose count is 0 or below, and no other")
    if counts["unfit"] + counts["below"] == counts["pairs"]:
        raise JobError("nothing-left", f"{options.input}: expected values of at least {options.min_value}, got none; the largest is {counts['highest']}")
    left = pairs.filter(~unfit & ~below).select("user", "item", narrow.alias("value"))
    if feedback == "explicit" and not options.explicit:
        refuse_not_positive(left, rows, rule, places, options)
    return left, {"duplicates": counts["duplicates"], "nonPositive": counts["unfit"], "belowMinValue": counts["below"]}


def refuse_not_positive(pairs, rows, rule, places, options):
    """Spark takes a rating of 0 or below for a preference of 0 with a confidence of its own, which no fold-in here knows."""
    unfit = pairs.filter(F.col("value") <= 0).withColumnRenamed("value", "rating")
    count = unfit.agg(F.count(F.lit(1))).first()[0]
    if count == 0:
        return
    # The row that has the rating; where it is of several rows, the first of them.
    is_of_several = rule in ("sum", "mean")
    own = F.lit(True) if is_of_several else F.col("value").try_cast("float") == F.col("rating")
    firsts = rows.join(unfit, ["user", "item"]).filter(own).groupBy("user", "item", "rating").agg(F.min(F.struct(*PLACE)).alias("place"))
    text = F.concat(
        F.lit("rating: expected a number above 0, got "), F.col("rating").cast("string"),
        F.lit(" (user "), "user", F.lit(", item "), "item", F.lit(f", the {rule} of its rows)" if is_of_several else ")"),
    )
    shown = "".join(f"\n  {line}" for line in places.examples(firsts.select("place.*", text.alias("text"))))
    raise JobError(
        "rating-not-positive",
        f"{options.input}: expected ratings above 0, as Spark gives others a confidence but no preference, got {count:,} of 0 or below; "
        f"leave them out with --min-value, or fit ratings with --model explicit-als{shown}",
    )


# --- vocabularies ------------------------------------------------------------------------------------------------------------------


def vocabulary(spark, pairs, column, steps):
    """The ids of a column in our order, with their index and their number of pairs: written as `index`, `id`, `popularity`.

    Ascending numbers where all ids are plain integers, else by UTF-16 code units: Spark compares UTF-8 bytes, which puts
    characters beyond U+FFFF behind those from U+E000 on. Two passes: rows are counted by sorted partition, then numbered.
    """
    ids = pairs.groupBy(F.col(column).alias("id")).agg(F.count(F.lit(1)).alias("popularity"))
    ids.write.parquet(f"{steps}/{column}-ids")
    ids = spark.read.parquet(f"{steps}/{column}-ids")
    digits = F.ltrim(F.col("id"), F.lit("0"))
    counts = ids.agg(F.count(F.lit(1)).alias("count"), F.bool_and(F.col("id").rlike("^[0-9]+$")).alias("numbers")).first()
    if counts["count"] > MAXIMUM_IDS:
        raise JobError("too-many-ids", f"{column}: expected at most {MAXIMUM_IDS:,} ids, as ALS numbers them by 32 bits, got {counts['count']:,}")
    order = [F.length(digits), digits, F.col("id")] if counts["numbers"] else [F.encode("id", "UTF-16BE")]
    number = F.monotonically_increasing_id()
    sorted_ids = ids.orderBy(*order).withColumn("number", number)
    # The high bits are the partition, the low 33 the row in it.
    sorted_ids.select("id", "popularity", F.shiftright("number", 33).alias("part"), F.expr("number & 8589934591").alias("row")).write.parquet(f"{steps}/{column}-sorted")
    placed = spark.read.parquet(f"{steps}/{column}-sorted")
    sizes = placed.groupBy("part").agg(F.count(F.lit(1)).alias("size"))
    before = F.coalesce(F.sum("size").over(Window.orderBy("part").rowsBetween(Window.unboundedPreceding, -1)), F.lit(0))
    starts = sizes.select("part", before.alias("start"))
    numbered = placed.join(starts, "part").select((F.col("start") + F.col("row")).cast("int").alias("index"), "id", "popularity")
    numbered.write.parquet(f"{steps}/{column}")
    return spark.read.parquet(f"{steps}/{column}"), counts["count"]


# --- what is held out --------------------------------------------------------------------------------------------------------------


def hash_of(seed, *columns):
    """A hash of the seed and ids, the same wherever it is computed."""
    return F.sha2(F.concat_ws("\n", F.lit(str(seed)), *columns), 256)


def judged_users(users, options):
    """Users of the sample: those with the least hashes of all that have rows to spare; and from how many they were drawn."""
    able = users.filter(F.col("popularity") >= MINIMUM_HISTORY)
    count = able.agg(F.count(F.lit(1))).first()[0]
    if options.judge_users == "all" or int(options.judge_users) >= count:
        return able.select(F.col("index").alias("judged")), count, count
    drawn = able.orderBy(hash_of(options.seed, F.col("id")), "index").limit(int(options.judge_users))
    return drawn.select(F.col("index").alias("judged")), int(options.judge_users), count


def indexed_pairs(spark, pairs, users, items, sample, options, steps):
    """Writes the pairs by index with `judged` and `held`: of a judged user's n rows the ceil(n / 10) with the least hashes are held out."""
    by_user = users.join(sample, F.col("index") == F.col("judged"), "left").select(
        F.col("index").alias("u"), F.col("id").alias("user"), F.col("popularity").alias("n"), F.col("judged").isNotNull().alias("judged")
    )
    by_item = items.select(F.col("index").alias("i"), F.col("id").alias("item"))
    # Rows of a user are together after the join with users: ranking them moves nothing.
    drawn = F.when(F.col("judged"), hash_of(options.seed, F.col("user"), F.col("item")))
    rank = F.row_number().over(Window.partitionBy("user").orderBy(drawn, "item"))
    ranked = pairs.join(by_user, "user").withColumn("held", F.col("judged") & (rank <= F.ceil(F.col("n") / 10)))
    ranked.join(by_item, "item").select("u", "i", "value", "judged", "held").write.parquet(f"{steps}/rows")
    return spark.read.parquet(f"{steps}/rows")


def fingerprint(pairs):
    """Σ mod 2²⁵⁶ of the sha-256 of `user, newline, item, newline, value`, the value as the 8 hexadecimal digits of its 32-bit float.

    64 hexadecimal digits, whatever the order of the rows. Digests are added in pieces of 30 bits, so that no sum overflows.
    """
    bits = F.expr("java_method('java.lang.Float', 'floatToIntBits', value)").cast("bigint")
    digits = F.lower(F.lpad(F.hex(bits.bitwiseAND(0xFFFFFFFF)), 8, "0"))
    digest = F.sha2(F.concat_ws("\n", "user", "item", digits), 256)
    # Reading hexadecimal digits is what takes time here: 15 of them, which are 60 bits, are read at once.
    starts = range(0, 64, 15)
    sums = []
    for start in starts:
        number = F.conv(F.substring("digest", start + 1, 15), 16, 10).cast("bigint")
        sums += [F.sum(number.bitwiseAND(2**30 - 1)), F.sum(F.shiftright(number, 30))]
    found = pairs.select(digest.alias("digest")).agg(*sums).first()
    total = 0
    for place, start in enumerate(starts):
        piece = found[2 * place] + (found[2 * place + 1] << 30)
        total += piece << (4 * max(0, 64 - start - 15))
    return f"{total % 2**256:064x}"


def settle(options, user_count, item_count, count):
    """Numbers for what is `auto`. The weight of all pairs that were observed is a fifteenth of that of the others, as implicit-als
    has it by default: confidence 1 / (15 × density), at least 1. The penalty grows with it."""
    if options.explicit:
        options.alpha = 1.0
        options.reg_param = 0.1 if options.reg_param == "auto" else options.reg_param
        return
    if options.alpha == "auto":
        options.alpha = float(f"{max(1.0, user_count * item_count / (UNOBSERVED_RATIO * count)):.4g}")
    if options.reg_param == "auto":
        options.reg_param = float(f"{PENALTY_SHARE * (1 + options.alpha):.4g}")


# --- fit ---------------------------------------------------------------------------------------------------------------------------


def fit(spark, rows, options, steps):
    """The item factors of Spark's ALS, of the rows of the fit: a table of `id` and `features`."""
    given = {"binary": F.lit(1.0), "linear": F.col("value").cast("double"), "log": F.log1p(F.col("value").cast("double"))}
    rating = F.col("value") if options.explicit else given[options.weighting].cast("float")
    training = rows.select("u", "i", rating.alias("rating"))
    # Rows of a block of users come from one partition, in one order: sums do not depend on the number of executors.
    blocks = training.repartition(options.blocks, F.col("u") % options.blocks).sortWithinPartitions("u", "i")
    context = spark.sparkContext
    if options.max_iter > CHECKPOINT_INTERVAL:
        # On a file system that all executors reach.
        context.setCheckpointDir(f"{steps}/checkpoints")
    als = context._jvm.org.apache.spark.ml.recommendation.ALS()
    als.setUserCol("u").setItemCol("i").setRatingCol("rating").setSeed(options.seed)
    als.setImplicitPrefs(not options.explicit).setAlpha(options.alpha).setNonnegative(options.nonnegative)
    als.setRank(options.rank).setMaxIter(options.max_iter).setRegParam(options.reg_param)
    als.setNumUserBlocks(options.blocks).setNumItemBlocks(options.blocks).setCheckpointInterval(CHECKPOINT_INTERVAL)
    model = als.fit(blocks._jdf)
    DataFrame(model.itemFactors(), spark).write.parquet(f"{steps}/factors")
    return spark.read.parquet(f"{steps}/factors")


# --- the baseline of ratings ---------------------------------------------------------------------------------------------------------


def item_biases(spark, rows, scale, count, options, steps):
    """b_i of the rows of the fit by r ≈ μ + b_u + b_i: a table of `i` and `bias`. Items are solved first in each sweep, then users; the
    users of the last one follow from the items, wherever they are asked for.

    Rows are kept once by user and once by item, and meet the biases where they are: what moves are sums. All numbers are whole ones of
    a small unit, as the sum of such is the same in any order. No rating is more than a range of them from the mean, and after k halves
    of a sweep no bias is above k ranges, so that 5 bits for the halves and those of the count leave the others of 62 for the range.
    """
    unit = ((scale["maximum"] - scale["minimum"]) or 1.0) / 2 ** (57 - count.bit_length())
    residual = F.round((F.col("value").cast("double") - scale["mean"]) / unit).cast("bigint")
    fitted = rows.select("u", "i", residual.alias("residual"))
    by_user, by_item = rows_by(fitted, "u", options), rows_by(fitted, "i", options)
    biases = solved(by_item, "i", ITEM_PENALTY)
    for sweep in range(2, BASELINE_SWEEPS + 1):
        users = solved(beyond(by_item, biases, "i", options), "u", USER_PENALTY)
        # Written, so that no sweep computes those before it again.
        solved(beyond(by_user, users, "u", options), "i", ITEM_PENALTY).write.parquet(f"{steps}/biases-{sweep}")
        biases = spark.read.parquet(f"{steps}/biases-{sweep}")
    by_user.unpersist()
    by_item.unpersist()
    return biases.select("i", (F.col("bias") * unit).alias("bias"))


def rows_by(rows, side, options):
    """The rows of a user, or of an item, in one place each, sorted: joining them with something of that side moves none."""
    return rows.repartition(options.blocks, side).sortWithinPartitions(side).persist(StorageLevel.MEMORY_AND_DISK)


def beyond(rows, biases, side, options):
    """Rows with what is left of their residuals beside these biases."""
    near = biases.repartition(options.blocks, side)
    return rows.join(near, side).select("u", "i", (F.col("residual") - F.col("bias")).alias("residual"))


def solved(rows, side, penalty):
    """b = Σ residual / (n + penalty)"""
    sums = rows.groupBy(side).agg(F.sum("residual").alias("total"), F.count(F.lit(1)).alias("n"))
    return sums.select(side, F.round(F.col("total") / (F.col("n") + penalty)).cast("bigint").alias("bias"))


# --- what is written ---------------------------------------------------------------------------------------------------------------


def write_items(items, rows, factors, biases, options, count, work):
    """Items with what the rows of the fit made of them."""
    trained = rows.groupBy("i").agg(F.count(F.lit(1)).alias("trained"))
    features = F.coalesce("features", F.array_repeat(F.lit(0.0).cast("float"), options.rank))
    table = items.join(trained, F.col("index") == F.col("i"), "left").join(factors.withColumnRenamed("id", "factor_of"), F.col("index") == F.col("factor_of"), "left")
    columns = ["index", "id", "popularity", F.coalesce("trained", F.lit(0)).cast("bigint").alias("trained"), features.alias("factors")]
    if biases is not None:
        table = table.join(biases.withColumnRenamed("i", "bias_of"), F.col("index") == F.col("bias_of"), "left")
        columns.append(F.coalesce("bias", F.lit(0.0)).alias("bias"))
    in_order(table.select(*columns), count, ROWS_A_FILE).write.parquet(f"{work}/items")


def in_order(table, count, rows_a_file):
    """Files in the order of the index, each of so many rows."""
    files = max(1, -(-count // rows_a_file))
    return table.repartitionByRange(files, "index").sortWithinPartitions("index")


def named(lists, users):
    """Lists by `u` with the index and the id of the user."""
    return lists.join(users.select("index", F.col("id").alias("user")), F.col("u") == F.col("index"))


def write_judge(rows, users, count, work):
    pair = F.struct(F.col("i"), F.col("value"))

    def side(condition, name):
        return F.array_sort(F.collect_list(F.when(condition, pair))).alias(name)

    lists = rows.filter("judged").groupBy("u").agg(side(~F.col("held"), "kept"), side(F.col("held"), "gone"))
    table = in_order(named(lists, users), count, USERS_A_FILE).select(
        "user",
        F.col("kept.i").alias("history"),
        F.col("kept.value").alias("history_values"),
        F.col("gone.i").alias("test"),
        F.col("gone.value").alias("test_values"),
    )
    table.write.parquet(f"{work}/judge")


def write_histories(rows, users, count, work):
    lists = rows.groupBy("u").agg(F.array_sort(F.collect_list(F.struct("i", "value"))).alias("kept"))
    table = in_order(named(lists, users), count, USERS_A_FILE).select("index", "user", F.col("kept.i").alias("items"), F.col("kept.value").alias("values"))
    table.write.parquet(f"{work}/histories")


def scale_of(rows):
    """Mean, minimum and maximum of the ratings. The mean is added exactly, so that no order of rows has an effect, unless ratings are too
    large for the decimals of it, or lie too near each other."""
    exact = F.col("value").try_cast("decimal(28,10)")
    found = rows.agg(
        F.sum(exact).alias("sum"), F.count(exact).alias("exact"), F.count(F.lit(1)).alias("count"),
        F.avg(F.col("value").cast("double")).alias("mean"), F.min("value").alias("minimum"), F.max("value").alias("maximum"),
    ).first()
    minimum, maximum = found["minimum"], found["maximum"]
    is_exact = found["exact"] == found["count"] and maximum - minimum >= SMALLEST_DECIMAL_RANGE
    mean = float(found["sum"] / found["exact"]) if is_exact else found["mean"]
    # Rounding may put the mean of ratings that are all the same beside them.
    return {"mean": min(max(mean, minimum), maximum), "minimum": minimum, "maximum": maximum}


def data_name(address):
    name = ([part for part in address.split("/") if part and "*" not in part] or ["interactions"])[-1]
    return name if name.startswith(".") else name.split(".")[0] or name


def executor_count(context):
    """Executors beside the driver; in local mode the driver is the one."""
    return max(1, context._jsc.sc().getExecutorMemoryStatus().size() - 1)


def run(spark, options):
    """Trains in a work folder of its own, in which nothing half-written stays behind."""
    major = int(spark.version.split(".")[0])
    if major < 4:
        raise JobError("spark-too-old", f"expected Spark 4.0 or newer (4.0.5, 4.1.4 and 4.3.0 were tested), got {spark.version}; name a newer one with --spark-submit")
    files = Files(spark)
    files.claim(options.work)
    try:
        train(spark, options, files)
    except BaseException:
        for name in ("_steps", "items", "judge", "histories", "job.json"):
            files.remove(f"{options.work}/{name}")
        raise


def train(spark, options, files):
    context = spark.sparkContext
    steps = f"{options.work}/_steps"
    stages = Stages()
    rows, places, feedback, whole, reading = read_rows(spark, options, files)
    if options.explicit and feedback == "implicit":
        raise JobError("needs-ratings", f"{options.input}: explicit-als learns from ratings, got {'counts' if reading['columns']['value'] else 'no column of values'}; name a column with --columns rating=NAME, or train implicit-als")
    pairs, left_out = merged_pairs(spark, rows, places, feedback, whole, options, steps)
    stages.done("read", rows=reading["rows"], badRows=reading["badRows"])
    users, user_count = vocabulary(spark, pairs, "user", steps)
    items, item_count = vocabulary(spark, pairs, "item", steps)
    stages.done("number", users=user_count, items=item_count)
    sample, judged, sampled_from = judged_users(users, options)
    indexed = indexed_pairs(spark, pairs, users, items, sample, options, steps)
    fitted = indexed.filter(~F.col("held"))
    count, held = indexed.agg(F.count(F.lit(1)), F.sum(F.col("held").cast("bigint"))).first()
    if options.users and 8 * count > MAXIMUM_HISTORY_BYTES:
        raise JobError("histories-too-large", f"--users: expected histories of at most 2 GiB, got {count:,} interactions of 8 bytes; leave --users out and send histories with requests")
    settle(options, user_count, item_count, count)
    row_sum = fingerprint(pairs)
    scale = scale_of(fitted) if feedback == "explicit" else None
    stages.done("hold out", interactions=count, heldOut=held, judgedUsers=judged)
    factors = fit(spark, fitted, options, steps)
    executors = executor_count(context)
    stages.done("fit", iterations=options.max_iter, executors=executors)
    biases = None
    if options.explicit:
        biases = item_biases(spark, fitted, scale, count, options, steps)
        stages.done("baseline", sweeps=BASELINE_SWEEPS)
    write_items(items, fitted, factors, biases, options, item_count, options.work)
    write_judge(indexed, users, judged, options.work)
    if options.users:
        write_histories(indexed, users, user_count, options.work)
    stages.done("write")
    files.write(f"{options.work}/job.json", json.dumps({
        "format": FORMAT,
        "formatVersion": FORMAT_VERSION,
        "spark": {
            "version": context.version, "master": context.master, "executors": executors,
            "python": platform.python_version(), "java": context._jvm.java.lang.System.getProperty("java.version"),
        },
        "parameters": {
            "implicitPrefs": not options.explicit, "rank": options.rank, "maxIter": options.max_iter,
            "regParam": options.reg_param, "alpha": options.alpha, "nonnegative": options.nonnegative,
            "userBlocks": options.blocks, "itemBlocks": options.blocks, "seed": options.seed,
            "weighting": "linear" if options.explicit else options.weighting,
        },
        "data": {
            "name": options.name or data_name(options.input), "feedback": feedback, "users": user_count, "items": item_count,
            "interactions": count, "trained": count - held, "heldOut": held, "judgedUsers": judged, "sampledFrom": sampled_from,
            "fingerprint": row_sum, "scale": scale,
        },
        "reading": {**reading, **left_out},
        "seconds": stages.seconds,
    }, indent=2, ensure_ascii=False) + "\n")
    files.remove(steps)
    files.write(f"{options.work}/_SUCCESS", "")


def main(arguments):
    if sys.version_info < (3, 11):
        say("error", code="python-too-old", message=f"expected Python 3.11 or newer, got {platform.python_version()}; name one with PYSPARK_PYTHON")
        return 1
    options = parse(arguments)
    spark = (
        SparkSession.builder.appName("nearedge als")
        .config("spark.sql.session.timeZone", "UTC")
        # A broadcast would bring a vocabulary to the driver.
        .config("spark.sql.autoBroadcastJoinThreshold", -1)
        .config("spark.sql.adaptive.autoBroadcastJoinThreshold", -1)
        .config("spark.sql.parquet.binaryAsString", True)
        .config("spark.sql.csv.parser.columnPruning.enabled", False)
        .getOrCreate()
    )
    try:
        # The last lines of the log then say what went wrong.
        spark.sparkContext.setLogLevel("WARN")
        say("spark", version=spark.version, master=spark.sparkContext.master, python=platform.python_version())
        run(spark, options)
    except JobError as error:
        say("error", code=error.code, message=str(error))
        return 1
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
