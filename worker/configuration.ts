import { show } from "../src/check.ts";
import { OptionsError } from "../src/errors.ts";
import { didYouMean } from "../src/nearest.ts";
import { type Experiments, noExperiments } from "./ports/experiments.ts";
import type { Scenario, Scenarios } from "./ports/scenarios.ts";
import { type Variant, weightedExperiments } from "./ports/weighted-experiments.ts";
import { Problem } from "./problems.ts";
import { scenarioSchema, variantSchema } from "./schemas/scenario.ts";
import { validate } from "./validate.ts";

/** What a configuration gives a service. */
export interface Configuration {
  readonly scenarios: Scenarios;
  readonly experiments: Experiments;
}

/**
 * Reads scenarios and an experiment from JSON, a text or its value:
 *
 *   {"scenarios": {"home": {"k": 20, "diversity": 0.3}},
 *    "experiments": {"diverse": {"salt": "2026-11", "variants": {"a": {"weight": 1}, "b": {"weight": 1, "scenario": "home"}}}}}
 *
 * Throws OptionsError `bad-scenarios` that begins with `source` and the path of what is wrong.
 */
export function readConfiguration(given: unknown, source: string): Configuration {
  const whole = objectAt(typeof given === "string" ? parsed(given, source) : given, source, "");
  for (const key of Object.keys(whole)) {
    if (key !== "scenarios" && key !== "experiments") {
      throw wrong(source, key, `expected scenarios or experiments${didYouMean(key, ["scenarios", "experiments"])}`);
    }
  }
  const scenarios = new Map<string, Scenario>();
  for (const [name, value] of entriesAt(whole.scenarios, source, "scenarios")) {
    scenarios.set(
      name,
      validAt(`scenarios.${name}`, source, () => validate(scenarioSchema, value)),
    );
  }
  return { scenarios, experiments: experimentsOf(whole.experiments, source, scenarios) };
}

function experimentsOf(given: unknown, source: string, scenarios: Scenarios): Experiments {
  const [first, second] = entriesAt(given, source, "experiments");
  if (!first) return noExperiments;
  if (second) throw wrong(source, "experiments", "expected one experiment at a time, got several");
  const [name, value] = first;
  const path = `experiments.${name}`;
  const { salt, variants: list, ...more } = objectAt(value, source, path);
  const [stranger] = Object.keys(more);
  if (stranger !== undefined) throw wrong(source, `${path}.${stranger}`, "unknown field; expected salt, variants");
  if (typeof salt !== "string") throw wrong(source, `${path}.salt`, `expected a string, got ${show(salt)}`);
  const variants = new Map<string, Variant>();
  for (const [variant, one] of entriesAt(list, source, `${path}.variants`)) {
    const at = `${path}.variants.${variant}`;
    const read = validAt(at, source, () => validate(variantSchema, one));
    if (read.scenario !== undefined && !scenarios.has(read.scenario)) {
      throw wrong(source, `${at}.scenario`, expectedScenario(read.scenario, scenarios));
    }
    variants.set(variant, read);
  }
  if (![...variants.values()].some(({ weight }) => weight > 0)) {
    throw wrong(source, `${path}.variants`, "expected a variant with a weight above 0");
  }
  return weightedExperiments({ name, salt, variants });
}

/** What is said of the name of a scenario that there is not. */
export function expectedScenario(name: string, scenarios: Scenarios): string {
  const known = [...scenarios.keys()];
  return `expected ${known.join(", ") || "none, since this service has no scenarios"}; got ${show(name)}${didYouMean(name, known)}`;
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError("bad-scenarios", `${source}: expected JSON: ${reason}`, { cause });
  }
}

function entriesAt(value: unknown, source: string, path: string): [name: string, value: unknown][] {
  return value === undefined ? [] : Object.entries(objectAt(value, source, path));
}

function objectAt(value: unknown, source: string, path: string): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject) return { ...value };
  throw wrong(source, path, `expected an object, got ${show(value)}`);
}

function validAt<T>(path: string, source: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    const [first] = cause.errors ?? [];
    const at = first?.path ? `${path}.${first.path}` : path;
    throw wrong(source, at, first?.path ? first.message : cause.message.replace(/^body: /, ""), cause);
  }
}

function wrong(source: string, path: string, message: string, cause?: unknown): OptionsError {
  return new OptionsError("bad-scenarios", `${source}: ${path === "" ? "" : `${path}: `}${message}`, { cause });
}
