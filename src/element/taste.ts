import { readTaste, type Taste, writeTaste } from "./taste-database.ts";

/** The two things that a visitor can say of an item. */
export type Opinion = "likes" | "dislikes";

/** Where a visitor's taste is kept. */
export interface TasteStore {
  readonly taste: Taste;
  /** Settles when what was remembered is there, or is known not to be; never rejects. */
  readonly ready: Promise<void>;
  /** Why nothing is remembered: storage refuses. undefined while it does not. */
  readonly refusal: unknown;
  /** Takes an opinion, in place of the other one. Of an item that has it already it is taken back. */
  toggle(itemId: string, opinion: Opinion): Promise<void>;
  forget(): Promise<void>;
  /** Calls `listener` after every change; the result ends that. */
  listen(listener: () => void): () => void;
}

const NO_TASTE: Taste = { likes: [], dislikes: [] };

/** Keeps a taste in memory, and under `key` in IndexedDB where there is one. Refused by storage, it goes on in memory. */
function createTasteStore(key: string | undefined): TasteStore {
  const listeners = new Set<() => void>();
  let taste = NO_TASTE;
  let refusal: unknown;
  const attempt = async (access: () => Promise<void>): Promise<void> => {
    if (key === undefined || refusal !== undefined) return;
    await access().catch((error: unknown) => {
      refusal = error ?? new Error("storage is refused");
    });
  };
  const change = async (next: Taste): Promise<void> => {
    taste = next;
    await attempt(() => writeTaste(key ?? "", next));
    for (const listener of listeners) listener();
  };
  const ready = attempt(async () => {
    taste = (await readTaste(key ?? "")) ?? NO_TASTE;
  });
  return {
    get taste() {
      return taste;
    },
    get refusal() {
      return refusal;
    },
    ready,
    toggle: async (itemId, opinion) => {
      await ready;
      const had = taste[opinion].includes(itemId);
      const without = (ids: readonly string[]): string[] => ids.filter((id) => id !== itemId);
      const next = { likes: without(taste.likes), dislikes: without(taste.dislikes) };
      await change(had ? next : { ...next, [opinion]: [...next[opinion], itemId] });
    },
    forget: async () => {
      await ready;
      await change(NO_TASTE);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const stores = new Map<string, TasteStore>();

/** The taste under a key, the same for all elements of a page; one of its own where the key is empty. */
export function tasteStore(key: string): TasteStore {
  if (key === "") return createTasteStore(undefined);
  const store = stores.get(key) ?? createTasteStore(key);
  stores.set(key, store);
  return store;
}
