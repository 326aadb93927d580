import { PROBLEMS, type ProblemKind } from "./problems.ts";
import { kindOf } from "./query.ts";
import type { Route } from "./routes/route.ts";
import { componentSchemas, type JsonSchema, querySchemas, reference } from "./schemas/components.ts";

/** The version of the HTTP interface: the `v1` of the paths, and what was added since. */
const INTERFACE_VERSION = "1.0.0";

/** A parameter of path or query. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description: string;
  readonly schema?: JsonSchema;
  readonly content?: Content;
  readonly examples?: Examples;
}

/** By the name of the example: values of one name in all places of an operation are one request. */
export type Examples = Readonly<Record<string, { summary: string; value: unknown; description?: string }>>;

/** A route. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
}

/** What a body or a parameter is, by media type. */
export type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly examples?: Examples }>>;

/** An OpenAPI 3.1 document, as far as this service uses it. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Describes the routes, with the very schemas that requests are validated with. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operation(route);
    paths[route.path] = operations;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "NearEdge",
      version: INTERFACE_VERSION,
      description: "Recommendations per request, computed where the request arrives.",
    },
    servers: [{ url: "/" }],
    paths,
    components: { schemas: componentSchemas() },
  };
}

function operation(route: Route): Operation {
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: json(reference(route.body)) } }),
    responses: { 200: { description: "The answer.", content: answerContent(route) }, ...problemResponses(route) },
  };
}

function pathParameters(route: Route): Parameter[] {
  return Object.entries(route.parameters).map(([name, description]) => {
    return { name, in: "path", required: true, description, schema: { type: "string", minLength: 1 } };
  });
}

function queryParameters(route: Route): Parameter[] {
  return Object.entries(querySchemas(route.query)).map(([name, { description, ...schema }]) => {
    const common = { name, in: "query", required: false } as const;
    if (name === "filter") return { ...common, description: "A filter, as JSON.", content: json(reference("Filter")) };
    const parameter = route.query.shape[name];
    if (parameter && kindOf(parameter) === "json")
      return { ...common, description: `${String(description)} As JSON.`, content: json(schema) };
    return { ...common, description: String(description), schema };
  });
}

/** The problems of a route by status, and the one that every route can have. */
function problemResponses(route: Route): Operation["responses"] {
  const byStatus = new Map<number, string[]>();
  for (const kind of [...route.problems, "internal-error"] satisfies ProblemKind[]) {
    const { status, title } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${title} (${kind}).`]);
  }
  const content = { "application/problem+json": { schema: reference("Problem") } };
  return Object.fromEntries(
    [...byStatus].map(([status, descriptions]) => [status, { description: descriptions.join(" "), content }]),
  );
}

function answerContent({ answer }: Route): Content {
  return "schema" in answer ? json(reference(answer.schema)) : { [answer.mediaType]: { schema: {} } };
}

function json(schema: JsonSchema): Content {
  return { "application/json": { schema } };
}
