import { RequestError } from "../errors.ts";
import { MAXIMUM_EXAMPLES, MAXIMUM_K } from "../serving/limits.ts";
import type { RecommendRequest } from "../serving/types.ts";
import { ATTRIBUTES, type AttributeProperties, propertyOf } from "./attributes.ts";
import type { Taste } from "./taste-database.ts";

/** What an element asks for. */
export interface Wish {
  /** The item that others are to be like; a list for the visitor where it is undefined. */
  readonly similarTo: string | undefined;
  /** Fields that are shown where the catalogue has them; undefined where the page names its own, which it must have. */
  readonly usualFields: readonly string[] | undefined;
  readonly request: RecommendRequest & { readonly k: number };
}

/** List length where `k` is absent: as many as a row of cards has. */
const USUAL_K = 6;
/** Conventional names of fields (docs/data.md): what a card shows beside the title. */
const USUAL_FIELDS: readonly string[] = ["image", "link", "price"];

/**
 * What the attributes and the visitor's taste ask for. Where the two differ on an item, the visitor is right. Throws RequestError
 * `bad-attribute`.
 */
export function readWish(attributes: AttributeProperties, taste: Taste): Wish {
  for (const name of Object.keys(ATTRIBUTES)) checkReadable(attributes, name);
  const { user, similarTo, history, fields, diversity, filter, explain, vector } = attributes;
  const k = attributes.k ?? USUAL_K;
  if (!(Number.isInteger(k) && k >= 1 && k <= MAXIMUM_K)) refuse("k", `a whole number from 1 to ${MAXIMUM_K}`, k);
  if (diversity !== undefined && !(diversity >= 0 && diversity <= 1)) {
    refuse("diversity", "a number from 0 to 1", diversity);
  }
  if (explain && similarTo) refuse("explain", "none beside similar-to, whose lists have no reasons", "one");
  if (vector && similarTo) refuse("vector", "none beside similar-to, whose lists are for nobody", "one");
  const decided = new Set([...taste.likes, ...taste.dislikes]);
  const besides = (ids: readonly string[]): string[] => ids.filter((id) => !decided.has(id));
  // A vector cannot be combined with examples: what the visitor says then leaves the list, and nothing else follows from it.
  const said = vector ? { likes: [], dislikes: [] } : taste;
  const likes = newest([...besides(attributes.likes), ...said.likes]);
  const dislikes = newest([...besides(attributes.dislikes), ...said.dislikes]);
  const exclude = vector ? [...attributes.exclude, ...decided] : attributes.exclude;
  const named = fields.filter((name) => name !== "title");
  return {
    similarTo: similarTo || undefined,
    usualFields: fields.length === 0 ? USUAL_FIELDS : undefined,
    request: {
      k,
      ...(user ? { userId: user } : {}),
      ...(history.length > 0 ? { history } : {}),
      ...(likes.length > 0 ? { likes } : {}),
      ...(dislikes.length > 0 ? { dislikes } : {}),
      ...(exclude.length > 0 ? { exclude } : {}),
      ...(named.length > 0 ? { fields: named } : {}),
      ...(diversity ? { diversity } : {}),
      ...(filter ? { filter } : {}),
      ...(explain ? { explain } : {}),
      ...(vector ? { vector } : {}),
    },
  };
}

/** Items that similar ones are not to be: those of the history, what the visitor has said something of, and the excluded ones. */
export function seenIds({ history = [], likes = [], dislikes = [], exclude = [] }: RecommendRequest): string[] {
  const named = [...history, ...likes, ...dislikes].map((one) => (typeof one === "string" ? one : one.itemId));
  return [...exclude, ...named];
}

/** Of more than a request takes, the last ones; each once. */
const newest = (ids: readonly string[]): readonly string[] => [...new Set(ids)].slice(-MAXIMUM_EXAMPLES);

/** What attributes that are no lists of ids are read from. */
const READABLE: Readonly<Record<string, string>> = {
  filter: "JSON, an object as in docs/http.md",
  vector: "an array of finite numbers in JSON",
};

function checkReadable(attributes: AttributeProperties, name: string): void {
  try {
    Reflect.get(attributes, propertyOf(name));
  } catch (cause) {
    refuse(
      name,
      READABLE[name] ?? "ids with commas between them, or a JSON array",
      cause instanceof Error ? cause.message : cause,
    );
  }
}

function refuse(name: string, expected: string, got: unknown): never {
  throw new RequestError("bad-attribute", `attribute ${name}: expected ${expected}, got ${got}`);
}
