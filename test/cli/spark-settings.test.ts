import { describe, expect, it } from "vitest";
import { parseSettings, type Setting, shownSettings, withoutSecrets } from "../../src/spark/settings.ts";

describe("settings of Spark for eyes", () => {
  it.each([
    "spark.hadoop.fs.s3a.secret.key",
    "spark.hadoop.fs.s3a.access.key",
    "spark.hadoop.fs.s3a.session.token",
    "spark.hadoop.fs.s3a.encryption.key",
    "spark.hadoop.fs.oss.accessKeyId",
    "spark.hadoop.fs.azure.account.key.store.dfs.core.windows.net",
    "spark.hadoop.fs.azure.sas.box.store.blob.core.windows.net",
    "spark.ssl.keyStorePassword",
    "spark.myjob.passphrase",
    "spark.myjob.apiKey",
  ])("hide the value of %s", (name) => {
    expect(shownSettings([[name, "hush"]])).toEqual([[name, "…"]]);
    expect(withoutSecrets("say hush", [[name, "hush"]])).toBe("say …");
  });

  it.each([
    ["spark.executor.memory", "8g"],
    ["spark.jars.packages", "org.apache.hadoop:hadoop-aws:3.5.0"],
    ["spark.hadoop.fs.s3a.endpoint", "https://minio:9000"],
    ["spark.sql.keyspace", "plays"],
  ])("show that of %s", (...setting) => {
    expect(shownSettings([setting])).toEqual([setting]);
  });

  it("hide words within options of Java, and users of addresses", () => {
    const settings: Setting[] = [
      ["spark.driver.extraJavaOptions", "-Xss4m -Djavax.net.ssl.keyStorePassword=hush -Dhttps.proxyHost=a"],
      ["spark.x", "https://me:word@host/"],
    ];
    expect(shownSettings(settings)).toEqual([
      ["spark.driver.extraJavaOptions", "-Xss4m -Djavax.net.ssl.keyStorePassword=… -Dhttps.proxyHost=a"],
      ["spark.x", "https://…@host/"],
    ]);
    expect(withoutSecrets("bad password hush", settings)).toBe("bad password …");
  });

  it("hide the whole of a secret that begins with another one", () => {
    const settings: Setting[] = [
      ["a.token", "abc"],
      ["b.token", "abcdef"],
    ];
    expect(withoutSecrets("abcdef, abc", settings)).toBe("…, …");
  });

  it("are refused without a name, and without their value", () => {
    expect(() => parseSettings(["hush"])).toThrow(expect.objectContaining({ code: "bad-assignment" }));
    for (const text of ["hush", "a b=hush", "fs.s3a.secret.key=hush", "hush=="]) {
      expect(() => parseSettings([text])).toThrow(/^(?!.*hush)/);
    }
    expect(parseSettings(["spark.b=c=d"])).toEqual([["spark.b", "c=d"]]);
  });

  it("are refused with white space at the ends of a value: Spark would take it away", () => {
    for (const text of ["spark.b= hush", "spark.b=hush\n", "spark.b=hush\t"]) {
      expect(() => parseSettings([text])).toThrow(/^--spark-conf: spark\.b: (?!.*hush)/);
    }
    expect(parseSettings(["spark.b=c d", "spark.c="])).toEqual([
      ["spark.b", "c d"],
      ["spark.c", ""],
    ]);
  });
});
