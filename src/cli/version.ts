import { existsSync, readFileSync } from "node:fs";

/** The package's version, from the package.json above the sources or above the built files. */
export function version(): string {
  const places = ["../../package.json", "../../../package.json"].map((path) => new URL(path, import.meta.url));
  const file = places.find((place) => existsSync(place));
  const manifest: unknown = file ? JSON.parse(readFileSync(file, "utf8")) : {};
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}
