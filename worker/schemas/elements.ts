import * as z from "zod/mini";
import { show } from "../../src/check.ts";

/** The message of a schema: what was expected, and what came. */
export const expected = (what: string) => ({
  error: (issue: { input?: unknown }) => `expected ${what}, got ${show(issue.input)}`,
});

/** Puts a cheap check before a schema: a hostile value of a million elements costs one error and not a million. */
export function guarded<Schema extends z.core.$ZodType>(
  holds: (value: unknown) => boolean,
  what: string,
  schema: Schema,
) {
  return z.pipe(z.unknown().check(z.refine(holds, expected(what))), schema);
}

export const text = z.string(expected("a string"));

/** A list of at most `maximum` elements, called `what` in messages. */
export function listOf<Element extends z.core.$ZodType>(element: Element, maximum: number, what: string) {
  const list = z.array(element).check(z.maxLength(maximum));
  return guarded(
    (value) => Array.isArray(value) && value.length <= maximum,
    `a list of at most ${maximum} ${what}`,
    list,
  );
}

/** A list of at most `maximum` texts. */
export const textList = (maximum: number, what: string) => listOf(text, maximum, what);
