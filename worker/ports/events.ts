/** Something that happened in the service, for evaluation afterwards: what was shown, and what came of it. */
export interface ServiceEvent {
  readonly kind: "shown" | "opened" | "rated" | "dismissed";
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  /** The answer that the event goes back to. */
  readonly recommendationId?: string | undefined;
  readonly userId?: string | undefined;
  readonly itemId?: string | undefined;
  /** Place in the list, from 0. */
  readonly place?: number | undefined;
  readonly value?: number | undefined;
}

/** Takes in what happened, for a queue or a table of events. */
export interface Events {
  /** Resolves when the events are safe. Those of one call are kept together and in their order. */
  send(events: readonly ServiceEvent[]): Promise<void>;
}

/** How many events are kept in memory. */
const KEPT_EVENTS = 10_000;

/** Events in the memory of one isolate: for tests and for a look at a service on one machine. Keeps the last `kept`. */
export function memoryEvents(kept = KEPT_EVENTS): Events & { events(): readonly ServiceEvent[] } {
  let events: readonly ServiceEvent[] = [];
  return {
    send: async (sent) => {
      events = [...events, ...sent].slice(-kept);
    },
    events: () => events,
  };
}
