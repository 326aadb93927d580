/** A node with a name that a style sheet reaches it by: as `part` and as class `near-edge-NAME`. */
export function node<Name extends keyof HTMLElementTagNameMap>(
  tag: Name,
  part: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(tag);
  made.setAttribute("part", part);
  made.className = `near-edge-${part}`;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** What an item looks like where the page has no template of its own. */
export function defaultItem({ explain, buttons }: { readonly explain: boolean; readonly buttons: boolean }) {
  const card = document.createDocumentFragment();
  card.append(
    node(
      "a",
      "link",
      { "data-attribute": "href: link" },
      node("img", "image", { "data-attribute": "src: image", alt: "", loading: "lazy", decoding: "async" }),
      node("span", "title", { "data-field": "title" }),
    ),
    node("span", "price", { "data-field": "price" }),
  );
  if (explain) card.append(node("span", "reason", { "data-field": "reason" }));
  if (buttons) card.append(node("span", "actions", {}, button("like", "Like"), button("dislike", "Not for me")));
  return card;
}

/** Which item it is about follows from the item's title, which it is described by. */
const button = (action: "like" | "dislike", text: string): HTMLButtonElement =>
  node("button", action, { type: "button", "data-action": action }, text);
