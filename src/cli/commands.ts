import type { Command } from "commander";

/** Every command by its name, in the order of `nearedge --help`. Its file describes it; what it does is loaded when it is called. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  explore: async () => (await import("./commands/explore.ts")).exploreCommand(),
  train: async () => (await import("./commands/train.ts")).trainCommand(),
  import: async () => (await import("./commands/import.ts")).importCommand(),
  "spark-job": async () => (await import("./commands/spark-job.ts")).sparkJobCommand(),
  evaluate: async () => (await import("./commands/evaluate.ts")).evaluateCommand(),
  compare: async () => (await import("./commands/compare.ts")).compareCommand(),
  tune: async () => (await import("./commands/tune.ts")).tuneCommand(),
  models: async () => (await import("./commands/models.ts")).modelsCommand(),
  recommend: async () => (await import("./commands/recommend.ts")).recommendCommand(),
  similar: async () => (await import("./commands/similar.ts")).similarCommand(),
  predict: async () => (await import("./commands/predict.ts")).predictCommand(),
  export: async () => (await import("./commands/export.ts")).exportCommand(),
  inspect: async () => (await import("./commands/inspect.ts")).inspectCommand(),
  serve: async () => (await import("./commands/serve.ts")).serveCommand(),
  site: async () => (await import("./commands/site.ts")).siteCommand(),
  deploy: async () => (await import("./commands/deploy.ts")).deployCommand(),
  rollback: async () => (await import("./commands/rollback.ts")).rollbackCommand(),
  publish: async () => (await import("./commands/publish.ts")).publishCommand(),
};
