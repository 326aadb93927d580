import type { RankingMember } from "./lists.ts";

/** The members of a mix of rankings with what they count. */
export interface WeighedMembers<M extends Pick<RankingMember, "content"> = Pick<RankingMember, "content">> {
  readonly members: readonly M[];
  /** w, by member. */
  readonly weights: Float64Array;
  readonly coldWeight: number;
}

/** A member that takes part, with what it counts. */
export interface TakingMember<M> {
  readonly member: M;
  readonly weight: number;
  /** For items without interactions. */
  readonly coldWeight: number;
}

/** The members that count for any item, with their weights. */
export function takingMembers<M extends Pick<RankingMember, "content">>(mix: WeighedMembers<M>): TakingMember<M>[] {
  const cold = coldWeights(mix);
  return mix.members
    .map((member, place) => {
      const weight = mix.weights[place]!;
      return { member, weight, coldWeight: cold?.[place] ?? weight };
    })
    .filter(({ weight, coldWeight }) => weight !== 0 || coldWeight > 0);
}

/** What each member counts for items without interactions: f64[members]; undefined where no member knows the content. */
export function coldWeights({ members, weights, coldWeight }: WeighedMembers): Float64Array | undefined {
  if (!members.some(({ content }) => content)) return undefined;
  const total = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const share = Float64Array.from(members, ({ content }, member) => (content ? Math.max(0, weights[member]!) : 0));
  const sum = share.reduce((part, weight) => part + weight, 0);
  // Members of content that the mix has no use for still know more of such items than the others.
  const shares = sum > 0 ? share : Float64Array.from(members, ({ content }) => (content ? 1 : 0));
  const divisor = shares.reduce((part, weight) => part + weight, 0);
  return shares.map((weight) => (coldWeight * total * weight) / divisor);
}
