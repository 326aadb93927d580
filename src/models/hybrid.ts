import { checkInteger, checkNumber, checkOneOf, show } from "../check.ts";
import type { Normalisation } from "./hybrid-lists.ts";
import type { OptionValue } from "./model.ts";
import { type OptionReader, readOptions } from "./options.ts";

/**
 * A mix of other models, with weights that validation data choose.
 *
 *   ratings:  r̂_ui = b + Σ_m w_m r̂_ui^m,   clipped to the range of the ratings in train
 *     stacked:   min  Σ_V (r_ui − r̂_ui)² + λ ‖w‖²   over b and w ≥ 0
 *     weighted:  the same over w ≥ 0 with Σ_m w_m = 1 and b = 0
 *
 *   rankings: score(u, i) = Σ_m w_m ν_m(u, i),   ν_m the member's score brought to a scale of its own list for u
 *     weighted:  max  mean over users of V of nDCG@10   over w ≥ 0 with Σ_m w_m = 1, by coordinate search
 *     stacked:   min  Σ_(u,i) ln(1 + exp(−y_ui (b + score(u, i)))) + λ/2 ‖w‖²   over b and w, y = 1 for pairs in V, else −1
 *
 * V is a part of train that members do not see while the weights are found; afterwards all members are fitted to all of
 * train. What is found is kept only where it beats the best member on V, in rankings by twice the standard error of
 * its gain on users that it was not found on; otherwise that member stands alone.
 * Without V (no user has 5 interactions) all weights are equal.
 *
 * ν is a z-score within the member's best `depth` items for u, or 1 − place / depth; see normaliseList. Items that train has
 * no interaction of have no place among members that learn from interactions: where there is a member of content, it alone
 * ranks them, by coldWeight times its own ν: of 1, ¾, ½, ¼ and 0 the one that ranks V best, unless one is given.
 *
 * Users are folded in by the members. A mix of ratings ranks by predictedRating; a mix of rankings ranks a user without
 * history by popularity. Sources: Breiman 1996, "Stacked regressions"; Jahrer, Töscher & Legenstein 2010.
 */
export interface HybridOptions {
  /** Names of the members, separated by commas. */
  readonly models: string;
  readonly method: "weighted" | "stacked";
  /** What is mixed; `auto` is ratings where the feedback is explicit and every member predicts them, else ranking. */
  readonly task: "auto" | "ratings" | "ranking";
  /** ν; rankings only. */
  readonly normalisation: Normalisation;
  /** Best items of each member that count; rankings only. */
  readonly depth: number;
  /** Share of each user's interactions that the weights are found on. */
  readonly validation: number;
  /** λ ≥ 0. */
  readonly regularization: number;
  /** What the content's ν of an item without interactions counts; `auto` is found on V. Rankings only. */
  readonly coldWeight: number | "auto";
}

/** Defaults of every option. */
export const HYBRID_DEFAULTS: HybridOptions = {
  models: "implicit-als,tf-idf,popularity",
  method: "weighted",
  task: "auto",
  normalisation: "z-score",
  depth: 1000,
  validation: 0.1,
  regularization: 1,
  coldWeight: "auto",
};

/** Its name on the command line. */
export const HYBRID = "hybrid";

const READERS: { readonly [Key in keyof HybridOptions]: OptionReader<HybridOptions[Key]> } = {
  models: checkMembers,
  method: (name, value) => checkOneOf(name, value, ["weighted", "stacked"]),
  task: (name, value) => checkOneOf(name, value, ["auto", "ratings", "ranking"]),
  normalisation: (name, value) => checkOneOf(name, value, ["z-score", "rank"]),
  depth: (name, value) => checkInteger(name, value, 10, 1_000_000),
  validation: (name, value) => checkNumber(name, value, 0.01, 0.9),
  regularization: (name, value) => checkNumber(name, value, 0, 1e9),
  coldWeight: (name, value) => (value === "auto" ? value : checkNumber(name, value, 0, 1000)),
};

function checkMembers(name: string, value: unknown): string {
  const names = memberNames(String(value));
  if (names.length > 1 && new Set(names).size === names.length && !names.includes(HYBRID)) return names.join(",");
  throw new RangeError(`${name}: expected two or more different models other than ${HYBRID}, got ${show(value)}`);
}

/** The names of the members. */
export function memberNames(models: string): string[] {
  return models
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function hybridOptions(given: Readonly<Record<string, unknown>>): HybridOptions {
  return readOptions(HYBRID, HYBRID_DEFAULTS, READERS, given);
}

/** A member as a fitted mix names it. */
export interface NamedMember {
  readonly name: string;
  /** Kind and options of the model, where it has any. */
  readonly fitted?: { readonly kind: string; readonly options: Readonly<Record<string, OptionValue>> } | undefined;
}

/**
 * The members that count in a fitted mix, as options: `members` and `kinds`, in order and separated by commas, and each
 * member's options behind its name, `implicit-als.factors`.
 */
export function membersAsOptions(members: readonly NamedMember[]): Record<string, OptionValue> {
  const options = members.flatMap(({ name, fitted }) =>
    Object.entries(fitted?.options ?? {}).map(([key, value]) => [`${name}.${key}`, value] as const),
  );
  return {
    members: members.map(({ name }) => name).join(","),
    kinds: members.map(({ name, fitted }) => fitted?.kind ?? name).join(","),
    ...Object.fromEntries(options),
  };
}

/** A member as the options of a kept mix have it. */
export interface KeptMember {
  readonly name: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

function optionValue(name: string, value: unknown): OptionValue {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  throw new TypeError(`${name}: expected a number, a text, true or false; got ${show(value)}`);
}

/** The members that `membersAsOptions` described. Throws TypeError or RangeError where they are not described so. */
export function membersOfOptions(options: Readonly<Record<string, unknown>>): KeptMember[] {
  const { members, kinds } = options;
  const names = memberNames(String(members));
  const kindOf = memberNames(String(kinds));
  if (members === undefined || names.length !== kindOf.length) {
    throw new RangeError(`${HYBRID}: expected a kind for each of its members ${show(members)}, got ${show(kinds)}`);
  }
  return names.map((name, place) => {
    const own = Object.entries(options).filter(([key]) => key.startsWith(`${name}.`));
    const ofMember = own.map(([key, value]) => [key.slice(name.length + 1), optionValue(key, value)] as const);
    return { name, kind: kindOf[place] ?? name, options: Object.fromEntries(ofMember) };
  });
}

/** What a fitted mix says of itself beside its members. Throws RangeError or TypeError for what it cannot say. */
export function mixOptions(options: Readonly<Record<string, unknown>>): HybridOptions {
  const own = Object.entries(options).filter(([key]) => key in HYBRID_DEFAULTS);
  return hybridOptions(Object.fromEntries(own));
}
