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

/** Opens the tastes for one transaction, which `use` fills with requests. Resolves to the last result once all of it is kept. */
async function access<T>(mode: IDBTransactionMode, use: (tastes: IDBObjectStore) => Promise<T>): Promise<T> {
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
    const [result] = await Promise.all([use(transaction.objectStore(TASTES)), done]);
    return result;
  } finally {
    database.close();
  }
}

const idsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((id) => typeof id === "string") : []);

/** A kept value as a taste: whatever else a page has put there is none. */
function tasteOf(kept: unknown): Taste {
  const { likes, dislikes } = Object(kept) as Partial<Record<keyof Taste, unknown>>;
  return { likes: idsOf(likes), dislikes: idsOf(dislikes) };
}

/** The taste under a key; an empty one where there is none. Rejects where storage is refused. */
export function readTaste(key: string): Promise<Taste> {
  return access("readonly", async (tastes) => tasteOf(await settled(tastes.get(key))));
}

/**
 * Changes the taste under a key in one transaction, so that what another tab keeps meanwhile is not lost, and gives the new one. An
 * empty taste takes the key away. Rejects where storage is refused.
 */
export function changeTaste(key: string, change: (taste: Taste) => Taste): Promise<Taste> {
  return access("readwrite", async (tastes) => {
    const next = change(tasteOf(await settled(tastes.get(key))));
    const isEmpty = next.likes.length + next.dislikes.length === 0;
    await (isEmpty ? settled(tastes.delete(key)) : settled(tastes.put(next, key)));
    return next;
  });
}
