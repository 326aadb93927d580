import { OptionsError } from "../errors.ts";
import type { GivenAttributes } from "../models/served-model.ts";
import { repeatedField } from "../serving/repeated-field.ts";
import type { Filter, PredictResponse, Reason, Recommender, RecommendResponse } from "../serving/types.ts";

type Fallback = NonNullable<RecommendResponse["fallback"]>;

/** Why an answer is not personal, in words. */
export const FALLBACK_REASONS: Readonly<Record<Fallback, string>> = {
  "unknown-user": "this user is not known",
  "empty-history": "there is no history",
  "no-known-items": "none of the history's items is known",
  "no-signal": "nothing follows from the history for the items that are left",
  "model-not-personal": "this model orders the items alike for everybody",
  "no-vector": "this model knows a person by a vector alone, and none was given",
};

/** Prints an answer: one JSON object, or a list for people. */
export function printAnswer(recommender: Recommender, answer: RecommendResponse, json: boolean | undefined): void {
  const { items, reranked, unknownItemIds, work } = answer;
  const fallback = fallbackOf(answer.fallback, "popular items instead");
  if (json) {
    const explains = answer.explains ? { explains: answer.explains } : {};
    printJson(recommender, { items, ...fallback, reranked, ...explains, unknownItemIds, work });
    return;
  }
  printCircumstances(recommender, fallback, unknownItemIds);
  if (items.length === 0) process.stderr.write("no item is left: all are in the history, excluded or filtered out\n");
  for (const [place, { itemId, score, source, title, because }] of items.entries()) {
    const mark = source !== undefined && fallback.fallback === undefined ? `  (${source})` : "";
    process.stdout.write(`${String(place + 1).padStart(4)}  ${figureLine(score, itemId, title, mark)}`);
    if (because && because.length > 0) process.stdout.write(reasonsLine(because));
  }
}

/** The reasons of an item, below it: shares in percent. */
function reasonsLine(because: readonly Reason[]): string {
  const reasons = because.map((reason) => {
    const name = "itemId" in reason ? (reason.title ?? reason.itemId) : "popularity";
    return `${name} (${Math.round(100 * reason.share)} %)`;
  });
  return `${" ".repeat(17)}because of ${reasons.join(", ")}\n`;
}

/** Prints predictions: one JSON object, or a line an item. */
export function printPredictions(recommender: Recommender, answer: PredictResponse, json: boolean | undefined): void {
  const { predictions: items, unknownItemIds, work } = answer;
  // Of a history that is known the level of ratings may follow, and nothing else.
  const isKnown = answer.fallback === "no-signal" || answer.fallback === "model-not-personal";
  const fallback = fallbackOf(
    answer.fallback,
    `these are the same for everybody${isKnown ? ", moved to this person's own level" : ""}`,
  );
  if (json) {
    printJson(recommender, { items, ...fallback, unknownItemIds, work });
    return;
  }
  printCircumstances(recommender, fallback, unknownItemIds);
  for (const { itemId, predictedRating, score, title } of items) {
    process.stdout.write(figureLine(predictedRating ?? score ?? Number.NaN, itemId, title));
  }
}

function fallbackOf(reason: Fallback | undefined, consequence: string) {
  return reason === undefined ? {} : { fallback: { reason, message: `${FALLBACK_REASONS[reason]}; ${consequence}` } };
}

function printJson({ manifest }: Recommender, answer: object): void {
  const { name, version, data } = manifest;
  const note = data.note === "" ? {} : { note: data.note };
  process.stdout.write(`${JSON.stringify({ model: { name, version }, ...answer, ...note })}\n`);
}

/** What people must know of an answer, apart from it. */
function printCircumstances(
  { manifest: { name, version, data } }: Recommender,
  { fallback }: ReturnType<typeof fallbackOf>,
  unknownItemIds: readonly string[],
): void {
  process.stderr.write(`${name} ${version}${data.note === "" ? "" : ` (${data.note})`}\n`);
  if (fallback) process.stderr.write(`${fallback.message}\n`);
  if (unknownItemIds.length > 0) process.stderr.write(`unknown items: ${unknownItemIds.join(", ")}\n`);
}

function figureLine(figure: number, itemId: string, title: string | undefined, mark = ""): string {
  return `${figure.toFixed(4).padStart(9)}  ${itemId}${title ? `  ${title}` : ""}${mark}\n`;
}

/** Reads `--filter`. The engine checks columns and conditions; here it must be a JSON object. */
export function parseFilter(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  return parseObject(
    "bad-filter",
    '--filter: expected a JSON object such as {"tags": "crime", "year": {"min": 1990}}',
    text,
  ) as Filter;
}

/** `--attributes` as the engine takes it. Throws OptionsError `bad-attributes`. */
export function parseAttributes(text: string | undefined): GivenAttributes | undefined {
  if (text === undefined) return undefined;
  const expected = '--attributes: expected a JSON object of texts or lists of them, such as {"occupation": "student"}';
  const given = parseObject("bad-attributes", expected, text);
  const attributes = Object.entries(given).map(([name, value]): [string, string | string[]] => {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    const texts = list.filter((each): each is string => typeof each === "string");
    if (texts.length < list.length) throw new OptionsError("bad-attributes", `${expected}, got ${text}`);
    return [name, texts];
  });
  return Object.fromEntries(attributes);
}

function parseObject(code: string, expected: string, text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new OptionsError(code, `${expected}, got ${text}`, { cause });
  }
  const repeated = repeatedField(text);
  if (repeated !== undefined) throw new OptionsError(code, `${expected}, got ${repeated} twice`);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new OptionsError(code, `${expected}, got ${text}`);
}
