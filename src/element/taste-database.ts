/** What a visitor likes and dislikes, by item id, the oldest first. No item is in both. */
export interface Taste {
  readonly likes: readonly string[];
  readonly dislikes: readonly string[];
}

const [DATABASE, TASTES] = ["near-edge", "tastes"];

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function access(mode: IDBTransactionMode, use: (tastes: IDBObjectStore) => IDBRequest): Promise<unknown> {
  // A browser that refuses storage throws here, or has no such thing at all.
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(TASTES);
  const database = await settled(opening);
  try {
    const transaction = database.transaction(TASTES, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      // A full disk shows when what was written is to stay.
      transaction.onabort = () => reject(transaction.error);
    });
    const [result] = await Promise.all([settled(use(transaction.objectStore(TASTES))), done]);
    return result;
  } finally {
    database.close();
  }
}

const idsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((id) => typeof id === "string") : []);

/** The taste under a key; undefined where there is none. Rejects where storage is refused. */
export async function readTaste(key: string): Promise<Taste | undefined> {
  const kept = await access("readonly", (tastes) => tastes.get(key));
  if (typeof kept !== "object" || kept === null) return undefined;
  const { likes, dislikes } = kept as Partial<Record<keyof Taste, unknown>>;
  return { likes: idsOf(likes), dislikes: idsOf(dislikes) };
}

/** Keeps the taste under a key; an empty one takes the key away. Rejects where storage is refused. */
export async function writeTaste(key: string, taste: Taste): Promise<void> {
  const isEmpty = taste.likes.length + taste.dislikes.length === 0;
  await access("readwrite", (tastes) => (isEmpty ? tastes.delete(key) : tastes.put(taste, key)));
}
