import { ArtefactError } from "../errors.ts";
import type { RankingLists } from "../kernels/ranking.ts";
import { aboveMean, HISTORY_WEIGHTINGS, weighsAboveMean } from "../models/history-weights.ts";
import { HYBRID, type KeptMember, membersOfOptions, mixOptions } from "../models/hybrid.ts";
import { listDepth, normaliseList } from "../models/hybrid-lists.ts";
import { createMixer } from "../models/hybrid-mix.ts";
import { type MemberLikeness, mixedLikeness } from "../models/hybrid-similar.ts";
import { rankByPopularity } from "../models/item-counts.ts";
import { popularItems } from "../models/popular-tail.ts";
import { positiveOnly } from "../models/retrieval/rank-scores.ts";
import type { Retrieval } from "../models/retrieval/retrieval.ts";
import type { ServedModel } from "../models/served-model.ts";
import { readScale } from "../models/served-ratings.ts";
import { type ModelState, memberPrefix, readState } from "../models/state.ts";
import type { CreateRetrieval, RetrievalParts } from "./retrieval-parts.ts";

/** A member at work: its list for one history of raw values, and what finding it took. */
interface Member {
  readonly retrieval: Retrieval | undefined;
  /** What a history of raw values weighs for this member. */
  readonly weigh: (values: Float32Array) => Float32Array;
}

/**
 * Retrieval by a mix of rankings (models/hybrid.ts): each member lists its best `depth` items for the history, as it would
 * alone; the lists are mixed, and what the filter and the exclusions leave is taken out of the mix. Stored histories hold
 * values as they were given. A request that names an item without a value means 1, or the highest rating where the
 * interactions are ratings. Items that no member's list has by what follows
 * from the history are ordered by popularity.
 *
 * Alike are the items that the members find alike, by their places in the members' lists (models/hybrid-similar.ts); where
 * one of two items has no interactions, members count what they count for such items.
 * Throws ArtefactError `model-state`, and what members are refused with.
 */
export function servedHybrid(parts: RetrievalParts, state: ModelState, create: CreateRetrieval): ServedModel {
  const { manifest, popularity } = parts;
  const itemCount = popularity.length;
  const { options } = manifest.model;
  const { depth: asked, normalisation } = mixOptions(options);
  const kept = membersOfOptions(options);
  const explicit = manifest.data.feedback === "explicit";
  const { own, ofMembers } = divide(state, kept);
  const reader = readState(HYBRID, own, parts.publicPart);
  const weights = reader.f64("weights", kept.length);
  const coldWeights = reader.f64("coldWeights", kept.length);
  const mix = createMixer({ popularity, weights, coldWeights });
  const unvalued = own.has("scale") ? readScale(reader).maximum : 1;
  const members = kept.map((member, place) => {
    const arrays = readContent(reader, own, place, itemCount);
    return assemble(member, create(memberParts(parts, member, arrays, ofMembers[place])), explicit);
  });
  reader.finish();
  const depth = listDepth(asked, itemCount);
  const popular = popularItems(popularity);
  const itemsScored = members.reduce((sum, { retrieval }) => sum + (retrieval ? itemCount : 0), 0);

  /** As the member's own recommendBatch lists it. */
  const listOf = ({ retrieval, weigh }: Member, history: Uint32Array, values: Float32Array): RankingLists => {
    const weighed = weigh(values);
    if (!retrieval) {
      const row = { rowCount: 1, columnCount: itemCount, offsets: Uint32Array.of(0, history.length) };
      return rankByPopularity({ ...row, indices: history, values }, depth, popularity, popular.order);
    }
    const search = { filter: undefined, exclude: history };
    const { ranking } = retrieval.scan(history, weighed, depth, search);
    // Of a list that is the same for everybody nothing follows from a history.
    const marks = retrieval.isAlike ? { popular: new Uint8Array(ranking.items.length).fill(1) } : {};
    return { k: depth, ...ranking, ...marks };
  };

  const similarTo = mixedLikeness(
    members.map(likeness),
    { weights, coldWeights, isCold: (item) => popularity[item] === 0 },
    depth,
    itemCount,
  );
  return {
    sentWeight: (value = unvalued) => value,
    retrieve: {
      by: "scores",
      itemsScored,
      get memoryBytes() {
        return members.reduce((sum, { retrieval }) => sum + (retrieval?.memoryBytes ?? 0), 0);
      },
      scoresOf: (history, values) =>
        mix(members.map((member) => normaliseList(listOf(member, history, values), 0, normalisation))),
    },
    similarTo,
  };
}

/** The arrays of the mix, and those that members keep as their own state. */
function divide(state: ModelState, kept: readonly KeptMember[]) {
  const own = new Map(state);
  const ofMembers = kept.map((_, place) => {
    const prefix = `${memberPrefix(place)}state.`;
    const names = [...own.keys()].filter((name) => name.startsWith(prefix));
    const arrays = names.flatMap((name) => {
      const tensor = own.get(name);
      own.delete(name);
      return tensor ? [[name.slice(prefix.length), tensor] as const] : [];
    });
    return arrays.length === 0 ? undefined : new Map(arrays);
  });
  return { own, ofMembers };
}

type Content = Pick<RetrievalParts, "factors" | "gram" | "weights"> & { readonly factorCount: number };

/** What a member keeps where a model alone has tables of its own: factors with their Gram matrix, weights between items. */
function readContent(
  reader: ReturnType<typeof readState>,
  state: ModelState,
  place: number,
  itemCount: number,
): Content {
  const prefix = memberPrefix(place);
  const weights = state.has(`${prefix}weights.offsets`)
    ? reader.csr(`${prefix}weights`, itemCount, itemCount)
    : undefined;
  const gram = state.has(`${prefix}gram`) ? reader.f32(`${prefix}gram`) : undefined;
  if (!gram) return { factors: undefined, gram, weights, factorCount: 0 };
  const factorCount = Math.sqrt(gram.length);
  if (!Number.isInteger(factorCount)) {
    throw new ArtefactError("model-state", `tensor model.${prefix}gram: expected a square, got ${gram.length} values`);
  }
  const values = reader.f32(`${prefix}factors`, itemCount * factorCount);
  return { factors: { precision: "f32", values }, gram, weights, factorCount };
}

/** The member as an artefact of its own. */
function memberParts(
  { items, popularity, users, manifest, publicPart }: RetrievalParts,
  { kind, options }: KeptMember,
  { factors, gram, weights, factorCount }: Content,
  state: ModelState | undefined,
): RetrievalParts {
  const model = { kind, options, precision: "f32", factorCount } as const;
  return {
    items,
    popularity,
    users,
    factors,
    gram,
    weights,
    state,
    publicPart,
    manifest: { data: manifest.data, model },
  };
}

function assemble({ kind, options }: KeptMember, retrieval: Retrieval | undefined, explicit: boolean): Member {
  const weighting = HISTORY_WEIGHTINGS.find((name) => name === options.weighting);
  const weigh =
    kind === "tf-idf" && weighting && weighsAboveMean(weighting, explicit)
      ? aboveMean
      : (values: Float32Array) => values.map((value) => retrieval?.sentWeight(value) ?? 1);
  return { retrieval, weigh };
}

function likeness({ retrieval }: Member): MemberLikeness | undefined {
  const similar = retrieval?.similar;
  if (!similar) return undefined;
  return (item, depth) => {
    const { ranking } = similar(item, depth, { filter: undefined, exclude: Uint32Array.of(item) });
    return positiveOnly(ranking);
  };
}
