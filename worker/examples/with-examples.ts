import type { Content, Examples, OpenApiDocument, Operation, Parameter } from "../openapi.ts";
import type { Route } from "../routes/route.ts";
import { answeredFirst, type RouteExample, refusalText } from "./example.ts";
import type { ExampleFacts } from "./facts.ts";

/** The document with the examples of each route, made of these facts. The rest of it does not depend on the model. */
export function withExamples(
  document: OpenApiDocument,
  routes: readonly Route[],
  facts: ExampleFacts,
): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = { ...document.paths };
  for (const { path, method, examples } of routes) {
    const name = method.toLowerCase();
    const operation = paths[path]?.[name];
    if (operation) paths[path] = { ...paths[path], [name]: exemplified(operation, answeredFirst(examples(facts))) };
  }
  return { ...document, paths };
}

function exemplified(operation: Operation, examples: readonly RouteExample[]): Operation {
  const { parameters, requestBody } = operation;
  const bodies = examplesOf(examples, ({ body }) => body);
  return {
    ...operation,
    parameters: parameters.map((parameter) =>
      exemplifiedParameter(
        parameter,
        examplesOf(examples, (example) => example.parameters?.[parameter.name]),
      ),
    ),
    ...(requestBody && bodies ? { requestBody: { ...requestBody, content: beside(requestBody.content, bodies) } } : {}),
  };
}

/** A parameter that is written as JSON has its examples beside its schema, as OpenAPI wants it. */
function exemplifiedParameter(parameter: Parameter, examples: Examples | undefined): Parameter {
  if (!examples) return parameter;
  const { content } = parameter;
  return content ? { ...parameter, content: beside(content, examples) } : { ...parameter, examples };
}

function beside(content: Content, examples: Examples): Content {
  const types = Object.entries(content).map(([type, media]): [string, Content[string]] => [
    type,
    { ...media, examples },
  ]);
  return Object.fromEntries(types);
}

/** What each example has in one place; undefined where none has anything. */
function examplesOf(
  examples: readonly RouteExample[],
  valueIn: (example: RouteExample) => unknown,
): Examples | undefined {
  const own = examples.flatMap((example): [string, Examples[string]][] => {
    const { name, summary, refused } = example;
    const value = valueIn(example);
    if (value === undefined) return [];
    return [[name, { summary, value, ...(refused ? { description: refusalText(refused) } : {}) }]];
  });
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}
