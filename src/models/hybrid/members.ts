import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";
import type { Lookup, Model } from "../define-model.ts";
import { notTrained } from "../not-trained.ts";
import type { OptionValue, OptionValues } from "../option-specs.ts";
import { overrideOptions } from "../override-options.ts";
import { checkReRankable } from "../re-rankable.ts";
import { WITH_HEAD } from "../with-head.ts";

type Given = Readonly<Record<string, unknown>>;

/** The names of members in an option. */
export function memberNames(models: string): string[] {
  return models
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** A member with its options. */
export interface MemberOptions {
  /** As the mix names it. */
  readonly name: string;
  /** Whose options it has: one with a re-ranker has those of the model that it stands behind. */
  readonly model: Model;
  /** Complete. */
  readonly options: OptionValues;
}

/**
 * Reads the options of the members: those whose names begin with that of the member, or of the model whose options it has.
 * Throws OptionsError `unknown-model`, `not-trainable`, `no-head`, `unused-setting` for an option of a model that takes no
 * part, and what members refuse their options with.
 */
export function memberOptions(lookup: Lookup<Model>, names: readonly string[], given: Given): MemberOptions[] {
  const members = names.map((name) => {
    const model = lookup.find(name);
    if (model?.isImported) throw notTrained("models", name);
    if (model) return { name, model };
    const known = lookup.names().filter((other) => other !== "hybrid");
    throw new OptionsError(
      "unknown-model",
      `models: expected some of ${known.join(", ")}; got ${JSON.stringify(name)}${didYouMean(name, known)}`,
    );
  });
  rejectStrangers(
    given,
    members.flatMap(({ name, model }) => [model.name, name]),
  );
  return members.map(({ name, model }) => {
    if (name.endsWith(WITH_HEAD)) checkReRankable(model);
    const options = model.readOptions(
      overrideOptions(model, optionsBehind(model.name, given), optionsBehind(name, given)),
    );
    return { name, model, options };
  });
}

/** Options behind a name: `neighbours` of `item-knn.neighbours`. */
function optionsBehind(name: string, given: Given): Given {
  const start = `${name}.`;
  const own = Object.entries(given).filter(([key]) => key.startsWith(start));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(start.length), value]));
}

function rejectStrangers(given: Given, names: readonly string[]): void {
  const known = [...new Set(names)];
  for (const key of Object.keys(given)) {
    const at = key.indexOf(".");
    if (at < 0 || known.includes(key.slice(0, at))) continue;
    const model = key.slice(0, at);
    throw new OptionsError(
      "unused-setting",
      `hybrid: ${key}: expected an option of one of its models, ${known.join(", ")}; got ${JSON.stringify(model)}${didYouMean(model, known)}`,
    );
  }
}

/** A member as a fitted mix names it. */
export interface NamedMember {
  readonly name: string;
  readonly kind: string;
  readonly options: OptionValues;
}

/**
 * The members that count in a fitted mix, as options: `members` and `kinds`, in order and separated by commas, and each
 * member's options behind its name, `implicit-als.factors`.
 */
export function membersAsOptions(members: readonly NamedMember[]): OptionValues {
  const options = members.flatMap(({ name, options: own }) =>
    Object.entries(own).map(([key, value]) => [`${name}.${key}`, value] as const),
  );
  return {
    members: members.map(({ name }) => name).join(","),
    kinds: members.map(({ kind }) => kind).join(","),
    ...Object.fromEntries(options),
  };
}

/** The members that `membersAsOptions` described. Throws TypeError or RangeError where they are not described so. */
export function membersOfOptions(given: Given): NamedMember[] {
  const { members, kinds } = given;
  const names = memberNames(String(members));
  const kindOf = memberNames(String(kinds));
  if (members === undefined || names.length !== kindOf.length) {
    throw new RangeError(`hybrid: expected a kind for each of its members ${show(members)}, got ${show(kinds)}`);
  }
  return names.map((name, place) => {
    const own = Object.entries(optionsBehind(name, given)).map(
      ([key, value]) => [key, optionValue(key, value)] as const,
    );
    return { name, kind: kindOf[place] ?? name, options: Object.fromEntries(own) };
  });
}

function optionValue(name: string, value: unknown): OptionValue {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  throw new TypeError(`${name}: expected a number, a text, true or false; got ${show(value)}`);
}
