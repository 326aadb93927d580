import { changeTaste, readTaste, type Taste } from "./taste-database.ts";

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
  /** Forgets all of it, also what was kept before storage refused more. */
  forget(): Promise<void>;
  /** Calls `listener` after every change; the result ends that. */
  listen(listener: () => void): () => void;
}

const NO_TASTE: Taste = { likes: [], dislikes: [] };

/** The taste with an opinion of an item in place of another; with none where it is undefined. */
function withOpinion({ likes, dislikes }: Taste, itemId: string, opinion: Opinion | undefined): Taste {
  const without = (ids: readonly string[]): string[] => ids.filter((id) => id !== itemId);
  const next = { likes: without(likes), dislikes: without(dislikes) };
  return opinion === undefined ? next : { ...next, [opinion]: [...next[opinion], itemId] };
}

/** Keeps a taste in memory, and under `key` in IndexedDB where there is one. Refused by storage, it goes on in memory. */
function createTasteStore(key: string | undefined): TasteStore {
  const listeners = new Set<() => void>();
  let taste = NO_TASTE;
  let refusal: unknown;
  /** What storage has after an access; undefined where it refuses. */
  const attempt = async (access: (key: string) => Promise<Taste>): Promise<Taste | undefined> => {
    if (key === undefined) return undefined;
    try {
      return await access(key);
    } catch (error) {
      refusal ??= error ?? new Error("storage is refused");
      return undefined;
    }
  };
  const ready = attempt(readTaste).then((kept) => {
    taste = kept ?? NO_TASTE;
  });
  let turn = ready;
  /** One change after the other: each begins with what the one before has left. */
  const inTurn = (change: () => Promise<Taste>): Promise<void> => {
    turn = turn.then(change).then((next) => {
      taste = next;
      for (const listener of listeners) listener();
    });
    return turn;
  };
  return {
    get taste() {
      return taste;
    },
    get refusal() {
      return refusal;
    },
    ready,
    toggle: (itemId, opinion) =>
      inTurn(async () => {
        const had = taste[opinion].includes(itemId);
        const said = (of: Taste): Taste => withOpinion(of, itemId, had ? undefined : opinion);
        const kept = refusal === undefined ? await attempt((own) => changeTaste(own, said)) : undefined;
        return kept ?? said(taste);
      }),
    forget: () =>
      inTurn(async () => {
        await attempt((own) => changeTaste(own, () => NO_TASTE));
        return NO_TASTE;
      }),
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
