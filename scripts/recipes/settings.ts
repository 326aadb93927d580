/** Options of a model as arguments: `--set model.key=value` for each. */
export function withOptions(model: string, options: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(options).flatMap(([key, value]) => ["--set", `${model}.${key}=${value}`]);
}
