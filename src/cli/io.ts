/** Where the command line writes to and what surrounds it: the process in real life, collectors in tests. */
export interface Io {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** The current folder, native. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True where standard output is a terminal. */
  readonly terminal: boolean;
  /** How many columns the terminal has, where that is known. */
  readonly columns: number | undefined;
  readonly signal: AbortSignal;
}

/** The exit codes, version 1: nothing at or above `--fail-on`; such findings; wrong usage or nothing to read; the tool failed. */
export const EXIT = { clean: 0, findings: 1, usage: 2, failed: 3 } as const;
