import { firstOf, show } from "../../check.ts";
import { DataError, OptionsError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";
import type { EventRows } from "../dataset.ts";
import type { EventWeights } from "./format.ts";
import type { Session } from "./session.ts";

/** Counts of the rows of a part by event. */
export interface EventCounts {
  readonly events: readonly EventRows[];
  /** Rows of events without a weight. */
  readonly otherEventsDropped: number;
  readonly notes: readonly string[];
}

/** Maximum number of events that an error names. */
const SHOWN_EVENTS = 10;

/** Throws OptionsError `bad-event-weight` unless every event has a finite number. */
export function checkEventWeights(weights: EventWeights): void {
  const entries = Object.entries(weights);
  if (entries.length === 0) {
    throw new OptionsError(
      "bad-event-weight",
      "events: expected at least one event, as in view=1,purchase=5, got none",
    );
  }
  for (const [event, weight] of entries) {
    if (Number.isFinite(weight) && Math.abs(weight) <= MOST_WEIGHT) continue;
    throw new OptionsError(
      "bad-event-weight",
      `events: ${event}: expected a number from ${-MOST_WEIGHT} to ${MOST_WEIGHT}, got ${show(weight)}`,
    );
  }
}

const MOST_WEIGHT = 1e6;

/**
 * Weights the staged rows of a part by event: a value becomes value · weight, and rows of events without a weight are
 * left out. Without weights rows are unchanged. Throws DataError `nothing-left` where no row has any of the events.
 */
export async function weighEvents(
  session: Session,
  part: number,
  name: string,
  weights: EventWeights | undefined,
): Promise<EventCounts> {
  const found = await session.rows(
    `SELECT event, count(*) AS number FROM staged WHERE part = ${part} GROUP BY event ORDER BY number DESC, event`,
  );
  const weightOf = (event: string): number | null =>
    weights === undefined ? 1 : Object.hasOwn(weights, event) ? (weights[event] ?? null) : null;
  const events = found.map(([event, rows]) => {
    return { event: String(event), rows: Number(rows), weight: weightOf(String(event)) };
  });
  if (weights === undefined) return { events, otherEventsDropped: 0, notes: [] };
  if (!events.some(({ weight }) => weight !== null)) {
    const names = events.map(({ event }) => show(event));
    throw new DataError(
      "nothing-left",
      `${name}: expected rows of the events ${Object.keys(weights).join(", ")}, got none; the events are ${firstOf(names, SHOWN_EVENTS)}`,
    );
  }
  for (const [event, weight] of Object.entries(weights)) {
    if (weight === 1) continue;
    await session.run(`UPDATE staged SET value = value * ${weight} WHERE part = ${part} AND event = $1`, [event]);
  }
  const kept = Object.keys(weights);
  const places = kept.map((_, place) => `$${place + 1}`).join(", ");
  await session.run(`DELETE FROM staged WHERE part = ${part} AND event NOT IN (${places})`, kept);
  const others = events.filter(({ weight }) => weight === null);
  const known = events.map(({ event }) => event);
  const missing = kept.filter((event) => !events.some((one) => one.event === event));
  return {
    events,
    otherEventsDropped: others.reduce((sum, { rows }) => sum + rows, 0),
    notes: missing.map((event) => `${name}: no row has the event ${show(event)}${didYouMean(event, known)}`),
  };
}
