import { checkInteger } from "../../check.ts";
import { createRandom, type Random, shuffle } from "../../random.ts";
import { createCategoryColumn } from "../items.ts";
import { catalogueWorks, DOMAINS, type Domain, type Work } from "./catalogue.ts";
import type { Tag } from "./tags.ts";

/** Number of simulated people, and the seed that draws them. */
export interface AudienceOptions {
  /** 1 to 1,000,000; default 5000. */
  readonly userCount?: number;
  /** Default 42. Another seed makes other works popular and other people. */
  readonly seed?: number;
}

/** One interaction of a simulated person with a work. */
export interface AudienceRow {
  readonly userId: string;
  readonly itemId: string;
  /** Always 1: the feedback is implicit. */
  readonly value: number;
  /** Whole seconds since 1970-01-01 UTC. */
  readonly timestampSeconds: number;
}

export const DEFAULT_USER_COUNT = 5000;
export const DEFAULT_AUDIENCE_SEED = 42;

/** The numbers of the taste model; the symbols are those of simulateAudience. */
export const TASTE_MODEL = {
  /** β, weight of taste. */
  tasteWeight: 12,
  /** σ, length of the personal deviation from the archetypes. */
  personalNoise: 1.2,
  /** η, weight of the hidden traits, which no tag names. */
  hiddenWeight: 0.8,
  /** H, number of hidden traits. */
  hiddenTraits: 4,
  /** γ, weight of the era. */
  eraWeight: 0.5,
  /** Mean and standard deviation of the favourite year cᵤ. */
  eraCentre: { mean: 1985, deviation: 18 },
  /** Bounds of the breadth hᵤ in years. */
  eraBreadth: { minimum: 15, maximum: 50 },
  /** Standard deviation of the affinity to a domain. */
  domainDeviation: 0.7,
  /** Chance of taking from all three domains, and from two; else from one. */
  domainChances: { three: 0.6, two: 0.3 },
  /** ζ, exponent of the fame law. */
  fameExponent: 0.75,
  /** Works a person takes: log-normal with this median and deviation of the logarithm, clipped to the bounds. */
  activity: { median: 25, deviation: 0.6, minimum: 8, maximum: 150 },
  /** Bounds of the number of stretches of activity, and of their length in days. */
  stretches: { minimum: 1, maximum: 4, shortestDays: 14, longestDays: 150 },
} as const;

/** First second of 2020 and last of 2024, UTC. */
export const AUDIENCE_PERIOD = { first: 1_577_836_800, last: 1_735_689_599 } as const;

/** Tastes that people mix: how much a tag is sought (positive) or avoided (negative), in every domain alike. */
const ARCHETYPES: readonly Partial<Record<Tag, number>>[] = [
  // Other worlds
  { "science-fiction": 1, dystopia: 1, space: 0.8, science: 0.7, electronic: 0.8, philosophical: 0.4, romance: -0.4 },
  // Crime at night
  { noir: 1, crime: 1, mystery: 0.9, thriller: 0.8, suspense: 0.8, spy: 0.7, heist: 0.7, jazz: 0.7, "trip-hop": 0.6 },
  // Shadows
  { horror: 1, gothic: 1, supernatural: 0.8, dark: 0.8, "post-punk": 0.8, metal: 0.7, surreal: 0.4, "feel-good": -0.6 },
  // Hearts
  { love: 1, romance: 1, melancholic: 0.6, soul: 0.8, poetic: 0.5, nostalgic: 0.5, drama: 0.4, horror: -0.6 },
  // Revolt
  { rebellion: 1, punk: 1, protest: 0.9, political: 0.7, youth: 0.6, rock: 0.5, reggae: 0.5, "hip-hop": 0.5 },
  // The past
  { historical: 1, war: 0.9, epic: 0.8, biography: 0.7, classical: 0.9, tragic: 0.5, political: 0.4, electronic: -0.5 },
  // Legends
  { fantasy: 1, mythology: 1, adventure: 0.9, journey: 0.6, epic: 0.6, soundtrack: 0.6, folk: 0.5, metal: 0.5 },
  // Forms
  { experimental: 1, "art-house": 0.9, modernist: 1, surreal: 0.8, nonlinear: 0.8, postmodern: 0.7, "feel-good": -0.5 },
  // Laughter
  { comedy: 1, humour: 1, satire: 0.7, "feel-good": 0.9, pop: 0.8, funk: 0.6, dance: 0.5, tragic: -0.6, dark: -0.5 },
  // The open road
  { road: 1, journey: 0.8, nature: 0.8, western: 0.8, country: 0.9, folk: 0.9, blues: 0.7, electronic: -0.5 },
  // The city
  { urban: 1, "hip-hop": 1, "r-and-b": 0.8, soul: 0.7, immigrant: 0.8, jazz: 0.4, "coming-of-age": 0.4, fantasy: -0.4 },
  // The south
  { latin: 1, "magical-realism": 1, world: 0.9, reggae: 0.7, music: 0.5, dance: 0.6, family: 0.5, immigrant: 0.4 },
  // Stillness
  { meditative: 1, minimalist: 0.9, ambient: 1, religion: 0.7, philosophical: 0.7, poetic: 0.6, classical: 0.5 },
  // Growing up
  { "coming-of-age": 1, school: 0.9, youth: 0.8, indie: 1, "new-wave": 0.6, nostalgic: 0.5, melancholic: 0.4 },
];

const SECONDS_PER_DAY = 86_400;
const WORLD_STREAM = 0;

/** Features of the works that the simulation uses; entry i belongs to work i. */
interface World {
  readonly works: readonly Work[];
  /** Tags of the works in compressed rows: work i has tags tagCodes[tagOffsets[i] … tagOffsets[i+1]). */
  readonly tagOffsets: Uint32Array;
  readonly tagCodes: Uint32Array;
  /** xᵢ[t], f64, aligned with tagCodes. */
  readonly tagWeights: Float64Array;
  /** p, unit vectors over the tags. */
  readonly archetypes: readonly Float64Array[];
  /** −log of the rank of fame within the domain. */
  readonly fame: Float64Array;
  /** qᵢ, f64[works × hidden traits]. */
  readonly hidden: Float64Array;
}

/**
 * Simulates which works of the built-in catalogue each of `userCount` people takes. No real person's data is in it.
 *
 * Person u's utility of work i, over tags t, with Gumbel noise g of location 0 and scale 1:
 *
 *   Uᵤᵢ = β θᵤ·xᵢ + η zᵤ·qᵢ − γ min(4, ((yᵢ − cᵤ)/hᵤ)²) + δᵤ,domain(i) − ζ log rankᵢ + gᵤᵢ
 *
 *   xᵢ[t]  = log(N/N_t) for the tags of i, else 0, scaled to length 1;  N works, N_t of them tagged t
 *   θᵤ     = λ p_a + (1 − λ) p_b + σ ε/√T,  a ≠ b archetypes at random, λ ~ U(½, 1), ε ~ N(0, I) over the T tags
 *   zᵤ, qᵢ ~ N(0, I/√H) over H hidden traits: shared tastes that no tag describes
 *   yᵢ     = year of the work;  cᵤ ~ N(mean, deviation²), hᵤ ~ U(minimum, maximum)
 *   δᵤ,d   ~ N(0, deviation²) for the domains that the person uses, −∞ for the others
 *   rankᵢ  = place of the work in a random order of its domain: fame falls as a power of the rank (Zipf)
 *
 * The person takes the nᵤ works of highest utility, log nᵤ ~ N(log median, deviation²), rounded and clipped to its
 * bounds. Because of the Gumbel noise this is sampling without replacement with probabilities proportional to exp(U −
 * g), the Plackett-Luce law. The works come in random order at times spread over one to four stretches of weeks or
 * months within AUDIENCE_PERIOD. θ is the same in every domain, so likes in one predict likes in another. Parameters:
 * TASTE_MODEL.
 *
 * Rows by person (`person-00001` …), then by time, ascending. Same seed, same rows; the first people of a larger
 * audience are the people of a smaller one. Throws TypeError or RangeError for a bad option. O(people × works).
 *
 * Source: Gumbel top-k, Kool, van Hoof & Welling 2019; otherwise made for this catalogue.
 */
export function simulateAudience(options: AudienceOptions = {}): AudienceRow[] {
  const userCount = checkInteger("userCount", options.userCount ?? DEFAULT_USER_COUNT, 1, 1_000_000);
  const seed = checkInteger("seed", options.seed ?? DEFAULT_AUDIENCE_SEED, 0, 0xffff_ffff);
  const world = createWorld(catalogueWorks(), createRandom(seed, WORLD_STREAM));
  const rows: AudienceRow[] = [];
  for (let user = 1; user <= userCount; user++) {
    const random = createRandom(seed, WORLD_STREAM + user);
    const userId = `person-${String(user).padStart(5, "0")}`;
    const taken = shuffle(takenWorks(world, random), random);
    const times = activeTimes(taken.length, random);
    for (const [place, work] of taken.entries()) {
      const itemId = world.works[work]!.itemId;
      rows.push({ userId, itemId, value: 1, timestampSeconds: times[place]! });
    }
  }
  return rows;
}

function createWorld(works: readonly Work[], random: Random): World {
  const { dictionary, offsets, codes } = createCategoryColumn(works.map((work) => work.tags));
  const workCounts = new Uint32Array(dictionary.length);
  for (const tag of codes) workCounts[tag]! += 1;
  const tagWeights = Float64Array.from(codes, (tag) => Math.log(works.length / workCounts[tag]!));
  for (let work = 0; work < works.length; work++) normalise(tagWeights.subarray(offsets[work], offsets[work + 1]));
  const archetypes = ARCHETYPES.map((likings: Readonly<Record<string, number>>) => {
    return normalise(Float64Array.from(dictionary, (tag) => likings[tag] ?? 0));
  });
  const fame = new Float64Array(works.length);
  for (const domain of DOMAINS) {
    const order = [...works.keys()].filter((work) => works[work]!.domain === domain);
    for (const [rank, work] of shuffle(order, random).entries()) fame[work] = -Math.log(rank + 1);
  }
  const hidden = hiddenTraits(works.length, random);
  return { works, tagOffsets: offsets, tagCodes: codes, tagWeights, archetypes, fame, hidden };
}

/** The works that one person takes, best liked first. */
function takenWorks(world: World, random: Random): number[] {
  const { median, deviation, minimum, maximum } = TASTE_MODEL.activity;
  const utilities = personalUtilities(world, random);
  const wanted = Math.round(median * Math.exp(deviation * random.nextGaussian()));
  return largest(utilities, Math.min(maximum, Math.max(minimum, wanted)));
}

/** Uᵤᵢ of one person, f64[works]; −∞ for works of domains that the person does not use. */
function personalUtilities(world: World, random: Random): Float64Array {
  const { tasteWeight, hiddenWeight, eraWeight, eraCentre, eraBreadth, fameExponent } = TASTE_MODEL;
  const { works, tagOffsets, tagCodes, tagWeights, fame, hidden } = world;
  const taste = personalTaste(world, random);
  const ownTraits = hiddenTraits(1, random);
  const centre = eraCentre.mean + eraCentre.deviation * random.nextGaussian();
  const breadth = uniform(eraBreadth.minimum, eraBreadth.maximum, random);
  const affinities = domainAffinities(random);
  const utilities = new Float64Array(works.length).fill(Number.NEGATIVE_INFINITY);
  for (const [index, work] of works.entries()) {
    const affinity = affinities.get(work.domain);
    if (affinity === undefined) continue;
    let liking = 0;
    for (let entry = tagOffsets[index]!; entry < tagOffsets[index + 1]!; entry++) {
      liking += taste[tagCodes[entry]!]! * tagWeights[entry]!;
    }
    let affection = 0;
    for (let trait = 0; trait < ownTraits.length; trait++) {
      affection += ownTraits[trait]! * hidden[index * ownTraits.length + trait]!;
    }
    const distance = (work.year - centre) / breadth;
    const era = Math.min(4, distance * distance);
    const gumbel = -Math.log(-Math.log(random.nextFloat()));
    utilities[index] =
      tasteWeight * liking +
      hiddenWeight * affection -
      eraWeight * era +
      affinity +
      fameExponent * fame[index]! +
      gumbel;
  }
  return utilities;
}

function personalTaste(world: World, random: Random): Float64Array {
  const first = random.nextInteger(ARCHETYPES.length);
  const second = (first + 1 + random.nextInteger(ARCHETYPES.length - 1)) % ARCHETYPES.length;
  const share = uniform(0.5, 1, random);
  const [main, side] = [world.archetypes[first]!, world.archetypes[second]!];
  const deviation = TASTE_MODEL.personalNoise / Math.sqrt(main.length);
  return main.map((weight, tag) => share * weight + (1 - share) * side[tag]! + deviation * random.nextGaussian());
}

/** Affinities of the domains that a person uses; the others are absent. */
function domainAffinities(random: Random): Map<Domain, number> {
  const { three, two } = TASTE_MODEL.domainChances;
  const draw = random.nextFloat();
  const count = draw < three ? 3 : draw < three + two ? 2 : 1;
  const used = shuffle([...DOMAINS], random).slice(0, count);
  return new Map(used.map((domain) => [domain, TASTE_MODEL.domainDeviation * random.nextGaussian()]));
}

/** `count` times in ascending order, spread evenly over a person's stretches of activity. */
function activeTimes(count: number, random: Random): number[] {
  const { minimum, maximum, shortestDays, longestDays } = TASTE_MODEL.stretches;
  const stretchCount = minimum + random.nextInteger(maximum - minimum + 1);
  const stretches = Array.from({ length: stretchCount }, () => {
    const length = uniform(shortestDays, longestDays, random) * SECONDS_PER_DAY;
    return { start: uniform(AUDIENCE_PERIOD.first, AUDIENCE_PERIOD.last - length, random), length };
  });
  const times = Array.from({ length: count }, () => {
    const { start, length } = stretches[random.nextInteger(stretchCount)]!;
    return Math.floor(start + length * random.nextFloat());
  });
  return times.sort((a, b) => a - b);
}

/**
 * Indices of the `count` largest finite values: value descending, then index ascending; fewer where there are fewer.
 */
function largest(values: Float64Array, count: number): number[] {
  const best: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    const isFull = best.length === count;
    if (value === Number.NEGATIVE_INFINITY || (isFull && value <= values[best[count - 1]!]!)) continue;
    if (isFull) best.pop();
    let place = best.length;
    while (place > 0 && values[best[place - 1]!]! < value) place--;
    best.splice(place, 0, index);
  }
  return best;
}

/** f64[count × hidden traits], such that the product of two rows has variance 1. */
function hiddenTraits(count: number, random: Random): Float64Array {
  const scale = TASTE_MODEL.hiddenTraits ** -0.25;
  return Float64Array.from({ length: count * TASTE_MODEL.hiddenTraits }, () => scale * random.nextGaussian());
}

/** Scales a vector to length 1 in place and returns it. */
function normalise(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  for (let index = 0; index < vector.length; index++) vector[index]! /= length;
  return vector;
}

function uniform(minimum: number, maximum: number, random: Random): number {
  return minimum + (maximum - minimum) * random.nextFloat();
}
