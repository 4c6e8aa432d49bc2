import { existsSync, readFileSync } from "node:fs";
import { check } from "./check.ts";
import { explain } from "./explain.ts";
import { helpOn } from "./help.ts";
import { EXIT, type Io } from "./io.ts";
import { type Command, parseCommand, UsageError } from "./options.ts";
import { status } from "./status.ts";
import { tables } from "./tables.ts";
import { wait } from "./wait.ts";

/** Runs a command line, without the program's name, to its exit code. Never ends the process and never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(parseCommand(argv), io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.error(`msi1618: ${error.message}\nTry msi1618 --help.\n`);
      return EXIT.usage;
    }
    io.error(`msi1618 failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.failed;
  }
}

async function dispatch(command: Command, io: Io): Promise<number> {
  switch (command.name) {
    case "check":
      return check(command, io);
    case "tables":
      return tables(command, io);
    case "explain":
      return explain(command.rule, io);
    case "status":
      return status(command, io);
    case "wait":
      return wait(command, io);
    case "lsp":
      return serve();
    case "help":
      io.out(helpOn(command.topic));
      return EXIT.clean;
    case "version":
      io.out(`msi1618 ${version()}\n`);
      return EXIT.clean;
  }
}

/** Loaded only here: the other commands need nothing of it. The server ends the process with its connection, so this never resolves. */
async function serve(): Promise<number> {
  const { serveStdio } = await import("../server/server.ts");
  serveStdio();
  return new Promise(() => {});
}

/** From the package.json beside `dist/` or above `src/cli/`. */
function version(): string {
  const places = ["../package.json", "../../package.json"].map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(place));
  const text = found === undefined ? "" : readFileSync(found, "utf8");
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? "of unknown version";
}
