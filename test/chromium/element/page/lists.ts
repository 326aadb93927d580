import { openLists } from "../../../../src/open-lists.ts";

/** The lightest page that there is: it has no element, and shows ids. */
async function show(): Promise<void> {
  const lists = await openLists("/artefact/");
  const { items } = await lists.recommend({ history: ["p3"], likes: ["p11"], k: 3, fields: ["price"] });
  document.body.textContent = items.map(({ itemId }) => itemId).join(" ");
}

void show();
