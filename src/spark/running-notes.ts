const WITHOUT_MASTER = "the master is gone; the job goes on with the executors that it has";

/** What Spark only warns of in its log, and a person has to know while the job runs. */
const NOTES: readonly { readonly said: RegExp; readonly note: string; readonly after?: string }[] = [
  {
    said: /Initial job has not accepted any resources/,
    note: "the master has no executor for the job yet; it waits",
  },
  { said: /Disconnected from Spark cluster! Waiting for reconnection/, note: WITHOUT_MASTER },
  {
    said: /Lost executor /,
    // With a master it gives another one.
    after: WITHOUT_MASTER,
    note: "an executor is lost, and no master gives another; where none is left the job waits until Ctrl-C ends it",
  },
];

/** Looks at lines of the log, and says each note once. */
export function runningNotes(say: (note: string) => void): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    const found = NOTES.find(({ said: pattern }) => pattern.test(line));
    if (found === undefined || said.has(found.note)) return;
    if (found.after !== undefined && !said.has(found.after)) return;
    said.add(found.note);
    say(found.note);
  };
}
