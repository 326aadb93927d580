import type { Manifest } from "../../src/artefact/manifest.ts";
import type { Words } from "../logic/words.ts";
import { h } from "./dom.ts";

/** Room below the lists for how good they are, whose code is fetched after the first list. Without figures there is no room. */
export function createQualityRoom(manifest: Manifest, words: Words): HTMLElement {
  const room = h("div", { class: "quality-room", hidden: manifest.evaluations.length === 0 });
  const fill = async (): Promise<void> => {
    const { createQuality } = await import("./quality.ts");
    const section = createQuality(manifest, words);
    if (section === undefined) room.hidden = true;
    else room.append(section);
  };
  // Its figures stand in the details as well: a page that has gone offline does without the sentences.
  void fill().catch(() => {
    room.hidden = true;
  });
  return room;
}
