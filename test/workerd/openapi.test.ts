import { describe, expect, it } from "vitest";
import { fromJSONSchema } from "zod";
import { MAXIMUM_FILTER_DEPTH } from "../../src/serving/limits.ts";
import { PROBLEMS } from "../../worker/problems.ts";
import { ask, createFakeApp, post } from "./fake-recommender.ts";

interface Document {
  openapi: string;
  paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, Answer>; parameters: Parameter[] }>
  >;
  components: { schemas: Record<string, Parameters<typeof fromJSONSchema>[0]> };
}
interface Answer {
  content: Record<string, { schema: { $ref?: string } }>;
}
interface Parameter {
  name: string;
  in: string;
  required: boolean;
}

const { app } = createFakeApp();
const document = (await (await app.request("/openapi.json")).json()) as Document;

const ROUTES = [
  "GET /v1/users/{userId}/recommendations",
  "POST /v1/recommendations",
  "POST /v1/rank",
  "POST /v1/predictions",
  "GET /v1/items/{itemId}",
  "GET /v1/items/{itemId}/similar",
  "GET /v1/items/{itemId}/bought-together",
  "GET /v1/popular",
  "GET /v1/latest",
  "GET /v1/users/{userId}/similar",
  "POST /v1/batch",
  "GET /v1/model",
  "GET /health/live",
  "GET /health/ready",
  "GET /openapi.json",
  "GET /docs",
];

/** The schema that the document gives for an answer, if it gives one. */
function schemaOf(path: string, method: string, response: Response) {
  const answer = document.paths[path]?.[method]?.responses[response.status];
  const mediaType = response.headers.get("Content-Type")?.split(";")[0] ?? "";
  const name = answer?.content[mediaType]?.schema.$ref?.replace("#/components/schemas/", "") ?? "";
  const schema = document.components.schemas[name];
  if (schema === undefined) throw new Error(`${method} ${path}: no schema for ${response.status} ${mediaType}`);
  // What it refers to is elsewhere in the document, where a schema by itself does not look.
  const { schemas } = document.components;
  return fromJSONSchema(
    JSON.parse(JSON.stringify({ ...Object(schema), $defs: schemas }).replaceAll("#/components/schemas/", "#/$defs/")),
  );
}

describe("the OpenAPI document", () => {
  it("lists every route that the app has, and no other", () => {
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = app.routes
      .filter(({ method }) => method === "GET" || method === "POST")
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
    expect(served).toEqual(ROUTES);
    expect(listed.toSorted()).toEqual(ROUTES.toSorted());
    expect(document.openapi).toBe("3.1.0");
  });

  it("refers only to schemas that it has", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, name = ""] of references) expect(document.components.schemas).toHaveProperty(name);
  });

  it("gives every operation an id of its own and describes every parameter of its path", () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
  });

  it("states the limits that are enforced", () => {
    expect(document.components.schemas).toMatchObject({
      RecommendationRequest: {
        additionalProperties: false,
        properties: {
          k: { type: "integer", minimum: 1, maximum: 1000, default: 10 },
          history: {
            maxItems: 1000,
            items: { anyOf: [{ type: "string" }, { $ref: "#/components/schemas/HistoryEntry" }] },
          },
          exclude: { maxItems: 100_000 },
        },
      },
      HistoryEntry: {
        additionalProperties: false,
        required: ["itemId"],
        properties: { value: { type: "number", minimum: -1e15, maximum: 1e15 } },
      },
      PredictionRequest: {
        additionalProperties: false,
        required: ["items"],
        properties: { items: { maxItems: 1000 }, history: { maxItems: 1000 } },
      },
      RankRequest: { required: ["items"], properties: { items: { maxItems: 1000 }, k: { maximum: 1000 } } },
      BatchRequest: { required: ["requests"], properties: { requests: { maxItems: 20 } } },
      ColumnConditions: { maxProperties: 32 },
      FilterGroup: { minProperties: 1, properties: { should: { minItems: 1 } } },
    });
  });

  it("describes groups of a filter down to the depth that is taken", () => {
    const clause = "#/components/schemas/FilterClause";
    const itemsOf = (name: string) =>
      (document.components.schemas[name] as { properties: { must: { items: object } } }).properties.must.items;
    for (const [outer, inner] of [["", "2"] as const, ["2", "3"] as const, ["3", "4"] as const]) {
      expect(itemsOf(`FilterGroup${outer}`)).toEqual({
        anyOf: [{ $ref: clause }, { $ref: `#/components/schemas/FilterGroup${inner}` }],
      });
    }
    expect(itemsOf("FilterGroup4")).toEqual({ $ref: clause });
    expect(MAXIMUM_FILTER_DEPTH).toBe(4);
  });

  it.each([
    ["/v1/users/{userId}/recommendations", "get", "/v1/users/nobody/recommendations"],
    ["/v1/users/{userId}/recommendations", "get", "/v1/users/ann/recommendations?k=0"],
    ["/v1/recommendations", "post", post("{}")],
    ["/v1/recommendations", "post", post("{")],
    ["/v1/recommendations", "post", post("{}", {})],
    ["/v1/rank", "post", post('{"items":["a"],"k":2}', undefined, "/v1/rank")],
    ["/v1/rank", "post", post("{}", undefined, "/v1/rank")],
    ["/v1/predictions", "post", ask({ items: ["a"] })],
    ["/v1/predictions", "post", ask({})],
    ["/v1/batch", "post", post('{"requests":[{"verb":"popular"},{}]}', undefined, "/v1/batch")],
    ["/v1/batch", "post", post("[]", undefined, "/v1/batch")],
    ["/v1/users/{userId}/similar", "get", "/v1/users/ann/similar"],
    ["/v1/items/{itemId}", "get", "/v1/items/a"],
    ["/v1/items/{itemId}", "get", "/v1/items/nope"],
    ["/v1/items/{itemId}/similar", "get", "/v1/items/a/similar"],
    ["/v1/items/{itemId}/similar", "get", "/v1/items/nope/similar"],
    ["/v1/items/{itemId}/bought-together", "get", "/v1/items/a/bought-together"],
    ["/v1/items/{itemId}/bought-together", "get", "/v1/items/nope/bought-together"],
    ["/v1/popular", "get", "/v1/popular"],
    ["/v1/latest", "get", "/v1/latest"],
    ["/v1/latest", "get", "/v1/latest?by=x"],
    ["/v1/popular", "get", "/v1/popular?scenario=x"],
    ["/v1/model", "get", "/v1/model"],
    ["/health/live", "get", "/health/live"],
    ["/health/ready", "get", "/health/ready"],
  ])("describes what is answered: %s %s (case %#)", async (path, method, request) => {
    const response = await createFakeApp().app.request(request);
    const schema = schemaOf(path, method, response);
    const body = (await response.json()) as object;
    expect(schema.safeParse(body).error).toBeUndefined();
    for (const field of Object.keys(body)) {
      const { [field]: _left, ...without } = body as Record<string, unknown>;
      const optional = ["fallback", "note", "errors", "origin"].includes(field);
      expect(schema.safeParse(without).success, field).toBe(optional);
    }
  });
});

describe("the page for people", () => {
  it("lists every route and every problem, and loads nothing from elsewhere", async () => {
    const response = await app.request("/docs");
    const page = await response.text();
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    for (const route of ROUTES) {
      const [method = "", path = ""] = route.split(" ");
      expect(page).toContain(`${method}</span> <code>${path}</code>`);
    }
    for (const kind of Object.keys(PROBLEMS)) expect(page).toContain(`id="${kind}"`);
    expect(page).not.toMatch(/https?:|\bon\w+=/);
    expect(page.match(/(?:src|href)="[^"#]*"/g)).toEqual([
      ...['href="docs.css"', 'href="data:,"', 'src="docs.js"', 'href="openapi.json"'],
    ]);
  });
});
