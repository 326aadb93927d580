import "../../../../src/element.ts";

/** An event of an element, as a test reads it. */
export interface Heard {
  readonly type: string;
  readonly detail: Record<string, unknown>;
}

/** What tests find in the page's global scope. */
export interface ElementPage {
  readonly heard: Heard[];
  /** Runs tasks of the page longer than 50 ms, in ms. */
  readonly longTasks: number[];
  /** Sum of layout shifts. */
  shift: number;
}

const page: ElementPage = { heard: [], longTasks: [], shift: 0 };
Object.assign(globalThis, { elementPage: page });

// Listeners of the window know what the events tell.
for (const name of ["load", "list", "like", "dislike", "click", "error"] as const) {
  addEventListener(`near-edge-${name}`, ({ detail }) => {
    page.heard.push({ type: name, detail: JSON.parse(JSON.stringify(detail)) });
  });
}
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) page.longTasks.push(duration);
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) page.shift += (entry as unknown as { readonly value: number }).value;
}).observe({ type: "layout-shift", buffered: true });
