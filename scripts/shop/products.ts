import { exp, log } from "../../src/elementary.ts";
import { createRandom, shuffle } from "../../src/random.ts";
import { BRANDS, CATEGORIES, type Category, MODELS } from "./assortment.ts";

/** Hidden qualities of products, which no column names: what makes people who like one like another. */
export const TRAIT_COUNT = 3;

export interface Product {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly kind: string;
  readonly brand: string;
  readonly priceInCents: number;
  /** How dear it is for its kind: ln(price / usual price). */
  readonly dearness: number;
  readonly traits: readonly number[];
  /** Gaussian; the larger, the more often it is bought by anybody. */
  readonly fame: number;
}

const PER_CATEGORY = 20;

/** 300 products, 20 a category: five of each kind, of different makers under different names. */
export function makeProducts(seed: number): Product[] {
  const random = createRandom(seed, 1);
  return CATEGORIES.flatMap((category: Category) => {
    const models = shuffle([...MODELS], random);
    return Array.from({ length: PER_CATEGORY }, (_, position): Product => {
      const [kind, usual] = category.kinds[position % category.kinds.length] as readonly [string, number];
      // A brand makes several kinds: it moves on by one with each round of kinds.
      const round = Math.floor(position / category.kinds.length);
      const brand = category.brands[(position + round) % category.brands.length] as string;
      const priceInCents = shopPrice(usual * (BRANDS[brand] as number) * exp(0.18 * random.nextGaussian()));
      return {
        id: `${category.code}-${String(position + 1).padStart(2, "0")}`,
        title: `${brand} ${models[position]} ${kind}`,
        category: category.name,
        kind,
        brand,
        priceInCents,
        dearness: log(priceInCents / 100 / usual),
        traits: Array.from({ length: TRAIT_COUNT }, () => random.nextGaussian()),
        fame: random.nextGaussian(),
      };
    });
  });
}

/** A price as shops write it, in cents: whole units less five cents below 100, whole units that end in 9 above. */
function shopPrice(price: number): number {
  if (price < 100) return Math.max(Math.round(price), 4) * 100 - 5;
  return (Math.round(price / 10) * 10 - 1) * 100;
}
