/** Causes that a log of Spark names among a hundred lines of a stack, and what to do about each: a line of the log, or what the job reports. */
const KNOWN: readonly { readonly said: RegExp; readonly advice: string }[] = [
  {
    said: /Class org\.apache\.hadoop\.fs\.s3a\.S3AFileSystem not found/,
    advice:
      "this Spark has no client for s3a://: say --spark-conf spark.jars.packages=org.apache.hadoop:hadoop-aws:3.5.0, " +
      "with the version of hadoop-client-api among its jars",
  },
  {
    said: /No FileSystem for scheme "/,
    advice: "this Spark has no client for such addresses (of S3 they begin with s3a://)",
  },
  {
    said: /NoAuthWithAWSException/,
    advice:
      "S3A takes AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role of the machine; for profiles say --spark-conf " +
      "spark.hadoop.fs.s3a.aws.credentials.provider=software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider",
  },
  {
    said: /Module jdk\.incubator\.vector not found/,
    advice: "this Java is a part of one, without the module jdk.incubator.vector; set JAVA_HOME to a whole one",
  },
  {
    said: /java\.lang\.OutOfMemoryError/,
    advice:
      "a Java machine ran out of memory: give it more, as in --spark-conf spark.driver.memory=8g with a local master, " +
      "else --spark-conf spark.executor.memory=8g",
  },
  {
    said: /All masters are unresponsive/,
    advice:
      "what answers there is no master of this Spark: give the address that its page begins with, as in spark://host:7077 " +
      "(not the port of the page), and start spark-submit of the cluster's own version",
  },
  {
    said: /Unrecognized option.*--load-spark-defaults/,
    advice: "this Spark is older than 4.0, which is needed",
  },
];

/** What to do about a line of the log; undefined for most lines. */
export function adviceFor(line: string): string | undefined {
  return KNOWN.find(({ said }) => said.test(line))?.advice;
}
