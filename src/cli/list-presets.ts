import { PRESETS } from "./presets.ts";

/** Prints the presets: the network of each row, what the notebook did wrong, and what we do. */
export function listPresets({ json }: { readonly json?: boolean | undefined }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ presets: PRESETS })}\n`);
    return;
  }
  const lines = PRESETS.map(({ name, model, set, summary, wrong, ours }) => {
    const options = Object.entries(set).map(([key, value]) => `${key}=${value}`);
    return [
      `${name}: ${summary}`,
      `  ${[model, ...options].join(" ")}`,
      `  there: ${wrong}`,
      `  here:  ${ours}`,
      "",
    ].join("\n");
  });
  process.stdout.write(lines.join("\n"));
}
