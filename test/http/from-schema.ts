import type { Random } from "../../src/random.ts";

/** A JSON schema as the OpenAPI document has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly maxItems?: number;
}

/** What values are made of. */
export interface Palette {
  readonly random: Random;
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Texts that mean something to the service: ids, columns, values. */
  readonly texts: readonly string[];
}

/** Longest list, and deepest nesting, of what is made. */
const LONGEST = 5;
const DEEPEST = 6;
/** Of ten optional fields, how many are there. */
const PRESENT = 3;

/** A value that a schema allows, drawn. Lists are short, and limits of length are not tried. */
export function madeFrom(schema: Schema, palette: Palette, depth = 0): unknown {
  const { random, schemas, texts } = palette;
  const pick = <T>(values: readonly T[]): T => values[random.nextInteger(values.length)]!;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    const known = schemas[name];
    if (!known) throw new Error(`no schema ${name}`);
    return madeFrom(known, palette, depth);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return madeFrom(pick(choices), palette, depth);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => madeFrom(part, palette, depth)));
  switch (schema.type) {
    case "string":
      return pick(texts);
    case "boolean":
      return random.nextInteger(2) === 1;
    case "integer":
    case "number":
      return numberOf(schema, random);
    case "array": {
      const least = Math.min(1, schema.maxItems ?? 1);
      const length = least + random.nextInteger(depth > DEEPEST ? 1 : Math.min(LONGEST, schema.maxItems ?? LONGEST));
      return Array.from({ length }, () => madeFrom(schema.items ?? { type: "string" }, palette, depth + 1));
    }
    default:
      return objectOf(schema, palette, depth);
  }
}

function numberOf({ type, minimum, maximum, exclusiveMinimum }: Schema, random: Random): number {
  const least = minimum ?? exclusiveMinimum ?? -100;
  const most = Math.min(maximum ?? Math.max(100, least + 100), least + 1e6);
  const drawn = least + random.nextFloat() ** 2 * (most - least);
  return type === "integer" ? Math.ceil(drawn) : Math.max(drawn, (exclusiveMinimum ?? drawn - 1) + 1e-3);
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, palette: Palette, depth: number) {
  const { random, texts } = palette;
  const made: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    const isPresent = required.includes(name) || (depth <= DEEPEST && random.nextInteger(10) < PRESENT);
    if (isPresent) made[name] = madeFrom(property, palette, depth + 1);
  }
  if (typeof additionalProperties === "object") {
    for (let more = random.nextInteger(3); more > 0; more--) {
      made[texts[random.nextInteger(texts.length)]!] = madeFrom(additionalProperties, palette, depth + 1);
    }
  }
  return made;
}

const JUNK: readonly unknown[] = [
  ...[null, true, -1, 0, 1e308, 0.5, "", "constructor", "__proto__", "ü", "\u0000", [], [[]], [null], {}, { a: {} }],
  ...["x".repeat(5000), Number.MAX_SAFE_INTEGER, -0, "1", ["0", "0", 7], { min: 2, max: 1 }],
];

/** The value with one of its parts, anywhere, replaced by what no caller should send. */
export function spoilt(value: unknown, random: Random): unknown {
  const isContainer = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isContainer || random.nextInteger(4) === 0) return JUNK[random.nextInteger(JUNK.length)];
  const keys = Object.keys(value);
  const key = keys[random.nextInteger(keys.length)]!;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  Reflect.set(copy, key, spoilt(Reflect.get(value, key), random));
  return copy;
}
