import { exp, log1p, log2OfRank } from "../../elementary.ts";
import { solveCholesky } from "../../kernels/reference/solve.ts";
import { mixHashes } from "../../random.ts";

/** What one user of the validation part says of a mix: candidates with the members' scores, and which of them were taken. */
export interface RankingExample {
  /** f64[candidates × members], on the common scale; candidates by ascending item index. */
  readonly features: Float64Array;
  /** u8[candidates]: 1 where the user took the item. */
  readonly relevant: Uint8Array;
  /** u8[candidates]: 1 where nobody has the item. */
  readonly isCold: Uint8Array;
  /** Items that the user took, among the candidates or not; at least 1. */
  readonly relevantCount: number;
}

/** Length of the lists that are judged. */
const JUDGED_LENGTH = 10;

/** By how much a weight moves at first, and then less and less. */
const STEPS = [0.4, 0.2, 0.1, 0.05, 0.02];
const MAXIMUM_ROUNDS = 20;
/** A gain below this is rounding. */
const LEAST_GAIN = 1e-9;

/** Standard errors by which a mix must win over its best member (Breiman et al. 1984, section 3.4.3, has the rule of one). */
const WINNING_ERRORS = 1;

const NEWTON_STEPS = 50;
const HALVINGS = 30;

/** Orders that were drawn already, by their length: every weight that is tried needs them again. */
const DRAWN = new Map<number, Uint32Array>();

/** u32[count]: the places 0 to count − 1 in an order that has nothing to do with them; the same for the same count. */
export function drawnOrder(count: number): Uint32Array {
  const known = DRAWN.get(count);
  if (known) return known;
  const order = Uint32Array.from({ length: count }, (_, place) => place);
  order.sort((a, b) => mixHashes(count, a) - mixHashes(count, b) || a - b);
  DRAWN.set(count, order);
  return order;
}

/**
 * nDCG@10 of each example ranked by Σ w_m ν_m, as evaluation/metrics.ts has it; equal scores in a drawn order, so that no
 * member gains by how items are numbered. O(features).
 */
export function ndcgOfExamples(examples: readonly RankingExample[], weights: Float64Array): Float64Array {
  const best = new Float64Array(JUDGED_LENGTH);
  const hits = new Uint8Array(JUDGED_LENGTH);
  const reached = new Float64Array(examples.length);
  for (const [example, { features, relevant, relevantCount }] of examples.entries()) {
    let length = 0;
    for (const candidate of drawnOrder(relevant.length)) {
      const score = scoreOf(features, candidate, weights);
      if (length === JUDGED_LENGTH && score <= best[length - 1]!) continue;
      let place = length < JUDGED_LENGTH ? length++ : length - 1;
      // Equal scores: who came first stays in front.
      for (; place > 0 && best[place - 1]! < score; place--) {
        best[place] = best[place - 1]!;
        hits[place] = hits[place - 1]!;
      }
      best[place] = score;
      hits[place] = relevant[candidate]!;
    }
    let [gain, ideal] = [0, 0];
    for (let rank = 0; rank < length; rank++) gain += hits[rank]! / log2OfRank(rank);
    for (let rank = 0; rank < Math.min(JUDGED_LENGTH, relevantCount); rank++) ideal += 1 / log2OfRank(rank);
    reached[example] = gain / ideal;
  }
  return reached;
}

/** Mean nDCG@10 of the examples; 0 without any. */
export function meanNdcg(examples: readonly RankingExample[], weights: Float64Array): number {
  return ndcgOfExamples(examples, weights).reduce((sum, value) => sum + value, 0) / Math.max(1, examples.length);
}

/** A mix of rankings and what it reaches on users that it was not found on. */
export interface ChosenRankingMix {
  readonly weights: Float64Array;
  /** Mean nDCG@10. */
  readonly reached: number;
  /** Of the best member alone; never above `reached`. */
  readonly best: number;
}

/**
 * The learnt mix, or the best member alone where a mix does not clearly gain on it.
 *
 * Of many weights tried on the same users the best looks better than it is. So a mix found on every other user is judged on
 * the rest, and the other way round; it counts where its mean gain is above its standard error, user by user. The
 * weights themselves are then found on all users.
 */
export function chooseRankingMix(
  examples: readonly RankingExample[],
  count: number,
  { method, regularization }: { readonly method: "weighted" | "stacked"; readonly regularization: number },
): ChosenRankingMix {
  const learn = (seen: readonly RankingExample[]): Float64Array =>
    method === "weighted"
      ? searchShares(count, (tried) => meanNdcg(seen, tried))
      : solveLogistic(seen, count, regularization);
  const alone = Array.from({ length: count }, (_, member) => meanNdcg(examples, oneMember(count, member)));
  const best = Math.max(...alone);
  const member = oneMember(count, alone.indexOf(best));
  const gains = [0, 1].flatMap((half) => {
    const weights = learn(examples.filter((_, place) => place % 2 !== half));
    const judged = examples.filter((_, place) => place % 2 === half);
    const before = ndcgOfExamples(judged, member);
    return Array.from(ndcgOfExamples(judged, weights), (value, place) => value - before[place]!);
  });
  const gain = gains.reduce((sum, value) => sum + value, 0) / Math.max(1, gains.length);
  const squares = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, gains.length - 1) / Math.max(1, gains.length));
  return gain > WINNING_ERRORS * error
    ? { weights: learn(examples), reached: best + gain, best }
    : { weights: member, reached: best, best };
}

function scoreOf(features: Float64Array, candidate: number, weights: Float64Array): number {
  let score = 0;
  for (let member = 0; member < weights.length; member++) {
    score += weights[member]! * features[candidate * weights.length + member]!;
  }
  return score;
}

/** Tried for items without interactions, from what the content says to nothing. */
const COLD_WEIGHTS = [1, 0.75, 0.5, 0.25, 0];

/**
 * What the content's word on items without interactions should count beside a mix: of 1, ¾, ½, ¼ and 0 the one with the
 * highest mean nDCG@10, the larger where two are equal. `contentWeights` is what each member counts for such items at 1.
 */
export function chooseColdWeight(
  examples: readonly RankingExample[],
  weights: Float64Array,
  contentWeights: Float64Array,
): number {
  let best = { coldWeight: 1, value: Number.NEGATIVE_INFINITY };
  for (const coldWeight of COLD_WEIGHTS) {
    const scored = examples.map((example) => {
      const scores = Float64Array.from(example.isCold, (mark, candidate) =>
        mark === 1
          ? coldWeight * scoreOf(example.features, candidate, contentWeights)
          : scoreOf(example.features, candidate, weights),
      );
      return { ...example, features: scores };
    });
    const value = meanNdcg(scored, Float64Array.of(1));
    if (value > best.value) best = { coldWeight, value };
  }
  return best.coldWeight;
}

/** The weights that leave everything to one member. */
export function oneMember(count: number, member: number): Float64Array {
  return Float64Array.from({ length: count }, (_, other) => (other === member ? 1 : 0));
}

/**
 * Weights ≥ 0 that sum to 1 and reach a high value: coordinate search, which needs no slope. From the best member alone,
 * and again from equal weights, one weight after the other is moved up or down while that helps, by smaller and smaller
 * steps. Never below the best member. O((steps + rounds) · members) values.
 */
export function searchShares(
  count: number,
  judge: (weights: Float64Array) => number,
  onRound?: (value: number) => void,
): Float64Array {
  let best = { weights: oneMember(count, 0), value: Number.NEGATIVE_INFINITY };
  for (let member = 0; member < count; member++) {
    const weights = oneMember(count, member);
    const value = judge(weights);
    if (value > best.value) best = { weights, value };
  }
  const equal = new Float64Array(count).fill(1 / count);
  for (const start of [best, { weights: equal, value: judge(equal) }]) {
    const reached = climb(start, judge, onRound);
    if (reached.value > best.value + LEAST_GAIN) best = reached;
  }
  return best.weights;
}

interface Point {
  readonly weights: Float64Array;
  readonly value: number;
}

function climb(start: Point, judge: (weights: Float64Array) => number, onRound?: (value: number) => void): Point {
  let here = start;
  for (const step of STEPS) {
    for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
      const before = here.value;
      for (let member = 0; member < start.weights.length; member++) {
        for (const move of [step, -step]) {
          const weights = moved(here.weights, member, move);
          const value = weights === undefined ? Number.NEGATIVE_INFINITY : judge(weights);
          if (weights !== undefined && value > here.value + LEAST_GAIN) here = { weights, value };
        }
      }
      onRound?.(here.value);
      if (here.value <= before + LEAST_GAIN) break;
    }
  }
  return here;
}

/** The weights with one of them changed, scaled to sum 1; undefined where nothing would be left or changed. */
function moved(weights: Float64Array, member: number, move: number): Float64Array | undefined {
  const next = weights.slice();
  next[member] = Math.max(0, next[member]! + move);
  const sum = next.reduce((part, weight) => part + weight, 0);
  if (sum === 0 || next[member] === weights[member]) return undefined;
  return next.map((weight) => weight / sum);
}

/** Σ ln(1 + exp(−y (b + w·ν))) + λ/2 ‖w‖² over all candidates; `parameters` are w and, last, b. */
export function logisticLoss(
  examples: readonly RankingExample[],
  parameters: Float64Array,
  regularization: number,
): number {
  const count = parameters.length - 1;
  const weights = parameters.subarray(0, count);
  let loss = (regularization / 2) * weights.reduce((sum, weight) => sum + weight * weight, 0);
  for (const { features, relevant } of examples) {
    for (let candidate = 0; candidate < relevant.length; candidate++) {
      const score = parameters[count]! + scoreOf(features, candidate, weights);
      const margin = relevant[candidate] === 1 ? score : -score;
      loss += margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin;
    }
  }
  return loss;
}

/** Slope and curvature of the same: f64[members + 1] and f64[(members + 1)²]. */
export function logisticSlope(
  examples: readonly RankingExample[],
  parameters: Float64Array,
  regularization: number,
): { readonly gradient: Float64Array; readonly hessian: Float64Array } {
  const size = parameters.length;
  const weights = parameters.subarray(0, size - 1);
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const input = new Float64Array(size).fill(1);
  for (const { features, relevant } of examples) {
    for (let candidate = 0; candidate < relevant.length; candidate++) {
      input.set(features.subarray(candidate * (size - 1), (candidate + 1) * (size - 1)));
      const probability = 1 / (1 + exp(-parameters[size - 1]! - scoreOf(features, candidate, weights)));
      const curvature = probability * (1 - probability);
      for (let row = 0; row < size; row++) {
        gradient[row]! += (probability - relevant[candidate]!) * input[row]!;
        for (let column = 0; column <= row; column++) {
          hessian[row * size + column]! += curvature * input[row]! * input[column]!;
        }
      }
    }
  }
  for (let row = 0; row < size; row++) {
    if (row < size - 1) {
      gradient[row]! += regularization * parameters[row]!;
      hessian[row * size + row]! += regularization;
    }
    for (let column = 0; column < row; column++) hessian[column * size + row] = hessian[row * size + column]!;
  }
  return { gradient, hessian };
}

/**
 * The weights of the least logistic loss, without b, which moves all items of a list alike. Newton's method from 0 with
 * halved steps where a whole one does not help: the loss never rises. O(steps · features · members).
 */
export function solveLogistic(
  examples: readonly RankingExample[],
  count: number,
  regularization: number,
  onStep?: (loss: number) => void,
): Float64Array {
  let parameters = new Float64Array(count + 1);
  let loss = logisticLoss(examples, parameters, regularization);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { gradient, hessian } = logisticSlope(examples, parameters, regularization);
    const direction = solveCholesky(hessian, gradient);
    if (direction === undefined) break;
    let scale = 1;
    let next = parameters;
    let nextLoss = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < HALVINGS && !(nextLoss < loss); halving++) {
      next = parameters.map((parameter, place) => parameter - scale * direction[place]!);
      nextLoss = logisticLoss(examples, next, regularization);
      scale /= 2;
    }
    if (!(nextLoss < loss)) break;
    const gain = loss - nextLoss;
    parameters = next;
    loss = nextLoss;
    onStep?.(loss);
    if (gain < LEAST_GAIN * Math.abs(loss)) break;
  }
  return parameters.slice(0, count);
}
