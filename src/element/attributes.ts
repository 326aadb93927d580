import type { Filter } from "../serving/types.ts";

/** How the text of an attribute is read. */
interface Kinds {
  /** "" where the attribute is absent. */
  readonly text: string;
  /** Ids or names: separated by commas, or a JSON array of texts. */
  readonly list: readonly string[];
  /** NaN for a text that is no number; undefined where the attribute is absent. */
  readonly number: number | undefined;
  /** Whether the attribute is there, whatever its text. */
  readonly flag: boolean;
  /** An object in JSON; undefined where the attribute is absent. */
  readonly json: Filter | undefined;
  /** An array of numbers in JSON; undefined where the attribute is absent. */
  readonly numbers: readonly number[] | undefined;
}

/** The attributes of `<near-edge>`, each of which is a property as well: `similar-to` is `similarTo`. */
export const ATTRIBUTES = {
  src: "text",
  edge: "text",
  mode: "text",
  user: "text",
  "similar-to": "text",
  heading: "text",
  remember: "text",
  currency: "text",
  history: "list",
  likes: "list",
  dislikes: "list",
  exclude: "list",
  fields: "list",
  k: "number",
  diversity: "number",
  filter: "json",
  vector: "numbers",
  explain: "flag",
  offline: "flag",
  buttons: "flag",
  styled: "flag",
} as const satisfies Record<string, keyof Kinds>;

export type AttributeName = keyof typeof ATTRIBUTES;

type PropertyName<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Rest>}`
  : Name;

/** The attributes as properties. */
export type AttributeProperties = {
  -readonly [Name in Exclude<AttributeName, "vector"> as PropertyName<Name>]: Kinds[(typeof ATTRIBUTES)[Name]];
} & {
  get vector(): readonly number[] | undefined;
  /** What networks give is a Float32Array; null takes the vector away. */
  set vector(value: readonly number[] | Float32Array | null | undefined);
};

export const propertyOf = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Texts of a list attribute. An array in JSON is for texts with commas. Throws SyntaxError for JSON that is none, or has something else. */
function readList(text: string): readonly string[] {
  if (text.trimStart().startsWith("[")) return (JSON.parse(text) as unknown[]).map(readId);
  return text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}

function readId(id: unknown): string {
  if (typeof id === "string" || typeof id === "number") return String(id);
  throw new SyntaxError(`${JSON.stringify(id)} in the array`);
}

/** A filter has columns or groups by name. Throws SyntaxError for other JSON, which would be no filter at all. */
function readFilter(text: string): Filter {
  const read: unknown = JSON.parse(text);
  if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Filter;
  throw new SyntaxError(text);
}

/** Throws SyntaxError for JSON that is none, as NaN and infinity are, and for anything but numbers. */
function readNumbers(text: string): readonly number[] {
  const read: unknown = JSON.parse(text);
  if (!Array.isArray(read)) throw new SyntaxError(text.slice(0, 60));
  const bad = read.findIndex((one) => !Number.isFinite(one));
  if (bad < 0) return read;
  throw new SyntaxError(`${read[bad]} at place ${bad}`);
}

function readText(kind: keyof Kinds, text: string | null): Kinds[keyof Kinds] {
  if (kind === "flag") return text !== null;
  if (kind === "list") return readList(text ?? "");
  if (kind === "text") return text ?? "";
  if (text === null || text.trim() === "") return undefined;
  if (kind === "numbers") return readNumbers(text);
  return kind === "number" ? Number(text) : readFilter(text);
}

/** The text for a value; null where the attribute goes. */
function writeText(kind: keyof Kinds, value: unknown): string | null {
  if (value === undefined || value === null || value === false) return null;
  if (value === true && kind === "flag") return "";
  if (kind === "json") return typeof value === "string" ? value : JSON.stringify(value);
  // Of arrays with and without types: JSON.stringify would write a Float32Array as an object, and NaN as null.
  if (kind === "numbers" && typeof value === "object") return `[${value}]`;
  if (kind !== "list" || !Array.isArray(value)) return String(value);
  const isPlain = value.every((id) => /^[^,[\s]([^,]*[^,\s])?$/.test(String(id)));
  return isPlain ? value.join(",") : JSON.stringify(value);
}

/** Gives a class a property for every attribute, which reads and writes the attribute. */
export function reflectAttributes(prototype: HTMLElement): void {
  for (const [name, kind] of Object.entries(ATTRIBUTES)) {
    Object.defineProperty(prototype, propertyOf(name), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return readText(kind, this.getAttribute(name));
      },
      set(this: HTMLElement, value: unknown) {
        const text = writeText(kind, value);
        if (text === null) this.removeAttribute(name);
        else this.setAttribute(name, text);
      },
    });
  }
}

/** Properties that were set before the class was known hide those of the class: they are set anew. */
export function takeEarlyProperties(element: HTMLElement): void {
  for (const name of Object.keys(ATTRIBUTES).map(propertyOf)) {
    if (!Object.hasOwn(element, name)) continue;
    const value: unknown = Reflect.get(element, name);
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, value);
  }
}
