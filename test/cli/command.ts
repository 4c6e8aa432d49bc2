import { run } from "../../src/cli/main.ts";

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command line in this process, as in a terminal of `columns` where that is given. */
export async function command(
  argv: readonly string[],
  { cwd = process.cwd(), columns }: { readonly cwd?: string; readonly columns?: number } = {},
): Promise<Outcome> {
  let [out, error] = ["", ""];
  const code = await run(argv, {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    cwd,
    env: {},
    terminal: columns !== undefined,
    columns,
    signal: new AbortController().signal,
  });
  return { code, out, error };
}
