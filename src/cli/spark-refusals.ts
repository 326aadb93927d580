import { OptionsError } from "../errors.ts";
import type { NamedOptions } from "./named-options.ts";
import type { TrainArguments } from "./options/train.ts";

const LOCAL = "train with --engine local";
const TABLE = "write the table so that columns and values are plain, as Parquet or CSV with a header";
const CLUSTER = "select the rows where the table is made, or train with --engine local";

/** Options of `train` that the job of Spark does not have: how they are written, and what to use. */
const REFUSED: Readonly<Partial<Record<keyof TrainArguments | "network", readonly [option: string, instead: string]>>> =
  {
    head: ["--head", `a head needs all histories at hand; leave it out, or ${LOCAL}`],
    rerank: ["--rerank", `a head needs all histories at hand; leave it out, or ${LOCAL}`],
    retrievers: ["--retrievers", `there is no head to find candidates for; leave it out, or ${LOCAL}`],
    itemTimes: ["--item-times", `there is no head that reads them; leave it out, or ${LOCAL}`],
    userTable: ["--user-table", `Spark's ALS reads no attributes of users; ${LOCAL}`],
    coldItems: ["--cold-items", `Spark's ALS has no factors for items without interactions; ${LOCAL}`],
    events: ["--events", "sum the weights of events where the table is made, and name them with --columns count=NAME"],
    header: ["--no-header", TABLE],
    quote: ["--quote", TABLE],
    decimal: ["--decimal", TABLE],
    dateFormat: ["--date-format", "write times as seconds, milliseconds or ISO dates"],
    minUserInteractions: ["--min-user-interactions", CLUSTER],
    minItemInteractions: ["--min-item-interactions", CLUSTER],
    filterPasses: ["--filter-passes", CLUSTER],
    transform: [
      "--transform",
      "Spark reads values as they are; change them where the table is made, or leave rows out with --min-value",
    ],
    preset: ["--preset", `presets are networks; ${LOCAL}`],
    network: ["--network", `networks are trained here; ${LOCAL}`],
    exportNetwork: ["--export-network", `networks are trained here; ${LOCAL}`],
    checkpoint: ["--checkpoint", "Spark keeps what an executor lost; leave it out"],
    resume: ["--resume", "Spark begins anew; leave it out"],
    boughtTogether: ["--bought-together", `pairs of items are counted here alone; say none, or ${LOCAL}`],
    firstSeen: ["--first-seen", `times are not kept; leave it out, or ${LOCAL}`],
  };

/** Given with these values, an option asks for what happens anyway. */
const HARMLESS: Readonly<Record<string, unknown>> = {
  head: "none",
  rerank: "none",
  header: true,
  decimal: "point",
  boughtTogether: 0,
  firstSeen: false,
};

/** Formats that the job reads. */
const FORMATS = ["auto", "parquet", "csv", "tsv"];

/** Throws OptionsError `not-on-spark` for what the job cannot do: before anything starts, with the option and what to use. */
export function refuseForSpark(path: string, arguments_: TrainArguments, given: NamedOptions): void {
  const values: Readonly<Record<string, unknown>> = { ...arguments_ };
  for (const [property, [option, instead]] of Object.entries(REFUSED)) {
    if (!given.has(property) || (Object.hasOwn(HARMLESS, property) && values[property] === HARMLESS[property]))
      continue;
    throw new OptionsError("not-on-spark", `${option}: expected none with --engine spark: ${instead}`);
  }
  if (!FORMATS.includes(arguments_.format)) {
    const expected = `--format: expected one of ${FORMATS.join(", ")} with --engine spark, got ${arguments_.format}`;
    throw new OptionsError("not-on-spark", `${expected}; ${TABLE}`);
  }
  if (/(^|,)\s*event\s*=/.test(arguments_.columns ?? "")) {
    throw new OptionsError(
      "not-on-spark",
      `--columns event: expected none with --engine spark: ${REFUSED.events?.[1]}`,
    );
  }
  const source = path === "-" || path === "/dev/stdin" ? "standard input" : /^builtin:/.test(path) ? path : undefined;
  if (source === undefined) return;
  throw new OptionsError(
    "not-on-spark",
    `expected a file, a folder or an address that Spark reads with --engine spark, got ${source}; ${LOCAL}`,
  );
}
