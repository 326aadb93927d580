import { describe, expect, it } from "vitest";
import { fromJSONSchema } from "zod";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { OptionValues } from "../../src/models/option-specs.ts";
import { createRandom } from "../../src/random.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { createApp } from "../../worker/app.ts";
import { dotArtefact } from "../models/dot-artefact.ts";
import { artefact, engine, popularityEngine } from "../serving/fixture.ts";
import { largeEngine } from "../serving/large-fixture.ts";
import { madeFrom, type Palette, type Schema, spoilt } from "./from-schema.ts";

interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
}
interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly schema?: Schema;
  readonly content?: Content;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Requests to each model, of which a third has something in it that no schema allows. */
const REQUESTS = 10_000;
const TEXTS = [
  ...["0", "1", "2", "3", "14", "i3", "i77", "i1200", "ann", "cleo", "nowhere", "ü%/x"],
  ...["colour", "tags", "genres", "year", "itemId", "gneres", "black", "two", "five", "crime", "western"],
  ...["year / 2000", "if(year > 1990, 2, 1)", 'has(genres, "crime") + 1', "1 / 0", "constructor", "("],
];

const logged: unknown[] = [];
const appOf = (recommender: Recommender) =>
  createApp({ recommenders: async () => recommender, log: (_, error) => logged.push(error), origins: "*" });

describe.each<[string, () => Promise<Recommender>]>([
  ["a board of two colours", () => engine()],
  ["a catalogue of 1,501 items", () => largeEngine()],
  ["popularity", () => popularityEngine()],
  [
    "vectors that a ridge regression is solved for",
    () => vectorEngine({ foldIn: "ridge", regularization: 1, bias: true }),
  ],
  ["vectors that requests bring", () => vectorEngine({ foldIn: "none" })],
  ["confidences that a value may be too small for", () => hkvEngine({ confidence: 0.5, confidenceOffset: 0 })],
  ["factors that are not negative", () => hkvEngine({ confidence: 40, nonNegative: true })],
])("10,000 requests made from the OpenAPI document, by a model of %s", (name, make) => {
  it("get answers that the document describes, and never a failure of the service", async () => {
    const recommender = await make();
    const app = appOf(recommender);
    const document = (await (await app.request("/openapi.json")).json()) as Document;
    const { schemas } = document.components;
    const checkOf = checksOf(document);
    const random = createRandom(name.length);
    const palette: Palette = { random, schemas, texts: TEXTS };
    const operations = Object.entries(document.paths)
      .filter(([path]) => path.startsWith("/v1/"))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
      );
    const statuses = new Map<number, number>();
    for (let request = 0; request < REQUESTS; request++) {
      const { path, method, operation } = operations[random.nextInteger(operations.length)]!;
      const isSpoilt = random.nextInteger(3) === 0;
      const asked = requestOf(path, method, operation, palette, isSpoilt, recommender.capabilities.vector);
      const response = await app.fetch(asked.request);
      const text = await response.text();
      const said = `${method} ${asked.request.url} ${asked.body ?? ""} → ${response.status} ${text.slice(0, 300)}`;
      if (response.status >= 500) throw new Error(`${said} ${String(logged.at(-1))}`);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      const described = operation.responses[response.status];
      if (!described) throw new Error(`not described: ${said}`);
      const [content] = Object.values(described.content);
      const key = content?.schema.$ref?.split("/").at(-1) ?? "";
      const result = checkOf(key).safeParse(JSON.parse(text));
      if (!result.success) throw new Error(`does not fit ${key}: ${said} ${result.error.message}`);
    }
    expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 10);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 10);
    expect(logged).toEqual([]);
  }, 300_000);
});

async function vectorEngine(options: OptionValues): Promise<Recommender> {
  return createRecommender(dotArtefact(options), await kernelModule());
}

/** The board with the objective of Hu, Koren and Volinsky. */
async function hkvEngine(options: OptionValues): Promise<Recommender> {
  const whole = artefact();
  const given = { objective: "hkv", weighting: "linear", factors: 2, regularization: 0.01, ...options };
  const model = { ...whole.manifest.model, options: given };
  return createRecommender({ ...whole, manifest: { ...whole.manifest, model } }, await kernelModule());
}

/** Checks of what components describe, made when they are first asked for. */
function checksOf({ components }: Document) {
  const $defs = JSON.parse(JSON.stringify(components.schemas).replaceAll("#/components/schemas/", "#/$defs/"));
  const made = new Map<string, ReturnType<typeof fromJSONSchema>>();
  return (name: string) => {
    const check = made.get(name) ?? fromJSONSchema({ ...$defs[name], $defs });
    made.set(name, check);
    return check;
  };
}

/** Vectors that are not spoilt have `vectorLength` numbers, as no schema says how many a model takes. */
function requestOf(
  path: string,
  method: string,
  operation: Operation,
  palette: Palette,
  isSpoilt: boolean,
  vectorLength: number,
) {
  const { random } = palette;
  const made = (schema: Schema): unknown => {
    const value = madeFrom(schema, palette);
    return isSpoilt && random.nextInteger(2) === 0 ? spoilt(value, random) : value;
  };
  let address = path;
  const query = new URLSearchParams();
  for (const { name, in: place, schema, content } of operation.parameters) {
    if (place === "path") {
      const text = TEXTS[random.nextInteger(TEXTS.length)] ?? "";
      address = address.replace(`{${name}}`, encodeURIComponent(text));
    } else if (random.nextInteger(5) === 0) {
      const [json] = Object.values(content ?? {});
      query.set(name, json ? JSON.stringify(made(json.schema)) : String(made(schema ?? {})));
    }
  }
  const url = `http://localhost${address}${query.size > 0 ? `?${query}` : ""}`;
  const [content] = Object.values(operation.requestBody?.content ?? {});
  if (!content) return { request: new Request(url, { method: method.toUpperCase() }) };
  const fields = made(content.schema);
  if (!isSpoilt && typeof fields === "object" && fields !== null && "vector" in fields && vectorLength > 0) {
    fields.vector = Array.from({ length: vectorLength }, () => 2 * random.nextFloat() - 1);
  }
  const body = JSON.stringify(fields) ?? "null";
  const headers = { "Content-Type": "application/json" };
  return { request: new Request(url, { method: method.toUpperCase(), body, headers }), body };
}
