/** A part in something that many use. */
export interface Share<T> {
  readonly value: Promise<T>;
  /** Gives the part up; to be called once. */
  release(): void;
}

interface Entry<T> {
  readonly value: Promise<T>;
  readonly stop: AbortController;
  users: number;
  isSettled: boolean;
}

/**
 * Makes one value a key, for all that ask while it is there. It is kept when nobody uses it any more, since whoever comes next would
 * have to wait again; but what is still being made is then stopped, and what failed is made anew by the next who asks.
 */
export function sharedByKey<T>(): (key: string, make: (signal: AbortSignal) => Promise<T>) => Share<T> {
  const entries = new Map<string, Entry<T>>();
  const begin = (key: string, make: (signal: AbortSignal) => Promise<T>): Entry<T> => {
    const stop = new AbortController();
    const entry: Entry<T> = { value: make(stop.signal), stop, users: 0, isSettled: false };
    entries.set(key, entry);
    entry.value.then(
      () => {
        entry.isSettled = true;
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return entry;
  };
  return (key, make) => {
    const entry = entries.get(key) ?? begin(key, make);
    entry.users++;
    return {
      value: entry.value,
      release: () => {
        entry.users--;
        if (entry.users > 0 || entry.isSettled) return;
        if (entries.get(key) === entry) entries.delete(key);
        entry.stop.abort();
      },
    };
  };
}
