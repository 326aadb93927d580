import { checkInteger, checkNumber, checkOneOf, show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

/** Values that a hyper-parameter can take; they go into the manifest as they are. */
export type OptionValue = number | string | boolean;

/** Options by name, each with its value. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** One option: its default, what it accepts, and how a value is checked. Values are typed; text is the command line's. */
export interface OptionSpec<Value extends OptionValue = OptionValue> {
  /** What kind of value it takes: the command line reads its text by it. */
  readonly kind: "integer" | "number" | "flag" | "choice" | "text";
  readonly default: Value;
  /** What it accepts, in words: `an integer from 1 to 512`. */
  readonly accepts: string;
  /** Returns the value. Throws RangeError or TypeError that names the option. */
  readonly check: (name: string, value: unknown) => Value;
  /** Where this one is not given: its value by that of another option of the same model, which stands before it. */
  readonly derived?:
    | { readonly from: string; readonly value: (of: OptionValue | undefined, isGiven: boolean) => Value }
    | undefined;
  /** Where it does something: all of these hold. Elsewhere it may be given, and a note says that it does nothing. */
  readonly when?: readonly Condition[] | undefined;
  /** Earlier names, which are read as this one. */
  readonly aliases?: readonly string[] | undefined;
}

/** What another option of the same model has to be. */
export interface Condition {
  readonly option: string;
  readonly holds: (value: OptionValue | undefined) => boolean;
  /** In words: `optimiser=sgd`. */
  readonly words: string;
}

/** The options of a model, each with its spec. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The values that specs describe. */
export type OptionsOf<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends OptionSpec<infer Value> ? Value : never;
};

/** A whole number from `minimum` to `maximum`. */
export function integer(minimum: number, maximum: number, byDefault: number): OptionSpec<number> {
  return {
    kind: "integer",
    default: byDefault,
    accepts: `an integer from ${minimum} to ${maximum}`,
    check: (name, value) => checkInteger(name, value, minimum, maximum),
  };
}

/** A finite number from `minimum` to `maximum`. */
export function number(minimum: number, maximum: number, byDefault: number): OptionSpec<number> {
  return {
    kind: "number",
    default: byDefault,
    accepts: `a number from ${minimum} to ${maximum}`,
    check: (name, value) => checkNumber(name, value, minimum, maximum),
  };
}

/** true or false. */
export function flag(byDefault: boolean): OptionSpec<boolean> {
  return { kind: "flag", default: byDefault, accepts: "true or false", check: checkFlag };
}

/** One of a few names. */
export function choice<const Name extends string>(names: readonly Name[], byDefault: NoInfer<Name>): OptionSpec<Name> {
  return {
    kind: "choice",
    default: byDefault,
    accepts: `one of ${names.join(", ")}`,
    check: (name, value) => checkOneOf(name, value, names),
  };
}

/** A text that `check` accepts. */
export function text(byDefault: string, accepts: string, check: OptionSpec<string>["check"]): OptionSpec<string> {
  return { kind: "text", default: byDefault, accepts, check };
}

/** The same option, or `auto`, which is the default: training then chooses by the data. */
export function auto<Value extends OptionValue>(spec: OptionSpec<Value>): OptionSpec<Value | "auto"> {
  return {
    ...spec,
    default: "auto",
    accepts: `auto, or ${spec.accepts}`,
    check: (name, value) => (value === "auto" ? value : spec.check(name, value)),
  };
}

/** The same option, with the value of another one of its kind, which stands before it, where it is not given. */
export function following<Value extends OptionValue>(other: string, spec: OptionSpec<Value>): OptionSpec<Value> {
  return { ...spec, derived: { from: other, value: (of) => spec.check(other, of) } };
}

/** The same option, with the value of another one of its kind where that is given and this one is not. */
export function followingGiven<Value extends OptionValue>(other: string, spec: OptionSpec<Value>): OptionSpec<Value> {
  const value = (of: OptionValue | undefined, isGiven: boolean): Value =>
    isGiven ? spec.check(other, of) : spec.default;
  return { ...spec, derived: { from: other, value } };
}

/** The same option, with a default that depends on another one, which stands before it. */
export function dependingOn<Value extends OptionValue>(
  other: string,
  spec: OptionSpec<Value>,
  value: (of: OptionValue | undefined) => Value,
): OptionSpec<Value> {
  return { ...spec, derived: { from: other, value } };
}

/** The same option, which does something only where another one has this value. */
export function onlyWith<Value extends OptionValue>(
  option: string,
  wanted: OptionValue,
  spec: OptionSpec<Value>,
): OptionSpec<Value> {
  const condition: Condition = { option, holds: (value) => value === wanted, words: `${option}=${wanted}` };
  return { ...spec, when: [condition, ...(spec.when ?? [])] };
}

/** The same option, which does nothing where another one has this value. */
export function exceptWith<Value extends OptionValue>(
  option: string,
  without: OptionValue,
  spec: OptionSpec<Value>,
): OptionSpec<Value> {
  const condition: Condition = { option, holds: (value) => value !== without, words: `another ${option}` };
  return { ...spec, when: [condition, ...(spec.when ?? [])] };
}

/** The same option, also read by earlier names. */
export function formerly<Value extends OptionValue>(spec: OptionSpec<Value>, ...aliases: string[]): OptionSpec<Value> {
  return { ...spec, aliases };
}

function checkFlag(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`${name}: expected true or false, got ${show(value)}`);
}

/** The spec of an option by its name, or by an earlier one; undefined for neither. */
export function specOf(specs: OptionSpecs, name: string): readonly [name: string, spec: OptionSpec] | undefined {
  const own = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (own) return [name, own];
  return Object.entries(specs).find(([, { aliases }]) => aliases?.includes(name));
}

/**
 * Completes the options that are given by the defaults, and checks each. `owner` has them, in messages. Throws OptionsError
 * `unknown-option` that lists what exists and names the nearest, or `option-twice` where an option is given by two names;
 * RangeError or TypeError for a bad value.
 */
export function readSpecs<Specs extends OptionSpecs>(
  owner: string,
  specs: Specs,
  given: Readonly<Record<string, unknown>>,
): OptionsOf<Specs>;
export function readSpecs(owner: string, specs: OptionSpecs, given: Readonly<Record<string, unknown>>): OptionValues {
  const known = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const [own] = specOf(specs, name) ?? [];
    if (own === undefined) throw unknownOption(owner, specs, name);
    if (known.has(own)) {
      throw new OptionsError("option-twice", `${owner}: expected ${own} once, got it by an earlier name as well`);
    }
    known.set(own, value);
  }
  const options: Record<string, OptionValue> = {};
  const derivedValue = ({ from, value }: NonNullable<OptionSpec["derived"]>): OptionValue =>
    value(options[from], known.has(from));
  for (const [name, spec] of Object.entries(specs)) {
    if (known.has(name)) options[name] = spec.check(name, known.get(name));
    else options[name] = spec.derived ? derivedValue(spec.derived) : spec.default;
  }
  return options;
}

function unknownOption(owner: string, specs: OptionSpecs, name: string): OptionsError {
  const names = Object.keys(specs);
  const list = names.length === 0 ? "none" : names.join(", ");
  return new OptionsError("unknown-option", `${owner} has no option ${name}; it has ${list}${didYouMean(name, names)}`);
}
