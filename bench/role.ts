/** What a child process does. `end` runs when the parent lets go of it. */
export interface Role {
  run(task: unknown): Promise<unknown>;
  end(): Promise<void>;
}
