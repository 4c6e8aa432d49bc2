import { existsSync, readFileSync } from "node:fs";
import { ruleSummaries } from "../analysis/index.ts";
import { EXIT, type Io } from "./io.ts";

/** `explain RULE`: prints the rule's page; without a rule, or with one that does not exist, the list of rules. */
export function explain(rule: string | undefined, io: Io): number {
  const known = ruleSummaries.find((one) => one.id === rule);
  if (known === undefined) {
    const unknown = rule === undefined ? "Say which rule." : `There is no rule ${rule}.`;
    io.error(`msi1618: ${unknown} These are the rules:\n${list()}`);
    return EXIT.usage;
  }
  const page = pageOf(known.id);
  io.out(page ?? `# ${known.id}\n\n${known.title}\n`);
  return EXIT.clean;
}

function list(): string {
  const width = Math.max(...ruleSummaries.map(({ id }) => id.length));
  return ruleSummaries.map(({ id, title, level }) => `  ${id.padEnd(width)}  ${level.padEnd(11)}  ${title}\n`).join("");
}

/** The page without the marks that its tests need: beside the built program in `rules/`, beside the sources in `src/rules/`. */
function pageOf(rule: string): string | undefined {
  const places = ["rules/", "../rules/"].map((folder) => new URL(`${folder}${rule}.md`, import.meta.url));
  const found = places.find((place) => existsSync(place));
  return found === undefined ? undefined : readFileSync(found, "utf8").replaceAll(/[«»‸]/g, "");
}
