import type * as z from "zod/mini";
import { show } from "../src/check.ts";
import { repeatedField } from "../src/serving/repeated-field.ts";
import { type FieldError, Problem } from "./problems.ts";

/** What parameters of JSON look like, for whoever sends something else. */
const JSON_EXAMPLES: Readonly<Record<string, string>> = {
  filter: '{"year":{"min":1990}}',
  limits: '[{"column":"genres","atMost":2}]',
  exclude: '["12","34"]',
  fields: '["price","link"]',
  explore: '{"rate":0.1,"keep":3}',
};

/** How much of a path a problem repeats: a name of the caller's can be as long as the body. */
const PATH_LENGTH = 100;

/**
 * Turns a query string into the values that this schema knows: `k` becomes a number, `rerank` a boolean and `filter` the JSON
 * that it holds, by the types of the schema. Text that is none of these, and an unknown parameter, stay as they are: the schema
 * then says what it expected.
 *
 * Throws the problem `invalid-request` for a parameter given twice, and for JSON that is none or has a field twice.
 */
export function readQuery(url: string, { shape }: z.ZodMiniObject): Record<string, unknown> {
  // Most requests have none, and URLs are slow to take apart.
  if (!url.includes("?")) return {};
  const parameters = new URL(url).searchParams;
  const errors: FieldError[] = [];
  const values = [...new Set(parameters.keys())].map((name): [string, unknown] => {
    const [text = "", ...more] = parameters.getAll(name);
    if (more.length > 0) errors.push({ path: name, message: `expected once, got ${more.length + 1} times` });
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
    return [name, schema ? readValue(name, text, kindOf(schema), errors) : text];
  });
  if (errors.length > 0) throw new Problem("invalid-request", summary(errors), { errors });
  return Object.fromEntries(values);
}

/** What a parameter of this schema holds. Whatever is no number, truth value or text is written as JSON. */
export function kindOf(schema: z.core.$ZodType): ParameterKind {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
      return kindOf(def.innerType);
    case "number":
    case "boolean":
      return def.type;
    case "string":
    case "enum":
      return "text";
    default:
      return "json";
  }
}

type ParameterKind = "number" | "boolean" | "text" | "json";

/** The first error as one line: what a person reads before the list. */
export function summary(errors: readonly FieldError[]): string {
  const [first] = errors;
  if (first === undefined) return "";
  return first.path === "" ? first.message : `${first.path}: ${first.message}`;
}

/** What is wrong with a field that stands twice in one object. */
export function repeatedError(path: string): FieldError {
  return { path: pathText([path]), message: "expected once, got it again" };
}

function readValue(name: string, text: string, kind: ParameterKind, errors: FieldError[]): unknown {
  if (kind === "number") return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
  if (kind === "boolean") return text === "true" || (text === "false" ? false : text);
  if (kind === "text") return text;
  try {
    const value: unknown = JSON.parse(text);
    const repeated = repeatedField(text);
    if (repeated !== undefined) errors.push(repeatedError(`${name}.${repeated}`));
    return value;
  } catch {
    const example = JSON_EXAMPLES[name] ?? "{}";
    errors.push({ path: name, message: `expected JSON such as ${example}, got ${show(text)}` });
    return undefined;
  }
}

/** `["history", 3]` becomes `history[3]`. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((before, step) => {
    if (typeof step === "number") return `${before}[${step}]`;
    return before === "" ? String(step) : `${before}.${String(step)}`;
  }, "");
  return text.length > PATH_LENGTH ? `${text.slice(0, PATH_LENGTH)}…` : text;
}
