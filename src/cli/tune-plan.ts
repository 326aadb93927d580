import { type Protocol, parseProtocol } from "../data/splits.ts";
import { parseTransform, type Transform } from "../data/transforms.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { type Halving, resourceMaximum, rungResources } from "../evaluation/search/halving.ts";
import { planSettings } from "../evaluation/search/plan.ts";
import type { Setting } from "../evaluation/search/run.ts";
import { type SearchPlan, setOf } from "../evaluation/search/search.ts";
import { checkTransforms, hasSeveralScales, modelOptions } from "../evaluation/search/searched-transform.ts";
import { describeDimension, parseSpace } from "../evaluation/search/space.ts";
import { parseTarget } from "../evaluation/search/target.ts";
import { ownName } from "../models/override-options.ts";
import { parseAssignments } from "./arguments.ts";
import { openOptions } from "./open-options.ts";
import type { ReadingArguments } from "./options/reading.ts";
import { say } from "./progress.ts";
import { type Settings, typedOptions } from "./typed-options.ts";

export interface TuneArguments extends ReadingArguments {
  readonly model: string;
  readonly set: readonly string[];
  readonly preset?: string;
  readonly network?: string;
  readonly grid: readonly string[];
  readonly space: readonly string[];
  readonly trials?: number;
  readonly metric: string;
  readonly transform: readonly string[];
  readonly threshold?: number;
  readonly decideAt?: number;
  readonly protocol?: string;
  readonly validation: string;
  readonly halving?: number | true;
  readonly resource?: string;
  readonly minDelta?: number;
  readonly jobs: number;
  readonly out?: string;
  readonly seed: number;
  readonly json?: boolean;
}

/** A search that was checked as far as it can be without data; the number of folds is known when there are some. */
export interface TunePlan {
  readonly plan: Omit<SearchPlan, "foldCount">;
  /** In the words of the command line. */
  readonly space: readonly string[];
  /** Options with their own columns in the table. */
  readonly searched: readonly string[];
  readonly protocol: Protocol | undefined;
  readonly validation: Protocol;
  readonly transforms: readonly Transform[];
  /** Whether settings differ in the scale of values. */
  readonly severalScales: boolean;
  readonly optionsOf: (set: Setting) => Candidate["options"];
}

const DEFAULT_ETA = 3;
const DEFAULT_RESOURCE = "epochs";

/** Reads the arguments and has the model check every setting, before any data are read. Throws OptionsError, RangeError. */
export async function planTune(given: TuneArguments): Promise<TunePlan> {
  openOptions(given);
  const target = parseTarget(given.metric);
  const validation = parseHoldOut("--validation", given.validation);
  const protocol = given.protocol === undefined ? undefined : parseHoldOut("--protocol", given.protocol);
  const dimensions = parseSpace(given.grid, given.space);
  const settings = planSettings(dimensions, given.trials, given.seed);
  if (given.trials !== undefined && settings.length < given.trials) {
    say(`the space gives ${settings.length} different settings, fewer than --trials ${given.trials}`);
  }
  const fixed = parseAssignments("--set", given.set);
  // Definitions of models are loaded when the rest is right.
  const { checkOptions, modelOf } = await import("./check-options.ts");
  const { measuredName } = await import("./model-names.ts");
  const model = modelOf(measuredName(given.model));
  const own = (name: string): string => ownName(model, name);
  const fixedNames = new Set(Object.keys(fixed).map(own));
  const twice = dimensions.find(({ key }) => fixedNames.has(own(key)));
  if (twice) {
    throw new OptionsError("option-twice", `${twice.key}: expected it fixed by --set or searched for, got both`);
  }
  const transforms = given.transform.map(parseTransform);
  const optionsOf = (set: Setting) => model.readOptions(typedOptions(model, modelOptions(set)));
  const { options, predicts } = checkOptions(given.model, modelOptions({ ...fixed, ...settings[0] }));
  if ((target.isError || target.isDecision) && !predicts) {
    const instead = "search by a metric of rankings such as ndcg@10";
    throw new OptionsError(
      "no-ratings-predicted",
      `--metric ${target.metric}: expected a model of ratings, but ${given.model} predicts none; ${instead}`,
    );
  }
  if (target.isDecision && given.threshold === undefined) {
    const expected = "expected --threshold beside it, which says what counts as liked";
    throw new OptionsError("no-threshold", `--metric ${target.metric}: ${expected}`);
  }
  if (given.decideAt !== undefined && given.threshold === undefined) {
    const expected = "expected --threshold beside it, which says what counts as liked";
    throw new OptionsError("no-threshold", `--decide-at: ${expected}`);
  }
  checkTransforms(settings, target, transforms);
  const halving = readHalving(given, own, options, fixed, settings);
  const plan = { settings, fixed, target, halving, hasTest: protocol !== undefined };
  for (const trial of settings.keys()) optionsOf(setOf({ ...plan, foldCount: 1 }, trial + 1, 1) ?? {});
  const searched = [...dimensions.map(({ key }) => key), ...(halving ? [halving.resource] : [])];
  const severalScales = hasSeveralScales(settings);
  const space = dimensions.map(describeDimension);
  return { plan, space, searched, protocol, validation, transforms, severalScales, optionsOf };
}

function parseHoldOut(option: string, text: string): Protocol {
  const protocol = parseProtocol(text);
  if (protocol.name !== "given") return protocol;
  throw new OptionsError("given-needs-two-tables", `${option}: expected a rule that divides one table, got given`);
}

function readHalving(
  { model, halving, resource, minDelta }: TuneArguments,
  own: (name: string) => string,
  options: Candidate["options"],
  fixed: Settings,
  settings: readonly Setting[],
): Halving | undefined {
  if (halving === undefined) {
    const lone = resource === undefined ? (minDelta === undefined ? undefined : "--min-delta") : "--resource";
    if (lone === undefined) return undefined;
    throw new OptionsError("needs-halving", `${lone}: expected --halving beside it, without which it does nothing`);
  }
  const wanted = resource ?? DEFAULT_RESOURCE;
  // By the name that is fixed, where one is, so that a setting has the option once.
  const name = Object.keys(fixed).find((key) => own(key) === own(wanted)) ?? wanted;
  const read = {
    eta: halving === true ? DEFAULT_ETA : halving,
    resource: name,
    maximum: resourceMaximum(model, options, own(name)),
    minDelta: minDelta ?? 0,
  };
  if (Object.keys(settings[0] ?? {}).some((key) => own(key) === own(name))) {
    throw new OptionsError(
      "resource-searched",
      `--halving: ${name} is what the rungs differ in, so it cannot be searched for too; fix its largest value by --set ${name}=N`,
    );
  }
  rungResources(read, settings.length);
  return read;
}
