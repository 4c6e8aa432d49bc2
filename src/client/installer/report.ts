import { type Clock, evidenceTold, factsOf } from "../../probe/describe.ts";
import type { InstallerState } from "../../probe/state.ts";
import { withoutMarkup } from "./plain.ts";
import { sentenceOf } from "./view.ts";

/** The state in full as Markdown, for the tooltip. No text of the machine is markup in it. */
export function markdownOf(state: InstallerState, clock: Clock): string {
  const rows = factsOf(state, clock).map(([label, value]) => `| ${withoutMarkup(label)} | ${withoutMarkup(value)} |`);
  const evidence = state.evidence.map(({ says, speaksFor }) => `- ${withoutMarkup(says)}${SPEAKS[speaksFor]}`);
  return [
    `**${withoutMarkup(sentenceOf(state, clock))}**`,
    withoutMarkup(state.reason),
    ...(rows.length === 0 ? [] : [["| | |", "|:--|:--|", ...rows].join("\n")]),
    ...(evidenceTold(state) ? [evidence.join("\n")] : []),
  ].join("\n\n");
}

const SPEAKS = { busy: " *(busy)*", idle: " *(idle)*", neither: "" } as const;
