import type { Snapshot } from "../logic/session.ts";
import { h } from "./dom.ts";

interface Body {
  readonly element: HTMLElement;
  update(snapshot: Snapshot): void;
}

/** Facts for developers, folded; their code comes when somebody asks for them. */
export function createDetails(load: () => Promise<Body>, complain: (sentence: string) => void): Body {
  const element = h("details", { class: "developer" }, h("summary", {}, "Details for developers"));
  let body: Body | undefined;
  let latest: Snapshot | undefined;
  element.addEventListener("toggle", async () => {
    if (!element.open) return;
    try {
      if (body === undefined) {
        body = await load();
        element.append(body.element);
      }
      if (latest !== undefined) body.update(latest);
    } catch {
      complain("This part of the page could not be fetched. Are you offline?");
      element.open = false;
    }
  });
  return {
    element,
    update: (snapshot) => {
      latest = snapshot;
      if (element.open) body?.update(snapshot);
    },
  };
}
