const PICTURE_DATA = /^data:image\/(png|jpeg|gif|webp|avif|svg\+xml)[;,]/i;

/** The address of a picture that a page may show: http(s), root-relative or data of an image; undefined for anything else. */
export function pictureAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return PICTURE_DATA.test(text) || isPageAddress(text) ? text : undefined;
}

/** The address of a page that may be linked to: http(s) or root-relative; undefined for anything else, such as `javascript:`. */
export function pageAddress(text: string | undefined): string | undefined {
  return text !== undefined && isPageAddress(text) ? text : undefined;
}

function isPageAddress(text: string): boolean {
  // "//host" and "/\host" would leave this site without saying so.
  return /^https?:\/\/[^\s]+$/i.test(text) || /^\/(?![/\\])\S*$/.test(text);
}
