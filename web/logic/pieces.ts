/** Lets the browser paint and answer; the default in pages and tests. */
export type Pause = () => Promise<void>;

const SLICE_MS = 12;

/** Waits until what is queued before has run: a task of its own, unlike a promise. */
const pauseTask: Pause = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/**
 * Calls `work` for 0 … count − 1 in slices of about 12 ms with a pause after each, so that no task blocks the page.
 * `now` gives milliseconds.
 */
export async function inPieces(
  count: number,
  work: (index: number) => void,
  { pause = pauseTask, now = () => performance.now() }: { readonly pause?: Pause; readonly now?: () => number } = {},
): Promise<void> {
  let sliceEnd = now() + SLICE_MS;
  for (let index = 0; index < count; index++) {
    work(index);
    // Reading a clock costs more than most of the work: one in 32 is enough.
    if (index % 32 !== 31 || now() < sliceEnd) continue;
    await pause();
    sliceEnd = now() + SLICE_MS;
  }
}
