/**
 * Writes the types of the client from the schemas of the service: src/client/types.ts.
 *
 *   node scripts/client-types.ts
 *
 * A test compares the file with what this would write, and the types with those of the schemas.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { OPERATIONS, type Operation } from "../src/client/operations.ts";
import { PROBLEMS } from "../worker/problems.ts";
import type { Route } from "../worker/routes/route.ts";
import { ROUTES } from "../worker/routes.ts";
import { componentSchemas, querySchemas } from "../worker/schemas/components.ts";
import {
  type NamedType,
  nameOf,
  type PrintOptions,
  printComment,
  printType,
  propertiesOf,
  type Schema,
} from "./client-types/print-type.ts";

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const FILE = root("src/client/types.ts");

/** An operation of the client with its route. Throws Error for one that the service does not have. */
function routeOf([name, { method, path }]: [string, Operation]): Route {
  const route = ROUTES.find((one) => one.method === method && one.path === path);
  if (!route) throw new Error(`${name}: the service has no route ${method} ${path}`);
  return route;
}

/** `recommendForUser` becomes `RecommendForUserQuery`. */
function queryName(operation: string): string {
  return `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Query`;
}

function querySchema({ method, path, query }: Route): Schema {
  return { type: "object", description: `The query of ${method} ${path}.`, properties: querySchemas(query) };
}

/** The types of the file by name: queries first, then what they and the bodies refer to, in the order of the service. */
function typeSchemas(): Map<string, Schema> {
  const queries = Object.entries<Operation>(OPERATIONS)
    .filter(([, { takes }]) => takes === "query")
    .map((entry): [string, Schema] => [queryName(entry[0]), querySchema(routeOf(entry))]);
  const components = Object.entries<Schema>(componentSchemas());
  // Of schemas that differ in their depth the first has the type of all.
  return new Map([...queries, ...components.filter(([name]) => nameOf(name) === name)]);
}

/** Names of what is sent: queries, bodies, and whatever these refer to. */
function sentNames(schemas: ReadonlyMap<string, Schema>): Set<string> {
  const queries = [...schemas.keys()].filter((name) => name.endsWith("Query"));
  const names = new Set<string>([...queries, ...ROUTES.flatMap(({ body }) => body ?? [])]);
  for (const name of names) {
    const references = JSON.stringify(schemas.get(name)).matchAll(/"\$ref":"([^"]+)"/g);
    for (const [, reference = ""] of references) names.add(nameOf(reference));
  }
  return names;
}

/** The text of the file, as the formatter leaves it. */
export function clientTypes(): string {
  const schemas = typeSchemas();
  const sent = sentNames(schemas);
  // What later types may be said by: LatestQuery is BoughtTogetherQuery and more.
  const named: NamedType[] = [];
  const declarations = [...schemas].map(([name, schema]) => {
    const isReadonly = sent.has(name);
    const text = declaration(name, schema, { isReadonly, named });
    if (isReadonly) named.push({ name, properties: propertiesOf(schema, { isReadonly, named: [] }) });
    return text;
  });
  const kinds = Object.keys(PROBLEMS).map((kind) => JSON.stringify(kind));
  const methods = Object.entries<Operation>(OPERATIONS).map(method);
  return formatted(
    [
      "// Written by `node scripts/client-types.ts` from the schemas of the service: change those.\n",
      'import type { CallOptions } from "./options.ts";\n',
      `/** Every problem that the service answers with. */\nexport type ProblemKind = ${kinds.join(" | ")};\n`,
      `/** The methods of a client: one for each route. */\nexport interface Client {\n${methods.join("")}}\n`,
      ...declarations,
    ].join("\n"),
  );
}

/** What a type is for, where its schema does not say so. */
function purposeOf(name: string): string {
  const places = ({ method, path }: Route) => `${method} ${path}`;
  const takers = ROUTES.filter(({ body }) => body === name).map(places);
  const givers = ROUTES.filter(({ answer }) => "schema" in answer && answer.schema === name).map(places);
  if (takers.length > 0) return `What is sent to ${takers.join(", ")}.`;
  if (givers.length > 0) return `The answer of ${givers.join(", ")}.`;
  throw new Error(`${name}: expected a schema with a description, or one that a route takes or gives`);
}

function method(entry: [string, Operation]): string {
  const [name, { takes }] = entry;
  const route = routeOf(entry);
  const answer = "schema" in route.answer ? route.answer.schema : "unknown";
  const parameters = [
    ...Object.keys(route.parameters).map((id) => `${id}: string`),
    ...(takes === "body" ? [`request: ${route.body}`] : []),
    ...(takes === "query" ? [`request?: ${queryName(name)}`] : []),
    "options?: CallOptions",
  ];
  const comment = printComment(route.summary, `${route.method} ${route.path}`);
  return `${comment}${name}(${parameters.join(", ")}): Promise<${answer}>;\n`;
}

function declaration(name: string, schema: Schema, options: PrintOptions): string {
  const type = printType(schema, options);
  const isInterface = type.startsWith("{\n") && schema.properties !== undefined;
  const comment = printComment(schema.description ?? purposeOf(name));
  return `${comment}export ${isInterface ? `interface ${name} ${type}` : `type ${name} = ${type};`}\n`;
}

function formatted(text: string): string {
  const biome = root("node_modules/@biomejs/biome/bin/biome");
  const options = ["format", `--stdin-file-path=${FILE}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, ...options], {
    cwd: root(""),
    input: text,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`biome format: exit status ${status}\n${stderr}`);
  return stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, clientTypes());
