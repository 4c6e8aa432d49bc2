import { announcing, describeEnd, exitCodeOf, waitUntilIdle } from "../probe/wait.ts";
import { printable } from "./excerpt.ts";
import { watchInstaller } from "./installer.ts";
import type { Io } from "./io.ts";
import type { Command } from "./options.ts";

/** `wait`: ends as soon as Windows Installer is idle, or when the time is over: then an installation would get 1618. */
export async function wait({ timeout }: Extract<Command, { name: "wait" }>, io: Io): Promise<number> {
  const say = (text: string) => io.error(`msi1618: ${printable(text)}\n`);
  const options = { timeout, onState: announcing(say) };
  const end = await waitUntilIdle(watchInstaller(), options, io.signal);
  if (end.kind === "idle") io.out(`${describeEnd(end, options)}\n`);
  else say(describeEnd(end, options));
  return exitCodeOf(end);
}
