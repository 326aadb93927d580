/** An argument as it is typed into a POSIX shell: between single quotes where it has characters that mean something there. */
export function shellText(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
