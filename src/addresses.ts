/** What an address of an item leads to: a picture of it, or its own page. */
export type AddressKind = "image" | "link";

/** Longer addresses are left out: one that is cut leads nowhere. In UTF-16 units. */
export const LONGEST_ADDRESS = 2048;

/**
 * Usual names of columns of addresses, in plain form (lower case letters and digits), in order of preference: of several in
 * one catalogue, the earliest is shown.
 */
const NAMES: Readonly<Record<AddressKind, readonly string[]>> = {
  image: [
    ...["image", "picture", "cover", "poster", "photo", "thumbnail", "thumb", "img", "images", "pictures", "photos"],
    ...["imageurl", "imagelink", "imagesrc", "imageuri", "imageaddress", "mainimage", "mainimageurl", "productimage"],
    ...["productimageurl", "featuredimage", "featuredimageurl", "largeimageurl", "mediumimageurl", "smallimageurl"],
    ...[
      "imageurll",
      "imageurlm",
      "imageurls",
      "imgurl",
      "imgsrc",
      "imurl",
      "imurlhighres",
      "pictureurl",
      "picturelink",
    ],
    ...["coverurl", "coverlink", "coverimage", "coverimg", "coverimageurl", "bookcover", "posterurl", "posterlink"],
    ...[
      "posterimage",
      "photourl",
      "thumbnailurl",
      "thumbnaillink",
      "thumburl",
      "artworkurl",
      "albumart",
      "albumarturl",
    ],
  ],
  link: [
    ...["link", "url", "href", "permalink", "producturl", "productlink", "itemurl", "itemlink", "pageurl", "pagelink"],
    ...["detailurl", "detailsurl", "canonicalurl", "weburl", "weblink", "webpage", "website", "homepage", "uri"],
  ],
};

/** Pictures that a cell may hold itself. An `<img>` runs no script of an SVG. */
const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i;
const ROOT_RELATIVE = /^\/(?![/\\])/;
/** Browsers leave control characters out of an address before they read it: `/<tab>/host` is another host. */
const HAS_CONTROL = /\p{Cc}/u;

/**
 * Whether a page may show this address: http, https, or from the root (`/pictures/7.svg`), and for pictures `data:image/…` of
 * a usual type; at most LONGEST_ADDRESS long. Never `javascript:`, `file:` or an address relative to some page.
 */
export function isAddress(text: string, kind: AddressKind): boolean {
  if (text.length > LONGEST_ADDRESS || HAS_CONTROL.test(text)) return false;
  if (/^https?:\/\//i.test(text)) return URL.canParse(text);
  return ROOT_RELATIVE.test(text) || (kind === "image" && DATA_IMAGE.test(text));
}

/** The kind of addresses that columns of this name usually hold; undefined for other names. */
export function addressKindOf(name: string): AddressKind | undefined {
  if (NAMES.image.includes(plain(name))) return "image";
  return NAMES.link.includes(plain(name)) ? "link" : undefined;
}

/**
 * The column that holds pictures, or links, among those that an artefact describes in `columns`: one called `image` or `link`,
 * else the earliest of the usual names (`poster`, `image_url`, `href` …). Columns of texts come before categories, in which
 * earlier artefacts keep addresses. undefined where there is none.
 */
export function addressColumn(
  kind: AddressKind,
  columns: { readonly categories: readonly string[]; readonly texts?: readonly string[] | undefined },
): string | undefined {
  const [found] = [columns.texts ?? [], columns.categories].flatMap((names) => [
    ...names.filter((name) => name === kind),
    ...NAMES[kind].flatMap((usual) => names.find((name) => plain(name) === usual) ?? []),
  ]);
  return found;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
