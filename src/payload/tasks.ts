import { textOf } from "../model/database.ts";
import type { Site } from "../model/site.ts";
import { handedOn } from "./commandLine/hosts.ts";
import type { Reader } from "./reader.ts";
import { part, spelledText, type Text } from "./text.ts";

const SCHTASKS = { spelled: "schtasks", pattern: "schtasks.exe" };

/** The command of the scheduled task that another action sets up under a name; undefined where none does, or several do. */
export function scheduledTask(
  reader: Reader,
  name: string,
): { readonly command: Text; readonly site: Site } | undefined {
  const found = reader.taskMakers().flatMap((row) => {
    const target = row.cells["Target"];
    if (target === undefined) return [];
    const text = spelledText(textOf(row, "Target") ?? "", target.site);
    const from = /\bschtasks(?:\.exe)?"?/i.exec(text.value);
    const handed = from === null ? undefined : handedOn(SCHTASKS, part(text, from.index + from[0].length));
    const isIt =
      handed?.kind === "task" && handed.command !== undefined && handed.name.toLowerCase() === name.toLowerCase();
    return isIt && handed.command !== undefined ? [{ command: handed.command, site: target.site }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}
