import { OptionsError } from "../errors.ts";
import type { GivenAttributes } from "../models/attributes.ts";
import type { Filter, Recommender, RecommendResponse } from "../serving/types.ts";

/** Why an answer is not personal, in words. */
const FALLBACKS: Readonly<Record<NonNullable<RecommendResponse["fallback"]>, string>> = {
  "unknown-user": "this user is not known; popular items instead",
  "empty-history": "there is no history; popular items instead",
  "no-known-items": "none of the history's items is known; popular items instead",
  "model-not-personal": "this model has no factors; popular items instead",
};

/** Prints an answer: one JSON object, or a list for people. */
export function printAnswer(recommender: Recommender, answer: RecommendResponse, json: boolean | undefined): void {
  const { name, version, data } = recommender.manifest;
  if (json) {
    const body = {
      model: { name, version },
      items: answer.items,
      ...(answer.fallback ? { fallback: { reason: answer.fallback, message: FALLBACKS[answer.fallback] } } : {}),
      reranked: answer.reranked,
      unknownItemIds: answer.unknownItemIds,
      work: answer.work,
      ...(data.note === "" ? {} : { note: data.note }),
    };
    process.stdout.write(`${JSON.stringify(body)}\n`);
    return;
  }
  process.stderr.write(`${name} ${version}${data.note === "" ? "" : ` (${data.note})`}\n`);
  if (answer.fallback) process.stderr.write(`${FALLBACKS[answer.fallback]}\n`);
  if (answer.unknownItemIds.length > 0) process.stderr.write(`unknown items: ${answer.unknownItemIds.join(", ")}\n`);
  if (answer.items.length === 0)
    process.stderr.write("no item is left: all are in the history, excluded or filtered out\n");
  for (const [place, item] of answer.items.entries()) {
    const rank = String(place + 1).padStart(4);
    process.stdout.write(
      `${rank}  ${item.score.toFixed(4).padStart(9)}  ${item.itemId}${item.title ? `  ${item.title}` : ""}\n`,
    );
  }
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
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new OptionsError(code, `${expected}, got ${text}`);
}
