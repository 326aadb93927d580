/** Reads sentences out through a live region: the last one within a short while wins, so that typing does not chatter. */
export function createAnnouncer(region: HTMLElement, delayMs = 350): (sentence: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (sentence) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      region.textContent = sentence;
    }, delayMs);
  };
}
