import { show } from "../src/check.ts";
import { repeatedField } from "../src/serving/repeated-field.ts";
import { type FieldError, Problem } from "./problems.ts";

/** Parameters by what they hold; any other is text. */
const NUMBERS: ReadonlySet<string> = new Set(["k", "now", "offset", "diversity", "minScore"]);
const FLAGS: ReadonlySet<string> = new Set(["rerank", "excludeSeen"]);
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
 * Turns a query string into the values that the schemas know: `k` and `now` become numbers, `rerank` a boolean and `filter` the
 * JSON that it holds. Text that is none of these stays as it is, and the schema then says what it expected.
 *
 * Throws the problem `invalid-request` for a parameter given twice, and for JSON that is none or has a field twice.
 */
export function readQuery(url: string): Record<string, unknown> {
  const parameters = new URL(url).searchParams;
  const errors: FieldError[] = [];
  const values = [...new Set(parameters.keys())].map((name): [string, unknown] => {
    const [text = "", ...more] = parameters.getAll(name);
    if (more.length > 0) errors.push({ path: name, message: `expected once, got ${more.length + 1} times` });
    return [name, readValue(name, text, errors)];
  });
  if (errors.length > 0) throw new Problem("invalid-request", summary(errors), { errors });
  return Object.fromEntries(values);
}

/** Whether a parameter holds JSON. */
export function isJsonParameter(name: string): boolean {
  return Object.hasOwn(JSON_EXAMPLES, name);
}

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

function readValue(name: string, text: string, errors: FieldError[]): unknown {
  if (NUMBERS.has(name)) return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
  if (FLAGS.has(name)) return text === "true" || (text === "false" ? false : text);
  const example = isJsonParameter(name) ? JSON_EXAMPLES[name] : undefined;
  if (example === undefined) return text;
  try {
    const value: unknown = JSON.parse(text);
    const repeated = repeatedField(text);
    if (repeated !== undefined) errors.push(repeatedError(`${name}.${repeated}`));
    return value;
  } catch {
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
