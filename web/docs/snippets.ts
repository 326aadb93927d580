import { addressOf, type Draft, type Field, fieldsOfQuery } from "./draft.ts";

/** Methods of nearedge/client by `operationId`, where they have another name, and undefined where there is none. */
const CLIENT_NAMES: Readonly<Record<string, string | undefined>> = {
  similarItems: "similar",
  popularItems: "popular",
  latestItems: "latest",
  docsPage: undefined,
};

/** The name of a route's method in nearedge/client; undefined for a route that has none. */
export function clientMethod(operation: string): string | undefined {
  return Object.hasOwn(CLIENT_NAMES, operation) ? CLIENT_NAMES[operation] : operation;
}

/** The request as a command for a POSIX shell. Throws as addressOf does. */
export function asCurl(draft: Draft, base: string): string {
  const address = quoted(base + addressOf(draft));
  if (draft.body === undefined) return `curl ${address}`;
  return `curl ${address} \\\n  -H 'Content-Type: application/json' \\\n  --data-raw ${quoted(draft.body)}`;
}

/** The request as a call of nearedge/client. Throws as addressOf does. */
export function asClient(draft: Draft, base: string): string {
  const address = addressOf(draft);
  const method = clientMethod(draft.operation);
  if (method === undefined) return `const response = await fetch(${JSON.stringify(base + address)});`;
  const ids = draft.fields.filter((field) => field.in === "path").map(({ text }) => JSON.stringify(text));
  const taken = requestOf(draft);
  const given = [...ids, ...(taken === undefined ? [] : [taken])].join(", ");
  return `import { createClient } from "nearedge/client";

const client = createClient(${JSON.stringify(base)});
const answer = await client.${method}(${given});`;
}

/** What is given behind the ids, as source text: a body as it stands, since JSON is an expression. */
function requestOf({ body, fields }: Draft): string | undefined {
  if (body !== undefined) return body.trim();
  const query = fieldsOfQuery(fields);
  if (query.length === 0) return undefined;
  return `{ ${query.map((field) => `${field.name}: ${literal(field)}`).join(", ")} }`;
}

function literal({ isText, text }: Field): string {
  if (isText) return JSON.stringify(text);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return JSON.stringify(text);
  }
}

/** Nothing means anything between single quotes but the closing one. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
