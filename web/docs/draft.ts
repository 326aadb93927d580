/** A request as a form holds it: everything is text. */
export interface Draft {
  readonly method: string;
  /** In the notation of OpenAPI. */
  readonly path: string;
  /** `operationId` of the route. */
  readonly operation: string;
  readonly fields: readonly Field[];
  readonly body: string | undefined;
}

/** A parameter of path or query with the text that stands for its value. */
export interface Field {
  readonly name: string;
  readonly in: "path" | "query";
  /** Whether the value is the text itself; it is written as JSON otherwise. */
  readonly isText: boolean;
  readonly text: string;
}

/**
 * The path and query of a request, without a slash before it: relative to where the service begins. Fields of the query that are empty
 * are left out. Throws RangeError for a part of the path that no path can have.
 */
export function addressOf({ path, fields }: Draft): string {
  const filled = path.slice(1).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    return segment(name, fields.find((field) => field.in === "path" && field.name === name)?.text ?? "");
  });
  const query = new URLSearchParams();
  for (const { name, text } of fieldsOfQuery(fields)) query.append(name, text);
  return query.size === 0 ? filled : `${filled}?${query}`;
}

/** Those that are sent. */
export function fieldsOfQuery(fields: readonly Field[]): Field[] {
  return fields.filter((field) => field.in === "query" && field.text !== "");
}

function segment(name: string, text: string): string {
  if (text === "") throw new RangeError(`${name}: expected an id, got nothing`);
  // Browsers resolve them, also where they are percent-encoded.
  if (text === "." || text === "..") throw new RangeError(`${name}: no path can have the id ${text}`);
  return encodeURIComponent(text.toWellFormed());
}
