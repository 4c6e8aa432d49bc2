import { controlNames, type InstallerState, type ServiceStatus } from "./state.ts";

/** The state in a few words that need no colour, as in `Installing contoso.msi 0:42`; `now` in milliseconds since 1970. */
export function headline(state: InstallerState, now: number): string {
  switch (state.state) {
    case "idle":
      return "Installer idle";
    case "busy":
      return [work(state), ...elapsed(state, now)].join(" ");
    case "unknown":
      return "Installer state unknown";
    case "unavailable":
      return "Installer state unavailable";
  }
}

/** A product's code says that something is done to it, and not that it is installed. */
function work({ package: file, product }: InstallerState): string {
  if (file !== null) return `Installing ${file}`;
  return product === null ? "Installer busy" : `Installer busy with ${product}`;
}

function elapsed({ since }: InstallerState, now: number): readonly string[] {
  if (since === null) return [];
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  const rest = two(seconds % 60);
  return [hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`];
}

/** Tells a moment, given as ISO 8601, to a person. */
export type Clock = (at: string) => string;

/** The state in full, line by line, as text for people: the headline, why, what is known, and the evidence. */
export function describeState(state: InstallerState, now: number, clock?: Clock): readonly string[] {
  const facts = factsOf(state, clock);
  const width = Math.max(0, ...facts.map(([label]) => label.length));
  return [
    headline(state, now),
    state.reason,
    ...(facts.length === 0 ? [] : ["", ...facts.map(([label, value]) => `${label.padEnd(width)}  ${value}`)]),
    ...(evidenceTold(state) ? ["", ...state.evidence.map(({ says }) => `- ${says}`)] : []),
  ];
}

/** Whether the evidence is worth telling: where it only repeats the reason it is no more to read. */
export function evidenceTold({ evidence, reason }: InstallerState): boolean {
  return evidence.some(({ says }) => says !== reason);
}

/** What is known of a state, as label and value: `["Owner", "4242 (C:\\Windows\\System32\\msiexec.exe)"]`. What is not known is left out. */
export function factsOf(
  state: InstallerState,
  clock: Clock = (at) => at,
): readonly (readonly [label: string, value: string])[] {
  const { owner, service } = state;
  const facts: readonly (readonly [string, string | null])[] = [
    ["Package", state.package],
    ["Product", state.product],
    ["Since", state.since === null ? null : clock(state.since)],
    ["Owner", owner === null ? null : `${owner.pid}${owner.image === null ? "" : ` (${owner.image})`}`],
    ["Mutex", state.mutex === "unknown" ? null : state.mutex],
    ["Service", service === null ? null : serviceText(service)],
    ["InProgress", state.inProgress === null ? null : state.inProgress ? "present" : "absent"],
    ["Windows Installer", state.installerVersion],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]));
}

/** As in `running, accepts STOP | SHUTDOWN, process 4242`. */
function serviceText({ state, controls, pid }: ServiceStatus): string {
  const accepts = controlNames(controls).join(" | ") || "no control";
  return `${state}, accepts ${accepts}${pid === null ? "" : `, process ${pid}`}`;
}
