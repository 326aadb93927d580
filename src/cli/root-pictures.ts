/** Pictures of items whose addresses begin at the root, so that the host of the page must have them. */
import type { Artefact } from "../artefact/artefact.ts";
import { addressReaders } from "../serving/item-addresses.ts";
import type { PublicFolder } from "./public-folder.ts";

export interface RootPicture {
  readonly itemId: string;
  /** `/pictures/7.svg` */
  readonly address: string;
}

/** Items that are named. */
const NAMED = 3;

/** In the order of the items. */
export function rootPictures(artefact: Pick<Artefact, "items" | "texts">): RootPicture[] {
  const { image } = addressReaders(artefact);
  if (image === undefined) return [];
  return artefact.items.itemIds.ids.flatMap((itemId, index) => {
    const address = image(index);
    return address?.startsWith("/") ? [{ itemId, address }] : [];
  });
}

/** What is to be said of pictures that are not there; nothing where all are. */
export function pictureLines(pictures: readonly RootPicture[], own: PublicFolder | undefined): string[] {
  const [first] = pictures;
  if (first === undefined) return [];
  if (own === undefined) {
    const which = `${itemsWith(pictures.length)} from the root, such as ${first.address}, and nothing is served there (404)`;
    return [`note: ${which}: the page draws covers instead; --public FOLDER serves your files`];
  }
  const there = new Set(own.files.map(({ path }) => path));
  const missing = pictures.filter(({ address }) => !there.has(pathOf(address)));
  if (missing.length === 0) return [];
  const named = missing.slice(0, NAMED).map(({ itemId, address }) => `${itemId} (${address})`);
  const more = missing.length > NAMED ? ", …" : "";
  const hint = oneFolderOff(missing, there) || writtenOtherwise(missing, there);
  return [
    `warning: ${own.folder}: ${itemsWith(missing.length)} that is not there: ${named.join(", ")}${more}; the page draws covers instead${hint}`,
  ];
}

const itemsWith = (count: number): string => (count === 1 ? "1 item has a picture" : `${count} items have a picture`);

/** `/pictures/7.svg` is in no folder `pictures`, where that very folder was given. */
function oneFolderOff(missing: readonly RootPicture[], there: ReadonlySet<string>): string {
  for (const { address } of missing) {
    const [top = "", ...rest] = pathOf(address).split("/");
    if (rest.length > 0 && there.has(rest.join("/"))) return `; expected the folder that holds ${top}/`;
  }
  return "";
}

/** A file that somebody who reads the address would take for the picture; no address leads to it but its own. */
function writtenOtherwise(missing: readonly RootPicture[], there: ReadonlySet<string>): string {
  const alike = new Map([...there].map((path) => [plain(path), path]));
  for (const { address } of missing) {
    const literal = address.slice(1);
    const path = there.has(literal) ? literal : alike.get(plain(pathOf(address)));
    if (path !== undefined) return `; the address of ${path} is /${path.split("/").map(encodeURIComponent).join("/")}`;
  }
  return "";
}

/** Without letter case, and with letters and their accents as one: disks of other systems do not tell them apart. */
const plain = (path: string): string => path.normalize("NFC").toLowerCase();

/** The path below the folder that an address leads to. */
function pathOf(address: string): string {
  const { pathname } = new URL(address, "http://localhost");
  return pathname.slice(1).split("/").map(decoded).join("/");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
