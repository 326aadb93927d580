import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { temporaryFolder } from "../cli/nearedge.ts";
import { processesThatShow } from "../cli/shown-processes.ts";
import { CLUSTER, checksums, describeSpark, factorDifference, jobOf, query, trained, trainOnSpark } from "./spark.ts";
import { type StandaloneCluster, startStandalone } from "./standalone-cluster.ts";

const { folder } = temporaryFolder();
const OPTIONS = ["--set", "factors=8", "--set", "epochs=3", "--blocks", "4", "--name", "plays"];
const COLUMNS = ["--columns", "user=account,item=track,count=plays", "--duplicates", "sum"];
/** What no list of processes may show, by whatever name. */
const HUSH = "hush-4711";
const SECRETS = [`spark.hadoop.fs.s3a.secret.key=${HUSH}`, `spark.ssl.keyPassword=${HUSH}`, `spark.my.value=${HUSH}`];

let clusters: StandaloneCluster[] = [];
afterEach(async () => {
  await Promise.all(clusters.map((cluster) => cluster.end()));
  clusters = [];
});

async function cluster(name: string): Promise<StandaloneCluster> {
  const work = join(folder, name);
  mkdirSync(work);
  const started = await startStandalone(work);
  clusters.push(started);
  return started;
}

async function plays(): Promise<string> {
  const table = join(folder, "plays.parquet");
  await query(`COPY (
    SELECT (r * 7919) % 200 AS account, (r * 31 + r // 200) % 80 AS track, 1 + r % 5 AS plays FROM range(4000) AS rows(r)
  ) TO '${table}' (FORMAT parquet)`);
  return table;
}

describeSpark("a standalone cluster", () => {
  it("makes the artefact that local-cluster makes, and no list of processes shows its settings", async () => {
    const table = await plays();
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    const { master } = await cluster("first");
    const shown: string[] = [];
    let looked = 0;
    const secrets = SECRETS.flatMap((setting) => ["--spark-conf", setting]);
    const { stderr } = await trained(
      table,
      master,
      [...OPTIONS, ...COLUMNS, ...secrets, "--work", `${one}-work`, "--out", one],
      {
        onStderr: (text) => {
          if (processesThatShow("CoarseGrainedExecutorBackend").length > 0) looked++;
          shown.push(...processesThatShow(HUSH));
          expect(text).not.toContain(HUSH);
        },
      },
    );
    expect(stderr).toContain(`with --master ${master}`);
    expect(looked).toBeGreaterThan(0);
    expect(shown).toEqual([]);
    expect(jobOf(`${one}-work`).spark.executors).toBe(1);
    await trained(table, CLUSTER, [...OPTIONS, ...COLUMNS, "--work", `${two}-work`, "--out", two]);
    const { count, changed, difference } = await factorDifference(`${one}-work`, `${two}-work`);
    expect(count).toBe(jobOf(`${one}-work`).data.items * 8);
    expect(difference).toBeLessThan(1e-4);
    if (changed === 0) expect(checksums(one)).toEqual(checksums(two));
  });

  it("whose master goes away says so, and the job ends well with the executors that it has", async () => {
    const table = await plays();
    const { master, endMaster } = await cluster("second");
    let isEnded = false;
    const out = join(folder, "lost");
    const { status, stderr } = await trainOnSpark(
      table,
      master,
      [...OPTIONS, ...COLUMNS, "--work", `${out}-work`, "--out", out],
      {
        onStderr: (text) => {
          if (isEnded || !text.includes("spark: read")) return;
          isEnded = true;
          endMaster();
        },
      },
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("spark: the master is gone; the job goes on with the executors that it has\n");
  });

  it("that goes away as a whole says so, and Ctrl-C ends the job that waits for it", async () => {
    const table = await plays();
    const started = await cluster("third");
    let [isEnded, isSent] = [false, false];
    const out = join(folder, "gone");
    const { status, stderr } = await trainOnSpark(
      table,
      started.master,
      [...OPTIONS, ...COLUMNS, "--work", `${out}-work`, "--out", out],
      {
        onStderr: (text, kill) => {
          if (!isEnded && text.includes("spark: read")) {
            isEnded = true;
            started.endMaster();
          }
          if (text.includes("spark: the master is gone")) void started.end();
          if (isSent || !text.includes("spark: an executor is lost")) return;
          isSent = true;
          kill("SIGINT");
        },
      },
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining("interrupted")]);
    expect(existsSync(out)).toBe(false);
  });

  it("is told from what else answers at an address", async () => {
    const other = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const out = join(folder, "other");
    const args = [...OPTIONS, ...COLUMNS, "--work", `${out}-work`, "--out", out];
    const { status, stderr } = await trainOnSpark(await plays(), `spark://127.0.0.1:${port}`, args, {
      // The log stays there.
      env: { TMPDIR: folder },
    });
    other.close();
    expect([status, stderr]).toEqual([1, expect.stringContaining("what answers there is no master of this Spark")]);
  });
});
