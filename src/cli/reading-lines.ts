import { firstOf } from "../check.ts";
import type { EventRows, ReadReport, TableReading } from "../data/dataset.ts";
import { attributeParts } from "./attribute-parts.ts";

/** What the command line calls the parts of an interaction; others keep their names. */
const LABELS: Readonly<Record<string, string>> = { timestamp: "time" };
/** Parts that tables mostly lack are named only where they are there. */
const ONLY_WHERE_PRESENT: ReadonlySet<string> = new Set(["event"]);
/** How many columns and events a line names. */
const SHOWN = 10;

/** A line for every table that was read, and one for every note on it. */
export function readingLines({ read = [] }: ReadReport): string[] {
  return read.flatMap((table) => [
    `read${read.length === 1 ? "" : ` ${table.file}`}: ${describe(table)}`,
    ...table.notes.map((note) => `note: ${note}`),
  ]);
}

/** `user=customer_id item=product_id value=none time=none · not used: quantity, order_date` */
function describe({ columns, notUsed, events, attributes }: TableReading): string {
  const parts = Object.entries(columns)
    .filter(([part, name]) => name !== null || !ONLY_WHERE_PRESENT.has(part))
    .map(([part, name]) => `${LABELS[part] ?? part}=${name ?? "none"}`);
  return [
    parts.join(" ") + (events === undefined ? "" : ` (${firstOf(events.map(describeEvent), SHOWN)})`),
    ...attributeParts(attributes),
    ...(notUsed.length === 0 ? [] : [`not used: ${firstOf(notUsed.map(nameOf), SHOWN)}`]),
  ].join(" · ");
}

function describeEvent({ event, rows, weight }: EventRows): string {
  const counts = weight === null ? " left out" : weight === 1 ? "" : ` × ${weight}`;
  return `${nameOf(event)} ${rows.toLocaleString("en")}${counts}`;
}

/** An empty name is seen as one. */
function nameOf(name: string): string {
  return name || '""';
}

/** Lines on what of the input is no interaction by a rule. */
export function leftOutLines({ nonPositiveDropped, belowMinValue, otherEventsDropped }: ReadReport): string[] {
  return [
    otherEventsDropped ? `left out ${otherEventsDropped} rows of other events` : "",
    nonPositiveDropped ? `left out ${nonPositiveDropped} pairs whose count is 0 or below` : "",
    belowMinValue ? `left out ${belowMinValue} pairs whose value is below --min-value` : "",
  ].filter((line) => line !== "");
}

/** The same for programs: keys that go into the JSON of a command. */
export function readingJson({
  read,
  notes,
  nonPositiveDropped,
  belowMinValue,
  otherEventsDropped,
  ...rows
}: ReadReport): {
  readonly read?: readonly TableReading[];
  readonly leftOut?: Readonly<Record<string, number>>;
  readonly notes?: readonly string[];
} {
  const counts = Object.entries({
    badRows: rows.badRows || undefined,
    noRating: rows.implicitRowsDropped || undefined,
    otherEvents: otherEventsDropped,
    nonPositive: nonPositiveDropped,
    belowMinValue,
  }).flatMap(([reason, count]) => (count === undefined ? [] : [[reason, count] as const]));
  return {
    ...(read === undefined ? {} : { read }),
    ...(counts.length === 0 ? {} : { leftOut: Object.fromEntries(counts) }),
    ...(notes === undefined ? {} : { notes }),
  };
}
