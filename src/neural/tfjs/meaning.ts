import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";

/** What the numbers of an exported network mean, and whose they are. */
export interface NetworkMeaning {
  readonly format: "nearedge-network";
  readonly model: string;
  readonly target: string;
  readonly loss: string;
  /** score = shift + size · output, or of the sigmoid of the output. */
  readonly score: { readonly sigmoid: boolean; readonly shift: number; readonly size: number };
  /** Ids by the numbers that the inputs take. */
  readonly users: readonly string[];
  readonly items: readonly string[];
}

export const MEANING_FILE = "nearedge.json";

export const encodeMeaning = (meaning: NetworkMeaning): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(meaning, null, 1)}\n`);

/** Throws DataError `network-meaning`. */
export function parseMeaning(text: string, at: string): NetworkMeaning {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new DataError("network-meaning", `${at}: expected JSON, got ${show(text)}`, { cause });
  }
  const { format, score, users, items } = (found ?? {}) as Partial<NetworkMeaning>;
  const isWhole =
    format === "nearedge-network" &&
    Number.isFinite(score?.shift) &&
    Number.isFinite(score?.size) &&
    Array.isArray(users) &&
    Array.isArray(items);
  if (isWhole) return found as NetworkMeaning;
  const message = `${at}: expected format "nearedge-network" with score, users and items; delete it where the network is not of ours`;
  throw new DataError("network-meaning", message);
}
