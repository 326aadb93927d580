import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createRandom, type Random, shuffle } from "../../src/random.ts";

/** What a table holds, however it was read: for telling whether two readers read the same. */
export interface TableTotals {
  readonly rows: number;
  readonly users: number;
  readonly items: number;
  /** Sum of all ratings; exact, as they are halves. */
  readonly ratingSum: number;
}

/** A file that was written, and what a reader must find in it. */
export interface RatingsFile extends TableTotals {
  readonly byteLength: number;
}

/** The longest row that is ever written, line feed included: `1234567,123456,4.5,1234567890`. */
export const MOST_BYTES_A_ROW = 30;

const HEADER = "userId,movieId,rating,timestamp\n";
const BUFFER_BYTES = 1 << 20;

/** As many items as ml-20m has, of which a small table sees only a part. */
const ITEM_COUNT = 27_000;
/** Item ids ascend in steps from 1 to this, as those of MovieLens have gaps. */
const LARGEST_ID_STEP = 9;
/** Users have 20 interactions and a log-normal number more: 69 in the middle, 121 on average. */
const LEAST_HISTORY = 20;
const MOST_HISTORY = 5000;
const HISTORY_LOG_MEAN = 3.9;
const HISTORY_LOG_DEVIATION = 1.2;
const RATING_MEAN = 3.5;
const RATING_DEVIATION = 1.05;
/** 1996-01-01, the length of twenty years and of one day, in seconds. */
const FIRST_SECOND = 820_454_400;
const TWENTY_YEARS = 631_152_000;
const ONE_DAY = 86_400;

/**
 * Writes a table of ratings like those of MovieLens: rows by user and then item, each pair once, few items with most of
 * the ratings, ratings in halves from 0.5 to 5, a user's ratings within a day. Same rows and seed, same bytes. The text is
 * streamed: memory does not grow with the file.
 */
export async function writeRatings(
  path: string,
  rows: number,
  seed: number,
  signal: AbortSignal,
): Promise<RatingsFile> {
  const random = createRandom(seed);
  const catalogue = createCatalogue(random);
  const seen = new Uint8Array(ITEM_COUNT);
  const stream = createWriteStream(path);
  const failed = once(stream, "error").then(([error]) => Promise.reject(error));
  let [written, users, ratingSum, byteLength] = [0, 0, 0, 0];
  let page = createPage();
  page.text(HEADER);
  const flush = async (): Promise<void> => {
    signal.throwIfAborted();
    const bytes = page.bytes();
    byteLength += bytes.length;
    page = createPage();
    if (!stream.write(bytes)) await Promise.race([once(stream, "drain"), failed]);
  };
  while (written < rows) {
    users++;
    const firstSecond = FIRST_SECOND + random.nextInteger(TWENTY_YEARS);
    const history = catalogue.draw(Math.min(historyLength(random), rows - written));
    for (const item of history) {
      const halves = ratingHalves(random);
      seen[item] = 1;
      ratingSum += halves / 2;
      page.row(users, catalogue.idOf(item), halves, firstSecond + random.nextInteger(ONE_DAY));
      if (page.isFull()) await flush();
    }
    written += history.length;
  }
  await flush();
  stream.end();
  await Promise.race([once(stream, "close"), failed]);
  const items = seen.reduce((sum, mark) => sum + mark, 0);
  return { rows, users, items, ratingSum, byteLength };
}

function historyLength(random: Random): number {
  const more = Math.exp(HISTORY_LOG_MEAN + HISTORY_LOG_DEVIATION * random.nextGaussian());
  return Math.min(MOST_HISTORY, LEAST_HISTORY + Math.floor(more));
}

/** A rating in halves: 1 … 10. */
function ratingHalves(random: Random): number {
  const halves = Math.round(2 * (RATING_MEAN + RATING_DEVIATION * random.nextGaussian()));
  return Math.min(10, Math.max(1, halves));
}

/** Items with ids that have gaps, drawn by popularity. */
function createCatalogue(random: Random) {
  const ids = new Uint32Array(ITEM_COUNT);
  let id = 0;
  for (let item = 0; item < ITEM_COUNT; item++) {
    id += 1 + random.nextInteger(LARGEST_ID_STEP);
    ids[item] = id;
  }
  const byPopularity = shuffle(Uint32Array.from(ids.keys()), random);
  const owner = new Uint32Array(ITEM_COUNT);
  let user = 0;
  return {
    idOf: (item: number): number => ids[item]!,
    /** Distinct items, ascending. The square makes the chance of the item at popularity r fall as 1/√r. */
    draw: (count: number): Uint32Array => {
      user++;
      const items = new Uint32Array(count);
      for (let place = 0; place < count; ) {
        const item = byPopularity[Math.floor(ITEM_COUNT * random.nextFloat() ** 2)]!;
        if (owner[item] === user) continue;
        owner[item] = user;
        items[place++] = item;
      }
      return items.sort();
    },
  };
}

/** A buffer of text that rows are put into as digits: a string for each row would take most of the time. */
function createPage() {
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let length = 0;
  const digits = (value: number, end: number): void => {
    let rest = value;
    for (let at = end; at > length; at--) {
      buffer[at - 1] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    length = end;
  };
  const integer = (value: number, separator: string): void => {
    let width = 1;
    for (let limit = 10; value >= limit; limit *= 10) width++;
    digits(value, length + width);
    buffer[length++] = separator.charCodeAt(0);
  };
  return {
    text: (text: string): void => {
      length += buffer.write(text, length);
    },
    row: (user: number, itemId: number, halves: number, seconds: number): void => {
      integer(user, ",");
      integer(itemId, ",");
      integer(halves >> 1, ".");
      integer((halves & 1) * 5, ",");
      integer(seconds, "\n");
    },
    isFull: (): boolean => length + MOST_BYTES_A_ROW > BUFFER_BYTES,
    bytes: (): Buffer => buffer.subarray(0, length),
  };
}
