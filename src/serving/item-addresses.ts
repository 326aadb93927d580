import { type AddressKind, addressColumn, isAddress } from "../addresses.ts";
import type { Artefact } from "../artefact/artefact.ts";
import { categoryValues, type ItemTable } from "../data/items.ts";

/**
 * The address of an item's picture, and of its page, by item index; undefined for an item without one, and for what no page may
 * show. A kind that no column holds has no reader.
 */
export type AddressReaders = { readonly [kind in AddressKind]?: (item: number) => string | undefined };

/** Looked for once: a page describes every item of a catalogue. */
const known = new WeakMap<ItemTable, { readonly texts: Artefact["texts"]; readonly readers: AddressReaders }>();

/** Finds the columns of pictures and of links, whatever these are called (addresses.ts). */
export function addressReaders(artefact: Pick<Artefact, "items" | "texts">): AddressReaders {
  const { items, texts } = artefact;
  const found = known.get(items);
  if (found && found.texts === texts) return found.readers;
  const readers = { ...readerOf("image", artefact), ...readerOf("link", artefact) };
  known.set(items, { texts, readers });
  return readers;
}

function readerOf(kind: AddressKind, { items, texts = new Map() }: Pick<Artefact, "items" | "texts">): AddressReaders {
  const name = addressColumn(kind, { categories: [...items.categories.keys()], texts: [...texts.keys()] });
  if (name === undefined) return {};
  const [own, column] = [texts.get(name), items.categories.get(name)];
  const read = (item: number): string | undefined => {
    const address: string | undefined = own ? own[item] : column && categoryValues(column, item)[0];
    return address !== undefined && isAddress(address, kind) ? address : undefined;
  };
  return { [kind]: read };
}
