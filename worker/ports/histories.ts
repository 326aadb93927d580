import { MAXIMUM_HISTORY } from "../../src/serving/limits.ts";

/** What a user did with an item. */
export interface HistoryEvent {
  readonly itemId: string;
  /** As in a request's history. */
  readonly value?: number | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
}

/**
 * The events of users since the model was trained; the earlier ones are in the artefact. A store keeps the last MAXIMUM_HISTORY events of a user at least.
 */
export interface Histories {
  /** The events of a user, in the order in which they were appended; none for an unknown user. */
  read(userId: string): Promise<readonly HistoryEvent[]>;
  append(userId: string, events: readonly HistoryEvent[]): Promise<void>;
  /** Forgets a user. */
  delete(userId: string): Promise<void>;
}

/** How many users are kept in memory. */
const KEPT_USERS = 1000;

/**
 * Histories in the memory of one isolate, gone when it ends: for tests and for a service on one machine. Beyond
 * `keptUsers`, the user with the oldest last event is forgotten.
 */
export function memoryHistories(keptUsers = KEPT_USERS): Histories {
  const eventsOf = new Map<string, readonly HistoryEvent[]>();
  return {
    read: async (userId) => eventsOf.get(userId) ?? [],
    append: async (userId, events) => {
      const joined = [...(eventsOf.get(userId) ?? []), ...events].slice(-MAXIMUM_HISTORY);
      eventsOf.delete(userId);
      eventsOf.set(userId, joined);
      const oldest = eventsOf.keys().next();
      if (eventsOf.size > keptUsers && !oldest.done) eventsOf.delete(oldest.value);
    },
    delete: async (userId) => {
      eventsOf.delete(userId);
    },
  };
}
