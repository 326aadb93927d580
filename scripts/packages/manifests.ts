import { BINARIES, ENTRIES, nameOf } from "./entries.ts";

/** The checkout's package.json, as far as packages take from it. */
export interface RootManifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly type: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, object>>;
}

/** `nearedge`: the engine. It depends on nothing. */
export function engineManifest({ version, description, license, keywords, type }: RootManifest): object {
  const code = ENTRIES.map((entry) => [
    entry.path,
    { types: `./types/${entry.source.replace(/\.ts$/, ".d.ts")}`, default: `./dist/${nameOf(entry)}.js` },
  ]);
  const binaries = BINARIES.map((name) => [`./${name}`, { types: "./types/binary.d.ts", default: `./dist/${name}` }]);
  return {
    ...{ name: "nearedge", version, description, license, keywords, type },
    engines: { node: ">=22" },
    files: ["dist", "types", "THIRD-PARTY.md"],
    // Importing the element registers it. Of everything else a bundler keeps what is used.
    sideEffects: ["./dist/element.js"],
    exports: { ...Object.fromEntries(code), ...Object.fromEntries(binaries), "./package.json": "./package.json" },
  };
}

/** `nearedge-cli`: the commands, and what they are made of for programs in Node. */
export function commandsManifest(root: RootManifest): object {
  const { version, license, keywords, type, engines, dependencies, peerDependencies, peerDependenciesMeta } = root;
  return {
    ...{ name: "nearedge-cli", version },
    description:
      "NearEdge's command line: trains recommenders, measures them, packs artefacts, serves and deploys them.",
    ...{ license, keywords, type, engines },
    bin: { nearedge: "bin/nearedge.js" },
    files: ["bin", "dist", "spark", "wrangler.toml", "docs", "CHANGELOG.md"],
    exports: {
      ".": { types: "./dist/src/node-training.d.ts", default: "./dist/src/node-training.js" },
      "./package.json": "./package.json",
    },
    ...{ dependencies, peerDependencies, peerDependenciesMeta },
  };
}
