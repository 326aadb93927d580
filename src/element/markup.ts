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

interface DefaultItem {
  readonly explain: boolean;
  readonly buttons: boolean;
  /** Columns that the page names; none for the usual ones. */
  readonly fields: readonly string[];
}

/** Fields that have a place of their own in the default markup. */
const PLACED: readonly string[] = ["image", "link", "title", "price"];

/** What an item looks like where the page has no template of its own: with a picture unless `fields` names others, and each field that it names. */
export function defaultItem({ explain, buttons, fields }: DefaultItem) {
  const card = document.createDocumentFragment();
  const picture = node("img", "image", { "data-attribute": "src: image", alt: "", loading: "lazy", decoding: "async" });
  const title = node("span", "title", { "data-field": "title" });
  const hasPicture = fields.length === 0 || fields.includes("image");
  card.append(
    node("a", "link", { "data-attribute": "href: link" }, ...(hasPicture ? [picture] : []), title),
    ...fields.filter((name) => !PLACED.includes(name)).map((name) => node("span", "field", { "data-field": name })),
    node("span", "price", { "data-field": "price" }),
  );
  if (explain) card.append(node("span", "reason", { "data-field": "reason" }));
  if (buttons) card.append(node("span", "actions", {}, button("like", "Like"), button("dislike", "Not for me")));
  return card;
}

/** Which item it is about follows from the item's title, which it is described by. */
const button = (action: "like" | "dislike", text: string): HTMLButtonElement =>
  node("button", action, { type: "button", "data-action": action }, text);
