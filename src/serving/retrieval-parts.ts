import type { Artefact } from "../artefact/artefact.ts";
import type { Manifest } from "../artefact/manifest.ts";

/** What a retrieval is made of: an artefact, or as much of one. */
export interface RetrievalParts
  extends Pick<Artefact, "items" | "popularity" | "factors" | "gram" | "weights" | "state" | "users" | "publicPart"> {
  readonly manifest: { readonly model: Manifest["model"]; readonly data: Pick<Manifest["data"], "feedback"> };
}
