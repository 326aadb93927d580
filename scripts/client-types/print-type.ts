/** A JSON schema, as far as those of the service go. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** A type that others may be said by: its name, and its properties as they are printed, comments included. */
export interface NamedType {
  readonly name: string;
  readonly properties: ReadonlySet<string>;
}

/** How types are printed. */
export interface PrintOptions {
  /** What is sent may be read-only; what is received belongs to the caller. */
  readonly isReadonly: boolean;
  /** Types with as many properties as NAMED_PROPERTIES or more, of which an object may consist. */
  readonly named: readonly NamedType[];
}

/** An object that begins with so many properties of a named type is said to be that and more. */
const NAMED_PROPERTIES = 5;

/** The name that a reference ends with. Groups of filters have a schema for each depth, `FilterGroup2`; their type holds itself. */
export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1).replace(/\d+$/, "");
}

/** Prints a schema as a type of TypeScript. Throws Error for a keyword that would be lost. */
export function printType(schema: Schema, options: PrintOptions): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return schema.anyOf.map((one) => printType(one, options)).join(" | ");
  if (typeof schema.type === "object") return schema.type.map((type) => printType({ type }, options)).join(" | ");
  switch (schema.type) {
    case "string":
    case "boolean":
    case "number":
    case "null":
      return schema.type;
    case "integer":
      return "number";
    case "array":
      return `${options.isReadonly ? "readonly " : ""}(${printType(schema.items ?? {}, options)})[]`;
    case "object":
      return printObject(schema, options);
    case undefined:
      if (Object.keys(schema).every((key) => key === "description")) return "unknown";
  }
  throw new Error(`expected a schema that a type can be printed of, got ${JSON.stringify(schema)}`);
}

function printObject(schema: Schema, options: PrintOptions): string {
  const { properties, additionalProperties } = schema;
  if (properties === undefined && typeof additionalProperties === "object") {
    const record = `Record<string, ${printType(additionalProperties, options)}>`;
    return options.isReadonly ? `Readonly<${record}>` : record;
  }
  const whole = propertiesOf(schema, options);
  const [largest] = options.named
    .filter(({ properties }) => properties.size >= NAMED_PROPERTIES && [...properties].every((one) => whole.has(one)))
    .toSorted((a, b) => b.properties.size - a.properties.size);
  const rest = [...whole].filter((property) => !largest?.properties.has(property));
  const body = `{\n${rest.join("")}}`;
  if (!largest) return body;
  return rest.length === 0 ? largest.name : `${largest.name} & ${body}`;
}

/** The properties of an object as they are printed, each with its comment. */
export function propertiesOf({ properties = {}, required = [] }: Schema, options: PrintOptions): Set<string> {
  const lines = Object.entries(properties).map(([name, schema]) => {
    const isOptional = !required.includes(name);
    const type = printType(schema, options);
    const property = `${options.isReadonly ? "readonly " : ""}${name}${isOptional ? "?" : ""}: ${type}`;
    return `${printComment(schema.description)}${isOptional ? `${property} | undefined` : property};\n`;
  });
  return new Set(lines);
}

const LINE_LENGTH = 110;

/** A comment of lines that are not too long, each text on a line of its own; nothing without a text. */
export function printComment(...texts: readonly (string | undefined)[]): string {
  const lines = texts.flatMap((text) => (text === undefined ? [] : wrapped(text)));
  if (lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || line.length > LINE_LENGTH) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines;
}
