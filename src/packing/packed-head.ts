import type { Evaluation } from "../artefact/manifest.ts";
import type { HeldContest } from "../rerankers/contest-behind.ts";
import type { FittedRetrieval } from "../rerankers/retrieval-plan.ts";
import { judgement, RERANKED } from "./judging.ts";
import type { Packed } from "./packed.ts";

/** A packed model with the re-ranker of a contest where it won, and with its figures where it was judged. */
export function withHead(packed: Packed, contest: HeldContest<FittedRetrieval> | undefined): Packed {
  if (!contest) return packed;
  const { winner, reranked, heldOut } = contest;
  const figures: Evaluation[] = reranked ? [judgement(RERANKED, [reranked], heldOut)] : [];
  const evaluations = [...packed.evaluations, ...figures];
  if (!winner) return { ...packed, evaluations };
  const { head, trained, factorCount } = winner;
  head.dispose();
  // The number of factors that the re-ranker reads is left out where it is that of the model.
  const readsAll = factorCount > 0 && factorCount === packed.model.factorCount;
  return {
    ...packed,
    evaluations,
    head: readsAll ? trained.manifest : { ...trained.manifest, factorCount },
    content: { ...packed.content, head: trained.weights },
  };
}
