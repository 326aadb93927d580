import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROBLEMS } from "../../worker/problems.ts";

const page = readFileSync(new URL("../../docs/http.md", import.meta.url), "utf8");

/** Status and codes of each row of the table of errors: `| 400 | `invalid-json` | … |`. */
const documented = [...page.matchAll(/^\| ([45]\d\d) \| (`[a-z-]+`(?:, `[a-z-]+`)*) \|/gm)].flatMap(
  ([, status, codes = ""]) => codes.split(", ").map((code): [string, number] => [code.slice(1, -1), Number(status)]),
);

describe("docs/http.md", () => {
  it("lists every problem that the service answers with, once, with its status, and no other", () => {
    const expected = Object.entries(PROBLEMS).map(([kind, { status }]): [string, number] => [kind, status]);
    const byName = ([a]: [string, number], [b]: [string, number]) => (a < b ? -1 : 1);
    expect(documented.sort(byName)).toEqual(expected.sort(byName));
  });
});
