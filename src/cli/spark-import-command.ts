import type { TrainArguments } from "./options/train.ts";
import type { SparkRequest } from "./spark-request.ts";

/** The words of the command that packs what a job wrote into the folder `path`, with all that was asked of the artefact. */
export function importCommand(path: string, { precision, users }: SparkRequest, asked: TrainArguments): string[] {
  const { items, skipBadRows, keep, name, note, out } = asked;
  const given = (option: string, value: string | undefined): string[] => (value === undefined ? [] : [option, value]);
  return [
    ...["nearedge", "import", path],
    ...given("--items", items),
    ...(items !== undefined && skipBadRows ? ["--skip-bad-rows"] : []),
    ...given("--keep", keep.length === 0 ? undefined : keep.join(",")),
    ...given("--name", name),
    ...given("--note", note),
    ...(precision === "f32" ? ["--precision", precision] : []),
    ...(users ? ["--users"] : []),
    ...["--out", out],
  ];
}
