import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import * as z from "zod/mini";
import { engineRequest } from "../../worker/schemas/requests.ts";
import { firstOf } from "../check.ts";
import { DataError } from "../errors.ts";

/**
 * An answer as it was logged: the request, and what was shown with its propensities and rewards. Where a cursor leads only the service
 * knows that gave it: such a page has an `offset` in place of it.
 */
const loggedAnswer = z.object({
  request: z.omit(engineRequest, { cursor: true }),
  items: z.array(
    z.object({
      itemId: z.string(),
      propensity: z.number().check(z.gt(0), z.lte(1)),
      reward: z.optional(z.number()),
    }),
  ),
});

export type LoggedAnswer = z.output<typeof loggedAnswer>;

/** Lines that an error shows. */
const EXAMPLES = 3;

/**
 * Reads a log of answers, a JSON object a line: `{"request": {…}, "items": [{"itemId", "propensity", "reward"}]}`, items in the
 * order in which they were shown, without a reward where nothing came of one. Throws DataError `unreadable-file`, `bad-rows`
 * with the lines that are no such object, and `no-interactions` for a log without answers.
 */
export async function readPolicyLog(path: string, signal: AbortSignal): Promise<LoggedAnswer[]> {
  const answers: LoggedAnswer[] = [];
  const bad: string[] = [];
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      signal.throwIfAborted();
      line++;
      if (text.trim() === "") continue;
      const read = answerIn(text);
      if (typeof read === "string") bad.push(`line ${line}: ${read}`);
      else answers.push(read);
    }
  } catch (cause) {
    signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError("unreadable-file", `${path}: expected a log of answers to read: ${reason}`, { cause });
  }
  if (bad.length > 0) {
    const expected =
      'expected {"request": {…}, "items": [{"itemId": …, "propensity": above 0 to 1, "reward": …}]} a line';
    throw new DataError("bad-rows", `${path}: ${expected}; ${firstOf(bad, EXAMPLES)}`);
  }
  if (answers.length > 0) return answers;
  throw new DataError("no-interactions", `${path}: expected a log of answers, a JSON object a line; it is empty`);
}

/** An answer, or what is wrong with the line. */
function answerIn(text: string): LoggedAnswer | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return `no JSON (${cause instanceof Error ? cause.message : String(cause)})`;
  }
  const result = z.safeParse(loggedAnswer, value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const message = issue?.code === "unrecognized_keys" ? `unknown fields ${issue.keys.join(", ")}` : issue?.message;
  return `${issue?.path.join(".") ?? ""}: ${message ?? "not an answer"}`;
}
