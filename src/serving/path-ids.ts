/**
 * Whether an id can be a segment of a path once it is percent-encoded: an empty one is no segment, and URLs take `.` and `..` for
 * steps between folders, however they are written.
 */
export function fitsPath(id: string): boolean {
  return id !== "" && id !== "." && id !== "..";
}
