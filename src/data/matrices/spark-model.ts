import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { listFolder } from "../node-files.ts";

/** A saved ALSModel of Spark. */
export interface SparkModel {
  /** Parquet files of the item factors, by name. */
  readonly itemFactors: readonly string[];
  /** The parameters that were saved beside them, over their defaults; few are those of the training. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly rank: number | undefined;
  readonly version: string | undefined;
}

const CLASS = "org.apache.spark.ml.recommendation.ALSModel";
const LONGEST_METADATA = 1_048_576;

/**
 * Opens the folder that `ALSModel.save` writes: `itemFactors/` and `metadata/`. Throws DataError `not-a-spark-model` for another
 * folder, also one of another class, and `incomplete-model` for one whose writing did not end.
 */
export async function openSparkModel(path: string): Promise<SparkModel> {
  const name = basename(path);
  const parts = await partsOf(join(path, "itemFactors"), /\.parquet$/i);
  if (parts === undefined) {
    const inside = await readdir(path).catch((): string[] => []);
    const message = `${name}: expected the folder of a saved ALSModel, with itemFactors/ and metadata/`;
    const remedy = inside.includes("stages")
      ? "; name the folder of the stage inside stages/"
      : inside.includes("job.json")
        ? "; it is that of our Spark job: leave --kind out"
        : "";
    throw new DataError("not-a-spark-model", `${message}, got another one${remedy}`);
  }
  if (parts.files.length === 0 || !parts.isComplete) {
    const got = parts.files.length === 0 ? "no Parquet file" : "no _SUCCESS, which Spark writes last";
    throw new DataError(
      "incomplete-model",
      `${name}/itemFactors: expected all parts of the factors, got ${got}; save the model again`,
    );
  }
  const said = await metadataOf(path, name);
  const { class: className, paramMap, defaultParamMap, rank, sparkVersion } = said;
  if (className !== undefined && className !== CLASS) {
    throw new DataError("not-a-spark-model", `${name}: expected an ALSModel, got ${show(className)}`);
  }
  return {
    itemFactors: parts.files,
    parameters: { ...Object(defaultParamMap), ...Object(paramMap) },
    rank: typeof rank === "number" ? rank : undefined,
    version: typeof sparkVersion === "string" ? sparkVersion : undefined,
  };
}

/** The parts in a folder, by name; undefined without the folder. Spark's own hidden files are none. */
async function partsOf(folder: string, ending: RegExp) {
  const found = await listFolder(folder);
  if (found === undefined) return undefined;
  const files = found.filter((file) => ending.test(file) && !/^[._]/.test(basename(file))).sort();
  return { files, isComplete: found.some((file) => basename(file) === "_SUCCESS") };
}

async function metadataOf(path: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  const [file] = (await partsOf(join(path, "metadata"), /part-[^/\\]*$/))?.files ?? [];
  if (file === undefined) return {};
  try {
    const bytes = await readFile(file);
    if (bytes.length > LONGEST_METADATA) throw new Error(`${bytes.length} bytes`);
    return Object(JSON.parse(bytes.toString("utf8")));
  } catch (cause) {
    const message = `${name}/metadata: expected JSON as Spark writes it, got something else; save the model again`;
    throw new DataError("not-a-spark-model", message, { cause });
  }
}
