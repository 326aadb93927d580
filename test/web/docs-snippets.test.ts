import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../src/client/operations.ts";
import { addressOf, type Draft } from "../../web/docs/draft.ts";
import { asClient, asCurl, clientMethod } from "../../web/docs/snippets.ts";
import { ROUTES } from "../../worker/routes.ts";

const BASE = "http://127.0.0.1:8787/";
const STRANGE = `it's $(id) \`x\` \\ "q" </script> & ü 👩‍👧 %2F\n#?`;

const similar: Draft = {
  method: "GET",
  path: "/v1/items/{itemId}/similar",
  operation: "similarItems",
  fields: [
    { name: "itemId", in: "path", isText: true, text: "a/b" },
    { name: "k", in: "query", isText: false, text: "5" },
    { name: "filter", in: "query", isText: false, text: '{"year": {"min": 1990}}' },
    { name: "boost", in: "query", isText: true, text: "1.5" },
    { name: "offset", in: "query", isText: false, text: "" },
  ],
  body: undefined,
};
const withId = (text: string): Draft => ({
  ...similar,
  fields: [{ name: "itemId", in: "path", isText: true, text }],
});

describe("the address of a request", () => {
  it("has ids and values encoded, and no empty fields", () => {
    expect(addressOf(similar)).toBe(
      "v1/items/a%2Fb/similar?k=5&filter=%7B%22year%22%3A+%7B%22min%22%3A+1990%7D%7D&boost=1.5",
    );
  });

  it.each([STRANGE, "%", "…", "a..b", "$&", "\ud800"])("brings an id to the service as it is: %j", (id) => {
    const { pathname } = new URL(addressOf(withId(id)), BASE);
    expect(decodeURIComponent(pathname.split("/")[3] ?? "")).toBe(id.toWellFormed());
  });

  it.each(["", ".", ".."])("is refused for an id that no path can have: %j", (id) => {
    expect(() => addressOf(withId(id))).toThrow(/^itemId: (expected an id, got nothing|no path can have the id)/);
  });
});

describe("a request as a command", () => {
  it.skipIf(process.platform === "win32")("means to a shell what it says", () => {
    const draft: Draft = { ...withId(STRANGE), method: "POST", body: JSON.stringify({ history: [STRANGE, "@file"] }) };
    const printed = spawnSync("sh", ["-c", asCurl(draft, BASE).replace(/^curl/, "printf '%s\\0'")], {
      encoding: "utf8",
    });
    expect(printed.stdout.split("\0").slice(0, -1)).toEqual([
      BASE + addressOf(draft),
      ...["-H", "Content-Type: application/json", "--data-raw", draft.body],
    ]);
  });
});

describe("a request as a call of the client", () => {
  it("gives ids first, then the fields by their kinds", () => {
    expect(asClient(similar, BASE)).toContain(
      'await client.similar("a/b", { k: 5, filter: {"year":{"min":1990}}, boost: "1.5" });',
    );
    expect(asClient({ ...withId("x"), path: "/v1/items/{itemId}", operation: "item" }, BASE)).toContain(
      'client.item("x");',
    );
    const body = '{"history": []}';
    expect(asClient({ ...similar, path: "/v1/rank", operation: "rank", fields: [], body }, BASE)).toContain(
      `client.rank(${body});`,
    );
  });

  it("is source text whatever the values are", () => {
    const source = asClient(withId(STRANGE), BASE).replace(/^import.*$/m, "");
    const createClient = () => ({ similar: (id: string) => id });
    const answer = new Function("createClient", `return (async () => { ${source}\nreturn answer; })()`)(createClient);
    return expect(answer).resolves.toBe(STRANGE);
  });

  it("names a method for every route but this page, which is fetched", () => {
    const without = ROUTES.filter(({ operationId }) => clientMethod(operationId) === undefined);
    expect(without.map(({ path }) => path)).toEqual(["/docs"]);
    const named = ROUTES.flatMap(({ operationId, method, path }) => {
      const name = clientMethod(operationId);
      return name === undefined ? [] : [[name, `${method} ${path}`]];
    });
    const methods = Object.entries(OPERATIONS).map(([name, { method, path }]) => [name, `${method} ${path}`]);
    expect(named.toSorted()).toEqual(methods.toSorted());
    const draft: Draft = { method: "GET", path: "/docs", operation: "docsPage", fields: [], body: undefined };
    expect(asClient(draft, BASE)).toBe('const response = await fetch("http://127.0.0.1:8787/docs");');
  });
});
