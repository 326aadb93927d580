import { exp, log } from "../../src/elementary.ts";
import { createRandom, type Random } from "../../src/random.ts";
import { TASTES } from "./assortment.ts";
import { type Product, TRAIT_COUNT } from "./products.ts";

export interface OrderLine {
  readonly customer: string;
  readonly product: string;
  readonly quantity: number;
  /** Seconds since 1970-01-01 UTC. */
  readonly timestamp: number;
}

/** First second of 2024 and last of 2025, UTC. */
const PERIOD = { first: 1_704_067_200, last: 1_767_225_599 } as const;
const TASTE_WEIGHT = 1.5;
const PRICE_WEIGHT = 2.2;
const TRAIT_WEIGHT = 0.55;
const FAME_WEIGHT = 0.55;
/** A second product of a kind is bought this much less often than the first. */
const SAME_KIND = 0.15;
/** Products that a customer buys: log-normal, clipped. */
const BOUGHT = { median: 6.5, deviation: 0.55, minimum: 2, maximum: 30 } as const;
/** Lines of one order, at most. */
const LINES_AT_MOST = 4;
/** Kinds of which people take several at once. */
const SEVERAL = /Flask|Cups|Mug|Spork|Notebook|Napkins|Bowl|Seed|Cushion|Plates|Towels/;

/**
 * Orders of simulated customers, in the order of customers and of time. Customer u buys product i in proportion to
 *
 *   exp( τ·Σ_t w_ut·a_t(category of i)  −  π·(dearness_i − budget_u)²  +  κ·q_u·traits_i  +  φ·fame_i )
 *
 * with w_u one or two tastes of TASTES, and each product once.
 */
export function makeOrders(products: readonly Product[], customerCount: number, seed: number): OrderLine[] {
  const random = createRandom(seed, 2);
  return Array.from({ length: customerCount }, (_, number) => {
    const customer = `c${String(number + 1).padStart(4, "0")}`;
    const bought = choose(products, customerWeights(products, random), howMany(random), random);
    return inOrders(customer, bought, random);
  }).flat();
}

function howMany(random: Random): number {
  const count = Math.round(BOUGHT.median * exp(BOUGHT.deviation * random.nextGaussian()));
  return Math.min(Math.max(count, BOUGHT.minimum), BOUGHT.maximum);
}

function customerWeights(products: readonly Product[], random: Random): number[] {
  const mainShare = 0.6 + 0.4 * random.nextFloat();
  const main = random.nextInteger(TASTES.length);
  const other = random.nextInteger(TASTES.length);
  const budget = 0.4 * random.nextGaussian();
  const wanted = Array.from({ length: TRAIT_COUNT }, () => random.nextGaussian());
  return products.map((product) => {
    const attraction =
      mainShare * (TASTES[main]?.[product.category] ?? 0) + (1 - mainShare) * (TASTES[other]?.[product.category] ?? 0);
    const fit = wanted.reduce((sum, wish, trait) => sum + wish * (product.traits[trait] ?? 0), 0);
    const priceGap = product.dearness - budget;
    return exp(
      TASTE_WEIGHT * attraction - PRICE_WEIGHT * priceGap * priceGap + TRAIT_WEIGHT * fit + FAME_WEIGHT * product.fame,
    );
  });
}

/** Draws without replacement; a kind that is there already weighs SAME_KIND as much. */
function choose(products: readonly Product[], weights: number[], count: number, random: Random): Product[] {
  const chosen: Product[] = [];
  while (chosen.length < count) {
    let rest = random.nextFloat() * weights.reduce((sum, weight) => sum + weight, 0);
    const found = weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0 && weight > 0;
    });
    const product = products[found];
    if (product === undefined) continue;
    chosen.push(product);
    weights[found] = 0;
    for (const [position, { kind }] of products.entries()) {
      if (kind === product.kind) weights[position] = (weights[position] ?? 0) * SAME_KIND;
    }
  }
  return chosen;
}

/** Spreads what a customer bought over orders between joining and the end of the period. */
function inOrders(customer: string, bought: readonly Product[], random: Random): OrderLine[] {
  const joined = random.nextFloat() * 0.7;
  const sizes: number[] = [];
  for (let left = bought.length; left > 0; left -= sizes.at(-1) ?? left) {
    sizes.push(Math.min(left, 1 + random.nextInteger(LINES_AT_MOST)));
  }
  const starts = sizes.map(() => timeInPeriod(joined + (1 - joined) * random.nextFloat())).sort((a, b) => a - b);
  const times = starts.flatMap((start, order) => lineTimes(start, sizes[order] ?? 0, random));
  return bought.map(({ id, kind }, line) => ({
    customer,
    product: id,
    quantity: SEVERAL.test(kind) ? Math.min(1 + Math.floor(-1.5 * log(1 - random.nextFloat())), 6) : 1,
    timestamp: times[line] ?? PERIOD.first,
  }));
}

/** When each line went into the basket: up to eight minutes after the one before it. */
function lineTimes(start: number, size: number, random: Random): number[] {
  let time = start;
  return Array.from({ length: size }, () => {
    time += 20 + random.nextInteger(460);
    return time;
  });
}

const timeInPeriod = (share: number): number => Math.floor(PERIOD.first + share * (PERIOD.last - PERIOD.first));
