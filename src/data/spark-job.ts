import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { show } from "../check.ts";
import { DataError } from "../errors.ts";

/** What the job calls its folders. */
const FORMAT = "nearedge-spark-als";
/** The newest format that is read. */
const FORMAT_VERSION = 1;
const JOB_NAME = "job.json";
const SUCCESS_NAME = "_SUCCESS";

const count = z.int().min(0);
const finite = z.number();

const schema = z
  .object({
    format: z.literal(FORMAT),
    formatVersion: z.literal(FORMAT_VERSION),
    spark: z.object({
      version: z.string(),
      master: z.string(),
      executors: count,
      python: z.string(),
      java: z.string(),
    }),
    parameters: z.object({
      implicitPrefs: z.boolean(),
      rank: z.int().min(1).max(512),
      maxIter: z.int().min(1),
      regParam: finite.min(0),
      alpha: finite.min(0),
      nonnegative: z.boolean(),
      userBlocks: z.int().min(1),
      itemBlocks: z.int().min(1),
      seed: z.int(),
      weighting: z.enum(["binary", "linear", "log"]),
    }),
    data: z.object({
      name: z.string(),
      feedback: z.enum(["explicit", "implicit"]),
      users: z.int().min(1),
      items: z.int().min(1),
      interactions: z.int().min(1),
      trained: count,
      heldOut: count,
      judgedUsers: count,
      sampledFrom: count,
      fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
      scale: z.object({ mean: finite, minimum: finite, maximum: finite }).nullable(),
    }),
    reading: z.looseObject({ rows: count, badRows: count }),
    seconds: z.record(z.string(), finite),
  })
  .refine(({ parameters, data }) => parameters.implicitPrefs || data.scale !== null, {
    path: ["data", "scale"],
    error: "expected the scale of the ratings",
  });

/** What the job says of itself: job.json. */
export type SparkJob = z.infer<typeof schema>;

/**
 * Reads what the job in a folder says of itself, once it has ended well. Throws DataError: `missing-folder`, `not-a-job-folder`,
 * `unfinished-job`, `newer-job` and `bad-job-file`.
 */
export async function readSparkJob(folder: string): Promise<SparkJob> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) {
    const remedy = "name the folder that the job wrote (--work), or a copy of it";
    throw new DataError("missing-folder", `${folder}: there is no such folder; ${remedy}`);
  }
  if (!found.isDirectory()) throw notOurs(folder, "a file");
  const [text, isDone] = await Promise.all([
    readFile(join(folder, JOB_NAME), "utf8").catch(() => undefined),
    stat(join(folder, SUCCESS_NAME)).then(
      () => true,
      () => false,
    ),
  ]);
  // The job writes its steps first, its description behind the parts, and _SUCCESS last.
  const begun = await Promise.all(["_steps", "items"].map((name) => stat(join(folder, name)).catch(() => undefined)));
  const isBegun = text !== undefined || begun.some((one) => one !== undefined);
  if (!isDone && isBegun) {
    const remedy = "run the job again, into another folder, or copy the folder whole";
    throw new DataError(
      "unfinished-job",
      `${folder}: expected ${SUCCESS_NAME}, which the job writes last: it was ended before, or not all was copied; ${remedy}`,
    );
  }
  if (text === undefined) throw notOurs(folder, `no ${JOB_NAME}`);
  return parseJob(join(folder, JOB_NAME), text);
}

function notOurs(folder: string, found: string): DataError {
  const expected = "expected a folder that the job of --engine spark wrote";
  return new DataError("not-a-job-folder", `${folder}: ${expected}, got ${found}; for other models see import --kind`);
}

function parseJob(path: string, text: string): SparkJob {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DataError("bad-job-file", `${path}: expected JSON; copy the folder again`, { cause });
  }
  const { format, formatVersion } = (value ?? {}) as { format?: unknown; formatVersion?: unknown };
  if (format !== FORMAT) {
    throw new DataError("not-a-job-folder", `${path}: format: expected ${show(FORMAT)}, got ${show(format)}`);
  }
  if (typeof formatVersion === "number" && formatVersion > FORMAT_VERSION) {
    throw new DataError(
      "newer-job",
      `${path}: formatVersion: this release reads ${FORMAT_VERSION}, got ${formatVersion}; use the release that the job came with`,
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join(".") || "(all)";
  throw new DataError("bad-job-file", `${path}: ${place}: ${issue?.message ?? "unexpected"}; the file was altered`);
}
