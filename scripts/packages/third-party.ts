import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Packages of which parts lie in the engine's bundles. */
const BUNDLED = ["hono", "zod", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"] as const;

/** The notice that their licences ask for: names, versions, licences, and the texts that the packages bring along. */
export function thirdParty(root: string): string {
  const sections = BUNDLED.map((name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const text = join(folder, "LICENSE");
    const terms = existsSync(text) ? `\n${readFileSync(text, "utf8").trim()}\n` : "";
    return `## ${name} ${version}\n\nLicence: ${license}\n${terms}`;
  });
  return `# Parts of other packages in this one\n\n${sections.join("\n")}`;
}
