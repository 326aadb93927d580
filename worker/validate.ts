import type * as z from "zod/mini";
import { safeParse } from "zod/mini";
import { show } from "../src/check.ts";
import { didYouMean } from "../src/nearest.ts";
import { type FieldError, Problem } from "./problems.ts";
import { pathText, summary } from "./query.ts";

/** How many field errors a problem lists: enough to mend a request, and a bound on the answer. */
const LISTED_ERRORS = 20;

/** No field is similar to a longer name, and comparing a very long one takes time. */
const NAME_LENGTH = 40;

/**
 * Returns `value` as the schema knows it, or throws the problem `invalid-request` with an entry for each bad field. `none` is what a
 * schema without fields is said to expect.
 */
export function validate<Schema extends z.ZodMiniObject>(
  schema: Schema,
  value: unknown,
  none = "none",
): z.output<Schema> {
  const result = safeParse(schema, value);
  if (result.success) return result.data;
  const fields = Object.keys(schema.shape);
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, fields, value, none));
  throw new Problem("invalid-request", summary(errors), { errors: errors.slice(0, LISTED_ERRORS) });
}

function fieldErrors(issue: z.core.$ZodIssue, fields: readonly string[], value: unknown, none: string): FieldError[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys" && path === "") {
    const expected = `; expected ${fields.join(", ") || none}`;
    return issue.keys.slice(0, LISTED_ERRORS).map((key) => {
      const meant = key.length > NAME_LENGTH ? "" : didYouMean(key, fields);
      return { path: pathText([key]), message: `unknown field${meant}${expected}` };
    });
  }
  if (path === "") return [{ path, message: `body: expected an object, got ${show(value)}` }];
  return [{ path, message: issue.message }];
}
