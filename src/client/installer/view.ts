import { type Clock, headline } from "../../probe/describe.ts";
import type { InstallerState } from "../../probe/state.ts";
import { oneLine, shortened, withoutIcons } from "./plain.ts";

/** What the status bar item shows besides its tooltip. The text says the state without the colour. */
export interface View {
  readonly text: string;
  /** For screen readers: no seconds that run. */
  readonly label: string;
  /** True only while an installation runs: the item then stands out. */
  readonly warns: boolean;
}

/** Longer package names would push the other items out of the status bar; the tooltip has them whole. */
const LONGEST_NAME = 40;

const ICONS = { idle: "pass", busy: "lock", unknown: "question", unavailable: "circle-slash" } as const;

/** What to show of a state at a moment, in milliseconds since 1970; of none, that the first look is not back yet. */
export function viewOf(state: InstallerState | undefined, now: number, clock: Clock): View {
  if (state === undefined) {
    return { text: "$(ellipsis) Installer state", label: "The state of Windows Installer is being read", warns: false };
  }
  const short = { ...state, package: shorten(state.package), product: shorten(state.product) };
  return {
    text: `$(${ICONS[state.state]}) ${withoutIcons(headline(short, now))}`,
    label: oneLine(`${sentenceOf(state, clock)}. ${state.reason}`),
    warns: state.state === "busy",
  };
}

function shorten(name: string | null): string | null {
  return name === null ? null : shortened(name, LONGEST_NAME);
}

/** The state as one sentence without a full stop; why it is so is told apart from it. */
export function sentenceOf({ state, since, package: file, product }: InstallerState, clock: Clock): string {
  switch (state) {
    case "idle":
      return "Windows Installer is idle";
    case "busy": {
      const what = file ?? product;
      return `Windows Installer is busy${what === null ? "" : ` with ${what}`}${since === null ? "" : ` since ${clock(since)}`}`;
    }
    case "unknown":
      return "The state of Windows Installer is unknown";
    case "unavailable":
      return "The state of Windows Installer is unavailable here";
  }
}
