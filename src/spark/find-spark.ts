import { execFile } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { DataError } from "../errors.ts";

/** A virtual environment that holds pyspark, where neither SPARK_HOME nor PATH has a Spark. */
const OWN_ENVIRONMENT = join(".nearedge", "spark-venv", "bin", "spark-submit");
const OLDEST_JAVA = 17;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The spark-submit to start: the one that is named, else that of SPARK_HOME, else the one on PATH, else that of
 * `.nearedge/spark-venv` in the current folder. Throws DataError `spark-missing` with the places.
 */
export async function findSparkSubmit(
  given: string | undefined,
  environment: Environment = process.env,
): Promise<string> {
  if (given !== undefined) {
    const path = resolve(given);
    if (await isProgram(path)) return path;
    throw new DataError("spark-missing", `--spark-submit: expected a program, got ${given}, which is none`);
  }
  const { SPARK_HOME: home, PATH = "" } = environment;
  const ofPath = PATH.split(delimiter).filter((folder) => folder !== "");
  const places = [
    ...(home ? [join(home, "bin", "spark-submit")] : []),
    ...ofPath.map((folder) => join(folder, "spark-submit")),
    resolve(OWN_ENVIRONMENT),
  ];
  for (const path of places) if (await isProgram(path)) return path;
  throw new DataError(
    "spark-missing",
    `--engine spark: expected spark-submit in ${home ? `${home}/bin` : "$SPARK_HOME/bin (not set)"}, on PATH or as ${OWN_ENVIRONMENT}, found none; ` +
      "run: python3 -m venv .nearedge/spark-venv && .nearedge/spark-venv/bin/pip install pyspark==4.3.0 " +
      "(436 MB; Java 17 and Python 3.11, or newer ones, are needed), or name one with --spark-submit",
  );
}

/**
 * Looks at the Java that Spark would run on: that of JAVA_HOME, else the one on PATH. Throws DataError `java-missing`,
 * `java-too-old`.
 */
export async function checkJava(environment: Environment = process.env): Promise<void> {
  const { JAVA_HOME: home } = environment;
  const java = home ? join(home, "bin", "java") : "java";
  const said = await output(java, ["-version"], environment);
  const where = home ? `JAVA_HOME is ${home}` : "there is none on PATH, and JAVA_HOME is not set";
  if (said === undefined) {
    const message = `--engine spark: expected Java ${OLDEST_JAVA} or newer, found no java that starts (${where}); install one, such as openjdk-17-jre-headless`;
    throw new DataError("java-missing", message);
  }
  // Java 8 says 1.8.
  const [, first = "", second = ""] = /version "(\d+)(?:\.(\d+))?/.exec(said) ?? [];
  const major = Number(first === "1" ? second : first);
  if (major >= OLDEST_JAVA) return;
  const got = major > 0 ? `Java ${major}` : JSON.stringify(said.split("\n")[0] ?? "");
  throw new DataError(
    "java-too-old",
    `--engine spark: expected Java ${OLDEST_JAVA} or newer (17, 21 and 25 were tried), got ${got}${home ? ` of JAVA_HOME ${home}` : ""}; set JAVA_HOME to a newer one`,
  );
}

/** The Python beside a spark-submit that pip installed: it finds pyspark there, and the system's would not. */
export async function pythonBeside(sparkSubmit: string): Promise<string | undefined> {
  const folder = resolve(sparkSubmit, "..");
  const isOfPip = await stat(join(folder, "find_spark_home.py")).catch(() => undefined);
  const python = join(folder, "python");
  return isOfPip && (await isProgram(python)) ? python : undefined;
}

async function isProgram(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What a program says, on either stream; undefined where it does not start or fails. */
function output(program: string, args: readonly string[], environment: Environment): Promise<string | undefined> {
  return new Promise((done) => {
    const env = { ...environment } as NodeJS.ProcessEnv;
    execFile(program, args, { env, timeout: 30_000 }, (error, stdout, stderr) =>
      done(error ? undefined : stdout + stderr),
    );
  });
}
