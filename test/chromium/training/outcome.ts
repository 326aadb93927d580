import type { EncodedFile } from "../../../src/artefact/encode.ts";
import type { RecommendedItem } from "../../../src/serving/types.ts";

/** What came of a training, as it can be sent from a page. */
export interface Outcome {
  /** sha-256 of each file, by its name. */
  readonly digests: Readonly<Record<string, string>>;
  /** Objective by epoch. */
  readonly epochs: readonly number[];
  readonly lists: readonly (readonly RecommendedItem[])[];
}

export async function digestsOf(files: readonly EncodedFile[]): Promise<Record<string, string>> {
  const digests = files.map(async ({ name, bytes }) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
    return [name, Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")] as const;
  });
  return Object.fromEntries(await Promise.all(digests));
}
