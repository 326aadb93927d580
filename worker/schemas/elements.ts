import * as z from "zod/mini";
import { show } from "../../src/check.ts";

/** The message of a schema: what was expected, and what came. */
export const expected = (what: string) => ({
  error: (issue: { input?: unknown }) =>
    `expected ${what}, got ${issue.input === undefined ? "nothing" : show(issue.input)}`,
});

/** The same where a text is expected: numbers come where ids look like them. */
export const expectedText = (what: string) => ({
  error: (issue: { input?: unknown }) => {
    const hint = typeof issue.input === "number" ? `; write "${issue.input}"` : "";
    return expected(what).error(issue) + hint;
  },
});

/** Puts a cheap check before a schema: a hostile value of a million elements costs one error and not a million. */
export function guarded<Schema extends z.core.$ZodType>(
  holds: (value: unknown) => boolean,
  what: string,
  schema: Schema,
) {
  return z.pipe(z.unknown().check(z.refine(holds, expected(what))), schema);
}

export const text = z.string(expectedText("a string"));

/** A list of at most `maximum` elements, called `what` in messages. */
export function listOf<Element extends z.core.$ZodType>(element: Element, maximum: number, what: string) {
  const list = z.array(element).check(z.maxLength(maximum));
  return guarded(
    (value) => Array.isArray(value) && value.length <= maximum,
    `a list of at most ${maximum} ${what}`,
    list,
  );
}

/** How many elements of a list are said to be wrong: a hundred thousand of them are one mistake. */
const LISTED_ELEMENTS = 20;

/** A list of at most `maximum` texts, called `what` in messages. */
export function textList(maximum: number, what: string) {
  const list = expected(`a list of at most ${maximum} ${what}`);
  const check = z.check<unknown>(({ value, issues }) => {
    if (!Array.isArray(value) || value.length > maximum) {
      issues.push({ code: "custom", input: value, message: list.error({ input: value }) });
      return;
    }
    for (let place = 0; place < value.length && issues.length < LISTED_ELEMENTS; place++) {
      const input: unknown = value[place];
      if (typeof input === "string") continue;
      issues.push({ code: "custom", input, path: [place], message: expectedText("a string").error({ input }) });
    }
  });
  return z.pipe(z.unknown().check(check), z.array(z.string()).check(z.maxLength(maximum)));
}
