import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { io } from "@tensorflow/tfjs";
import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";

/** A model.json of the Layers format, read. */
export interface ModelJson {
  readonly artifacts: io.ModelArtifacts;
  readonly hasWeights: boolean;
}

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
}

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, float16: 2, uint16: 2, uint8: 1 };

/**
 * Reads a `model.json` that tfjs or the converter of Keras 2 wrote, and the weights beside it where it names some. Nothing is
 * fetched. Throws DataError `network-json` or `network-weights` that say what was expected.
 */
export async function readModelJson(path: string): Promise<ModelJson> {
  const refuse = (message: string, cause?: unknown): never => {
    throw new DataError("network-json", `${path}: ${message}`, { cause });
  };
  let json: Readonly<Record<string, unknown>> = {};
  try {
    const found: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof found !== "object" || found === null || Array.isArray(found))
      refuse(`expected an object, got ${show(found)}`);
    json = found as typeof json;
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    refuse(`expected JSON, got something else: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  const { format, modelTopology, weightsManifest = [] } = json;
  if (format !== undefined && format !== "layers-model") {
    const way = format === "graph-model" ? "; a graph cannot be trained: convert the Keras model itself" : "";
    refuse(`expected format "layers-model", got ${show(format)}${way}`);
  }
  if (typeof modelTopology !== "object" || modelTopology === null) {
    refuse(`expected modelTopology, the layers of a network, got ${show(modelTopology)}`);
  }
  const { keras_version: version } = modelTopology as { keras_version?: unknown };
  if (String(version).startsWith("3")) {
    refuse(`expected a model of Keras 2 or tfjs, got Keras ${String(version)}; save it with tf_keras`);
  }
  const groups = groupsOf(weightsManifest) ?? refuse("expected weightsManifest as a list of paths and weights");
  const weightSpecs = groups.flatMap(({ weights }) => [...weights]);
  const hasWeights = weightSpecs.length > 0;
  const parts: Uint8Array[] = [];
  for (const group of groups) parts.push(await readGroup(path, group));
  return {
    hasWeights,
    artifacts: {
      modelTopology: modelTopology as object,
      ...(hasWeights ? { weightSpecs, weightData: joined(parts) } : {}),
    },
  };
}

function groupsOf(given: unknown): readonly Group[] | undefined {
  if (!Array.isArray(given)) return undefined;
  const isGroup = (one: Partial<Group> | null): one is Group =>
    Array.isArray(one?.paths) && Array.isArray(one.weights) && one.paths.every((path) => typeof path === "string");
  return given.every(isGroup) ? given : undefined;
}

/** The bytes of a group's shards, one after the other. */
async function readGroup(path: string, { paths, weights }: Group): Promise<Uint8Array> {
  const refuse = (message: string, cause?: unknown): never => {
    throw new DataError("network-weights", `${path}: ${message}`, { cause });
  };
  const shards: Uint8Array[] = [];
  for (const shard of paths) {
    if (/^[/\\]|^\w+:|(^|[/\\])\.\.([/\\]|$)/.test(shard)) refuse(`expected weights beside it, got ${show(shard)}`);
    const bytes = await readFile(join(dirname(path), shard)).catch((cause: unknown) =>
      refuse(`expected its weights in ${shard} beside it, found no such file`, cause),
    );
    shards.push(bytes);
  }
  const found = joined(shards);
  let expected = 0;
  for (const { name, shape, dtype, quantization } of weights) {
    const width = BYTES[quantization?.dtype ?? dtype];
    if (width === undefined || !Array.isArray(shape))
      refuse(`${show(name)}: expected numbers of a shape, got ${show(dtype)}`);
    expected += shape.reduce((product, length) => product * length, 1) * Number(width);
  }
  if (found.byteLength !== expected) {
    refuse(
      `expected ${expected} bytes of weights in ${paths.join(", ")}, got ${found.byteLength}: is a shard cut off?`,
    );
  }
  return new Uint8Array(found);
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
}
