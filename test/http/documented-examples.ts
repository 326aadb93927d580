import { expect } from "vitest";
import type { createApp } from "../../worker/app.ts";
import type { OpenApiDocument } from "../../worker/openapi.ts";

type App = Pick<ReturnType<typeof createApp>, "request">;

/** A request that the OpenAPI document shows. */
export interface DocumentedExample {
  readonly operation: string;
  readonly name: string;
  readonly method: string;
  readonly address: string;
  readonly body: string | undefined;
  /** The problem that it promises; undefined for 200. */
  readonly refused: string | undefined;
}

type Examples = Readonly<Record<string, { summary: string; value: unknown; description?: string }>>;

/** All examples of `/openapi.json`, put together as the document says: what has one name in an operation is one request. */
export async function documentedExamples(app: App): Promise<DocumentedExample[]> {
  const document = (await (await app.request("/openapi.json")).json()) as OpenApiDocument;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { operationId: operation, parameters, requestBody }]) => {
      const places = parameters.map((parameter) => ({
        ...parameter,
        examples: parameter.content?.["application/json"]?.examples ?? parameter.examples ?? {},
      }));
      const bodies: Examples = requestBody?.content["application/json"]?.examples ?? {};
      const names = new Set([...places, { examples: bodies }].flatMap(({ examples }) => Object.keys(examples)));
      // A route that takes nothing has its one request.
      const isPlain = parameters.length === 0 && requestBody === undefined;
      return (isPlain ? ["plain"] : [...names]).map((name): DocumentedExample => {
        const own = places.flatMap((place) => (place.examples[name] ? [{ ...place, ...place.examples[name] }] : []));
        const query = new URLSearchParams();
        let address = path;
        for (const { name: parameter, in: where, value } of own) {
          const text = typeof value === "string" ? value : JSON.stringify(value);
          if (where === "query") query.set(parameter, text);
          else address = address.replace(`{${parameter}}`, () => encodeURIComponent(text));
        }
        const description = [...own, bodies[name]].find((example) => example)?.description;
        return {
          operation,
          name,
          method: method.toUpperCase(),
          address: query.size > 0 ? `${address}?${query}` : address,
          body: bodies[name] && JSON.stringify(bodies[name].value),
          refused: /^Refused here with \d+ ([a-z-]+):/.exec(description ?? "")?.[1],
        };
      });
    }),
  );
}

/** Sends an example and holds its answer against what it promises. */
export async function expectAsPromised(app: App, example: DocumentedExample): Promise<void> {
  const { method, address, body, refused } = example;
  const content = body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } };
  const response = await app.request(address, { method, ...content });
  const text = await response.text();
  const isProblem = response.headers.get("Content-Type") === "application/problem+json";
  const code = isProblem ? (JSON.parse(text) as { code: string }).code : undefined;
  const is2xx = response.status >= 200 && response.status < 300;
  expect({ is2xx, code }, `${example.operation} ${example.name}: ${text.slice(0, 300)}`).toEqual({
    is2xx: refused === undefined,
    code: refused,
  });
  // A batch answers 200 whatever its requests are.
  if (example.operation === "batch") expect(text).not.toContain('"problem"');
}
