import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Setting } from "../../src/spark/settings.ts";
import { propertiesText } from "../../src/spark/settings-file.ts";
import { readProperties } from "./properties.ts";

describe("settings as a file of properties", () => {
  it("are what Java's reader gives back, whatever characters they have", () => {
    const name = fc.stringMatching(/^spark\.[\w.-]+$/);
    const unit = fc.oneof(
      fc.constantFrom(..."\\ #!:=\t\n\r\fun"),
      fc.nat(0xffff).map((code) => String.fromCharCode(code)),
    );
    const value = fc.array(unit).map((units) => units.join(""));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (settings) => {
        // White space at the start is refused where a setting is read.
        const given = settings.map(([key, text]): Setting => [key, text.replace(/^[\0- ]+/, "")]);
        expect(readProperties(propertiesText(given))).toEqual(new Map(given));
      }),
    );
  });

  it("are plain lines where nothing has a meaning, and ASCII always", () => {
    expect(propertiesText([["spark.executor.memory", "8g"]])).toBe("spark.executor.memory=8g\n");
    const odd = "#!:= C:\\new\té\u{1f600}";
    expect(propertiesText([["spark.x", odd]])).toBe("spark.x=#!:= C:\\\\new\\t\\u00e9\\ud83d\\ude00\n");
  });
});
