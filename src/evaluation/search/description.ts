import type { Setting } from "./run.ts";

/** All that decides what a search finds; stands in its results file. Times and thread counts are no part of it. */
export interface SearchDescription {
  /** Fingerprint of the whole data set, test rows included. */
  readonly dataFingerprint: string;
  /** sha-256 of what is known of the items and the users; empty where the model is given nothing of it. */
  readonly itemsFingerprint: string;
  readonly model: string;
  /** Options that every run is given. */
  readonly fixed: Setting;
  /** Dimensions in the words of the command line. */
  readonly space: readonly string[];
  /** Number of settings drawn; null for the whole grid. */
  readonly trials: number | null;
  readonly metric: string;
  /** What values went through, in the words of the command line. */
  readonly transforms: readonly string[];
  /** Value from which an interaction counts as liked; null where nothing is decided. */
  readonly threshold: number | null;
  /** Prediction from which a model decides; absent where that is the threshold. */
  readonly decideAt?: number;
  readonly validation: string;
  /** The outer protocol; null where all data chooses. */
  readonly protocol: string | null;
  /** Folds of the outer protocol; 1 without one. */
  readonly folds: number;
  readonly seed: number;
  /** `epochs, eta 3, up to 15, min-delta 0`; null where nothing is halved. */
  readonly halving: string | null;
}

/** The parts of a description as a person names them, in the order in which a difference is told. */
const NAMES: { readonly [Key in keyof Required<SearchDescription>]: string } = {
  dataFingerprint: "the interactions",
  itemsFingerprint: "--items or --user-table",
  model: "--model",
  fixed: "--set",
  space: "--grid and --space",
  trials: "--trials",
  metric: "--metric",
  transforms: "--transform",
  threshold: "--threshold",
  decideAt: "--decide-at",
  validation: "--validation",
  protocol: "--protocol",
  folds: "the number of folds",
  seed: "--seed",
  halving: "--halving",
};

const ID_DIGITS = 12;

/** Identifies a search: the first 12 hexadecimal digits of the sha-256 of its description. Same search, same id. */
export async function searchId(description: SearchDescription): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(sorted(description)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, ID_DIGITS);
}

/** What is different, one phrase each: `--metric (there recall@10, here ndcg@10)`. */
export function differences(there: SearchDescription, here: SearchDescription): string[] {
  return Object.entries(NAMES).flatMap(([key, name]) => {
    const [a, b] = [part(there, key), part(here, key)];
    if (a === b) return [];
    return [/fingerprint/i.test(key) ? name : `${name} (there ${a}, here ${b})`];
  });
}

/** Writes a description for a results file; `runs` is how many a finished file has, 0 as long as some are missing. */
export function writeDescription(description: SearchDescription, runs: number): string {
  return JSON.stringify({ ...sorted(description), runs });
}

/** Reads what writeDescription wrote; undefined for anything else. */
export function readDescription(text: string): { description: SearchDescription; runs: number } | undefined {
  const value = parse(text);
  if (!isDescription(value)) return undefined;
  const { runs, ...description } = value;
  return { description, runs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Stored = SearchDescription & { readonly runs: number };

function isDescription(value: unknown): value is Stored {
  if (typeof value !== "object" || value === null) return false;
  const given: Partial<Record<keyof Stored, unknown>> = value;
  const texts = [given.dataFingerprint, given.itemsFingerprint, given.model, given.metric, given.validation];
  const numbers = [given.seed, given.folds];
  return (
    texts.every((text) => typeof text === "string") &&
    numbers.every((number) => typeof number === "number") &&
    (given.protocol === null || typeof given.protocol === "string") &&
    (given.halving === null || typeof given.halving === "string") &&
    (given.trials === null || typeof given.trials === "number") &&
    (given.threshold === null || typeof given.threshold === "number") &&
    (given.decideAt === undefined || typeof given.decideAt === "number") &&
    Array.isArray(given.transforms) &&
    Array.isArray(given.space) &&
    typeof given.fixed === "object" &&
    given.fixed !== null &&
    typeof given.runs === "number"
  );
}

/** Options in alphabetical order and parts in that of NAMES: the order of writing must not change the id. */
function sorted(description: SearchDescription): Record<string, unknown> {
  const fixed = Object.fromEntries(Object.entries(description.fixed).sort(([a], [b]) => (a < b ? -1 : 1)));
  const whole: Readonly<Record<string, unknown>> = { ...description, fixed };
  return Object.fromEntries(Object.keys(NAMES).map((key) => [key, whole[key]]));
}

function part(description: SearchDescription, key: string): string {
  const value = sorted(description)[key];
  return value === null || value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);
}
