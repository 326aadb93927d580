import { readFile } from "node:fs/promises";
import { checkOneOf } from "../check.ts";
import { parseTransform, type Transform } from "../data/transforms.ts";
import { DataError, OptionsError } from "../errors.ts";
import { MEASURED_HALVES, type MeasuredHalf } from "../evaluation/measured-half.ts";
import { readBestOptions, type TunedOptions } from "../evaluation/search/tuned.ts";
import { overrideOptions } from "../models/override-options.ts";
import { servedModel } from "../models/served.ts";
import { baseName, WITH_HEAD } from "../models/with-head.ts";
import type { HeadRequest } from "../rerankers/wanted-reranker.ts";
import { list, listLengths, parseAssignments } from "./arguments.ts";
import { checkOptions, modelOf } from "./check-options.ts";
import { headRequest } from "./head-request.ts";
import { checkMeasured, type MeasuredModels } from "./measured-models.ts";
import { measuredName, RANDOM } from "./model-names.ts";
import { checkNested, planNested } from "./nested-plan.ts";
import type { MeasureArguments } from "./options/measure.ts";
import { say } from "./progress.ts";

/** What is measured, checked before any data are read. */
export interface MeasurePlan extends MeasuredModels {
  readonly ks: readonly number[];
  readonly transforms: readonly Transform[];
  /** What `--tuned` brought. */
  readonly tuned: TunedOptions | undefined;
}

/** Checks what was asked for. Throws OptionsError, and DataError for a results file that cannot be read. */
export async function planMeasurement(given: MeasureArguments): Promise<MeasurePlan> {
  const ks = listLengths(given.at);
  const names = [...new Set(list(given.models))];
  const tuned = given.tuned === undefined ? undefined : await readTuned(given.tuned, names);
  const settings = settingsByModel(given.set);
  if (tuned) {
    const own = settings.get(tuned.model) ?? {};
    const model = servedModel(tuned.model);
    settings.set(tuned.model, model ? overrideOptions(model, tuned.set, own) : own);
  }
  if (names.length === 0) throw new OptionsError("no-models", "--models: expected at least one model, got none");
  for (const name of settings.keys()) {
    if (!names.some((model) => baseName(model) === name)) {
      throw new OptionsError("unused-setting", `--set ${name}.…: ${name} is not among --models ${given.models}`);
    }
  }
  if (given.decideAt !== undefined && given.threshold === undefined) {
    throw new OptionsError(
      "no-threshold",
      "--decide-at: expected --threshold beside it, which says what counts as liked",
    );
  }
  const nested = planNested(given, [...new Set(names.map(baseName))], settings);
  for (const name of names) if (name !== RANDOM) measuredName(name);
  // A wrong option must not cost the reading of the data; what depends on the items is checked again with them.
  checkNested(nested, (model, set) => checkOptions(names.find((name) => baseName(name) === model) ?? model, set));
  const only = planHalf(given);
  const head = await planHeads(given, names);
  const plan = { names, settings, nested, ks, only, head, transforms: planTransforms(given, tuned), tuned };
  const ranker = checkMeasured(plan).find(({ predicts }) => !predicts);
  if (only === "ratings" && ranker) {
    throw new OptionsError(
      "no-ratings-predicted",
      `--only ratings: expected models of ratings, but ${ranker.model} predicts none; leave it out, or --only`,
    );
  }
  return plan;
}

/** Checks what is asked of the re-rankers behind NAME+head. Throws OptionsError, RangeError. */
async function planHeads(given: MeasureArguments, names: readonly string[]): Promise<HeadRequest> {
  const asked = headRequest(given);
  const [option] = (["head", "rerank", "retrievers", "itemTimes"] as const).filter((name) => given[name] !== undefined);
  if (option === undefined) return asked;
  const name = option === "itemTimes" ? "item-times" : option;
  const headed = names.filter((one) => one.endsWith(WITH_HEAD));
  if (headed.length === 0) {
    const expected = "expected --models with NAME+head, which it is about";
    throw new OptionsError("bad-combination", `--${name}: ${expected}; got ${given.models}`);
  }
  if (asked.head === "none") {
    const expected = `expected a kind of head for ${headed.join(", ")}`;
    throw new OptionsError(
      "bad-combination",
      `--${name}: ${expected}, got none; leave +head out to measure retrieval alone`,
    );
  }
  const { checkHeadRequest } = await import("../rerankers/check-head.ts");
  for (const one of headed) checkHeadRequest(modelOf(one), asked);
  return asked;
}

/** Reads `--only`. Throws RangeError for another name, OptionsError `bad-combination` beside what the other half needs. */
function planHalf({ only, threshold, auc }: MeasureArguments): MeasuredHalf | undefined {
  if (only === undefined) return undefined;
  const half = checkOneOf("--only", only, MEASURED_HALVES);
  const [option, of] =
    half === "rankings" && threshold !== undefined
      ? ["--threshold", "decisions by predicted ratings"]
      : half === "ratings" && auc
        ? ["--auc", "rankings"]
        : [];
  if (option === undefined) return half;
  throw new OptionsError("bad-combination", `--only ${half}: expected it without ${option}, which is about ${of}`);
}

/** Values go through what was searched for, in place of `--transform`: figures of all models are then on that scale. */
function planTransforms({ transform, tuned: path }: MeasureArguments, tuned: TunedOptions | undefined): Transform[] {
  const given = transform.map(parseTransform);
  const found = tuned?.transforms;
  if (found === undefined) return given;
  const [here, there] = [given, found].map((transforms) => transforms.map(({ name }) => name).join(", ") || "none");
  if (given.length > 0 && here !== there) {
    const expected = `expected what the search of --tuned ${path} chose (${there}), or nothing`;
    throw new OptionsError("option-twice", `--transform: ${expected}; got ${here}`);
  }
  if (found.length > 0) say(`note: values of all models go through ${there}, which the search of ${path} chose`);
  return [...found];
}

async function readTuned(path: string, names: readonly string[]): Promise<TunedOptions> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new DataError("missing-file", `--tuned ${path}: expected a results file of nearedge tune, got none`, {
      cause,
    });
  });
  const tuned = await readBestOptions(text, path);
  if (names.some((name) => baseName(name) === tuned.model)) return tuned;
  throw new OptionsError("unused-setting", `--tuned ${path}: its model ${tuned.model} is not among --models ${names}`);
}

/** `--set MODEL.key=value` by model. */
function settingsByModel(pairs: readonly string[]): Map<string, Record<string, string>> {
  const settings = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(parseAssignments("--set", pairs))) {
    const at = key.indexOf(".");
    if (at < 1) {
      throw new OptionsError(
        "bad-assignment",
        `--set: expected MODEL.key=value, got ${JSON.stringify(`${key}=${value}`)}`,
      );
    }
    const model = key.slice(0, at);
    settings.set(model, { ...settings.get(model), [key.slice(at + 1)]: value });
  }
  return settings;
}
