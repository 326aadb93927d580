import { describe, expect, it } from "vitest";
import { welcome } from "../../scripts/welcome.ts";
import type { Manifest } from "../../src/artefact/manifest.ts";
import { artefact } from "../serving/fixture.ts";

const started = { port: 8787, artefact: ".nearedge/artefact", itemId: "it's", isBuiltIn: true };
const figures = (subject: string, ndcg: number, protocol = "hold-out of the last") => {
  return { subject, protocol, part: "validation" as const, users: 1200, metrics: { "ndcg@10": ndcg } };
};
const withFigures = (evaluations: Manifest["evaluations"], note = ""): Manifest => {
  const { manifest } = artefact();
  return { ...manifest, data: { ...manifest.data, note }, evaluations };
};

describe("the last words of npm start", () => {
  it("say where the page and the service are, and what the data are worth", () => {
    const words = welcome(withFigures([], "simulated audience"), started);
    expect(words).toContain("http://127.0.0.1:8787/docs");
    expect(words).toMatch(/trained .*\(simulated audience\): \d+ users, \d+ items/);
    expect(words).not.toContain("quality");
  });

  it("say how often popularity the last subject is, and only of the same protocol", () => {
    const better = [figures("popularity", 0.05), figures("retrieval", 0.1), figures("retrieval+head", 0.2)];
    expect(welcome(withFigures(better), started)).toContain("nDCG@10 0.200, 4.0 times that of popularity (validation");
    const other = [figures("popularity", 0.05), figures("retrieval", 0.1, "random:0.2")];
    expect(welcome(withFigures(other), started)).not.toContain("quality");
    const worse = [figures("popularity", 0.05), figures("retrieval", 0.04)];
    expect(welcome(withFigures(worse), started)).toContain("no better than showing what is popular");
  });

  it("give a command that a shell takes, whatever the id and the folder are", () => {
    expect(welcome(withFigures([]), started)).toContain(`-d '{"history":["it'\\''s"],"k":5}'`);
    const spaced = welcome(withFigures([]), { ...started, artefact: "my shop/it's" });
    expect(spaced).toContain("npx nearedge inspect 'my shop/it'\\''s'\n");
    expect(spaced).toContain("npx nearedge deploy 'my shop/it'\\''s' --dry-run\n");
    const files = welcome(withFigures([]), { ...started, publicFolder: "my files" });
    expect(files).toContain("npx nearedge deploy .nearedge/artefact --public 'my files' --dry-run\n");
    expect(welcome(withFigures([]), { ...started, isBuiltIn: false })).not.toContain("your-ratings.csv");
  });
});
