import type { ItemValues } from "./item-values.ts";

/** Attributes whose text is an address, each with the elements on which it may be bound. */
const ADDRESSES: Readonly<Record<string, string>> = { href: "a", src: "img" };
/** Other attributes that may be bound: none that a browser runs or loads. */
const PLAIN = /^(alt|title|value|lang|datetime|width|height|aria-[a-z]+|data-[a-z-]+)$/;

/**
 * Fills the nodes of a template: `data-field="title"` gets a value as its text, `data-attribute="src: image; alt: title"` values as
 * attributes. Values are never read as markup, nor as a script or a style. An address has to be http, https or relative, or for pictures a data:image; another
 * one, and what an item does not have, is left out.
 */
export function bind(root: DocumentFragment | Element, values: ItemValues): void {
  for (const node of root.querySelectorAll<HTMLElement>("[data-field]:not(script, style)")) {
    node.textContent = values.get(node.dataset.field ?? "") ?? "";
  }
  for (const node of root.querySelectorAll<HTMLElement>("[data-attribute]")) {
    for (const pair of (node.dataset.attribute ?? "").split(";")) {
      const [attribute = "", field = ""] = pair.split(":").map((part) => part.trim());
      const value = attributeValue(node, attribute.toLowerCase(), values.get(field));
      if (value === undefined) node.removeAttribute(attribute);
      else node.setAttribute(attribute, value);
    }
  }
}

function attributeValue(node: HTMLElement, attribute: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const element = Object.hasOwn(ADDRESSES, attribute) ? ADDRESSES[attribute] : undefined;
  if (element === undefined) return PLAIN.test(attribute) ? value : undefined;
  return node.localName === element && isHarmless(value, attribute === "src") ? value : undefined;
}

/** Whether an address leads to a page or a picture, and runs nothing. */
function isHarmless(address: string, isPicture: boolean): boolean {
  if (isPicture && /^data:image\//i.test(address)) return true;
  const base = document.baseURI;
  return URL.canParse(address, base) && /^https?:$/.test(new URL(address, base).protocol);
}
