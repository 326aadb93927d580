import type { Page } from "playwright-core";

/** One layout shift, as the browser reports it. */
export interface Shift {
  readonly value: number;
  /** Within half a second of an input: what moves then was asked for, and does not count for the cumulative layout shift. */
  readonly hadRecentInput: boolean;
  /** What moved, and from where to where: `section.rail 0,300 → 0,340`. */
  readonly moved: readonly string[];
}

interface Watched {
  readonly shifts: Shift[];
  readonly longTasksMs: number[];
}

/** Notes layout shifts and long tasks (above 50 ms) of every document that this page opens from now on. */
export async function watchSteadiness(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched: Watched = { shifts: [], longTasksMs: [] };
    Object.assign(globalThis, { watched });
    const place = ({ x, y }: DOMRectReadOnly) => `${Math.round(x)},${Math.round(y)}`;
    const nameOf = (node: Node | null | undefined) =>
      node instanceof Element ? `${node.localName}.${[...node.classList].join(".")}` : (node?.nodeName ?? "?");
    type ShiftEntry = PerformanceEntry & {
      readonly value: number;
      readonly hadRecentInput: boolean;
      readonly sources?: readonly {
        readonly node?: Node | null;
        readonly previousRect: DOMRectReadOnly;
        readonly currentRect: DOMRectReadOnly;
      }[];
    };
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources = [] } of list.getEntries() as ShiftEntry[]) {
        const moved = sources.map(
          ({ node, previousRect, currentRect }) => `${nameOf(node)} ${place(previousRect)} → ${place(currentRect)}`,
        );
        watched.shifts.push({ value, hadRecentInput, moved });
      }
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.longTasksMs.push(duration);
    }).observe({ type: "longtask", buffered: true });
  });
}

/** Layout shifts so far, and long tasks by their wall-clock time. Waits until the browser has reported what it has seen. */
export async function steadiness(page: Page): Promise<Watched> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
  return page.evaluate(() => (globalThis as unknown as { readonly watched: Watched }).watched);
}

/** What makes up the cumulative layout shift, in words; empty where nothing moved by itself. */
export function unaskedShifts({ shifts }: Watched): string[] {
  return shifts
    .filter(({ hadRecentInput }) => !hadRecentInput)
    .map(({ value, moved }) => `${value.toFixed(4)}: ${moved.join("; ")}`);
}
