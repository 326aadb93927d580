import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { show } from "../../check.ts";
import { DataError, OptionsError, TrainingError } from "../../errors.ts";
import { createRandom } from "../../random.ts";
import { machineBytes } from "../../training/memory-limit.ts";
import { checkInterrupted } from "../../training/steps.ts";
import { STREAMS } from "../streams.ts";
import { MEANING_FILE, type NetworkMeaning, parseMeaning } from "./meaning.ts";
import { readModelJson } from "./model-json.node.ts";
import { networkPath } from "./network-path.node.ts";
import { openTfjs, type Tfjs } from "./package.node.ts";
import { checkPairModel, type PairModel, type PairSize } from "./pair-model.ts";
import { withSeededRandom } from "./seeded-random.node.ts";

/** A network of somebody's own, opened. */
export interface OpenedNetwork extends PairModel {
  readonly tfjs: Tfjs;
  /** Whether the file brought weights; else they are drawn by the seed. */
  readonly hasWeights: boolean;
  /** What its outputs mean, where a file beside it says so. */
  readonly meaning: NetworkMeaning | undefined;
}

/** The name of the network that is there without a file. */
export const EXAMPLE = "example";

/**
 * Opens a network for so many users and items. What it draws, initialisers among it, comes from the seed. Errors: those of
 * networkPath, openTfjs, readModelJson and checkPairModel; OptionsError `network-module` for a module without a function, or
 * whose function fails; TrainingError `interrupted`.
 */
export async function openNetwork(
  file: string,
  size: PairSize,
  seed: number,
  signal?: AbortSignal,
): Promise<OpenedNetwork> {
  const path = file === EXAMPLE ? EXAMPLE : await networkPath(file);
  const tfjs = await openTfjs();
  const { model, hasWeights } = await withSeededRandom(createRandom(seed, STREAMS.weights), () =>
    path.endsWith(".json") ? fromJson(tfjs, path) : fromModule(tfjs, path, size, signal),
  );
  try {
    const meaning = path.endsWith(".json") ? await meaningBeside(path) : undefined;
    return { ...checkPairModel(tfjs, model, size, file), tfjs, hasWeights, meaning };
  } catch (error) {
    if (model instanceof tfjs.LayersModel) model.dispose();
    throw error;
  }
}

interface Given {
  readonly model: unknown;
  readonly hasWeights: boolean;
}

async function fromJson(tfjs: Tfjs, path: string): Promise<Given> {
  const { artifacts, hasWeights } = await readModelJson(path);
  try {
    return { model: await tfjs.loadLayersModel({ load: async () => artifacts }), hasWeights };
  } catch (cause) {
    checkAllocated(path, cause);
    throw new DataError("network-json", `${path}: expected layers that tfjs has, got: ${reasonOf(cause)}`, { cause });
  }
}

/** Networks that functions gave: one is trained once. */
const given = new WeakSet<object>();

async function fromModule(
  tfjs: Tfjs,
  path: string,
  { users, items }: PairSize,
  signal: AbortSignal | undefined,
): Promise<Given> {
  const refuse = (message: string, cause?: unknown): never => {
    throw new OptionsError("network-module", `${path}: ${message}`, { cause });
  };
  const from = async (): Promise<Record<string, unknown>> =>
    path === EXAMPLE ? import("./example-network.ts") : import(pathToFileURL(resolve(path)).href);
  const module = await settled(from(), signal).catch((cause: unknown) => {
    checkInterrupted(signal);
    return refuse(`expected a module, it does not load: ${reasonOf(cause)}`, cause);
  });
  const make = module.default;
  if (typeof make !== "function") {
    return refuse(`expected a default export (tf, { users, items }) => tf.LayersModel, got ${show(make)}`);
  }
  let model: unknown;
  try {
    model = await settled(make(tfjs, { users, items }), signal);
  } catch (cause) {
    checkInterrupted(signal);
    checkAllocated(path, cause);
    refuse(`its function failed for ${users} users and ${items} items: ${reasonOf(cause)}`, cause);
  }
  if (typeof model === "object" && model !== null) {
    if (given.has(model)) refuse("expected a new network of each call, got the one of the call before");
    given.add(model);
  }
  return { model, hasWeights: false };
}

/**
 * What somebody else's promise gives. Rejects too when `signal` says so, and when the process has nothing left to do that it
 * could be waiting for.
 */
async function settled<Of>(given: Of | Promise<Of>, signal: AbortSignal | undefined): Promise<Of> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal?.reason);
  const starve = (): void => reject(new Error("its promise is never settled"));
  signal?.addEventListener("abort", stop);
  process.on("beforeExit", starve);
  try {
    return await Promise.race([given, promise]);
  } finally {
    signal?.removeEventListener("abort", stop);
    process.off("beforeExit", starve);
  }
}

/** Weights are there before anything can be asked of a network. Throws TrainingError `memory-limit` where they were too many. */
function checkAllocated(path: string, cause: unknown): void {
  if (!(cause instanceof RangeError) || !/allocation failed|array length/i.test(cause.message)) return;
  const message = `${path}: expected weights that fit into the ${machineBytes()} bytes of this machine, got more; use smaller layers`;
  throw new TrainingError("memory-limit", message, { cause });
}

async function meaningBeside(path: string): Promise<NetworkMeaning | undefined> {
  const beside = join(dirname(path), MEANING_FILE);
  const found = await readFile(beside, "utf8").catch(() => undefined);
  return found === undefined ? undefined : parseMeaning(found, beside);
}

const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split("\n")[0] ?? "";
