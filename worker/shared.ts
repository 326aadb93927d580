/**
 * Makes a loader that runs once however many callers wait for it. A failure is told to everybody who waited and then
 * forgotten, so that the next call tries again.
 */
export function shared<T>(load: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => {
    if (pending === undefined) {
      const started = load();
      pending = started;
      started.catch(() => {
        pending = undefined;
      });
    }
    return pending;
  };
}
