import { shopFiles } from "./shop-artefact.ts";
import type { Site } from "./site.ts";

/** Puts an artefact into a folder of a site whose manifest comes late. */
export async function putLate(site: Site, folder: string): Promise<void> {
  const files = await shopFiles(64, "Late");
  site.put(folder, files);
  const body = files.find(({ name }) => name === "manifest.json")?.bytes ?? "";
  site.answer(`/${folder}/manifest.json`, { body, type: "application/json", afterMs: 300 });
}
