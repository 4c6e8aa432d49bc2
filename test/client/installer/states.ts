import type { InstallerState } from "../../../src/probe/state.ts";

/** A state of which nothing is known but what is given. */
export function stateOf(state: InstallerState["state"], more: Partial<InstallerState> = {}): InstallerState {
  const nothing = { since: null, package: null, product: null, owner: null, service: null, inProgress: null };
  return { state, ...nothing, mutex: "unknown", installerVersion: null, evidence: [], reason: "Because.", ...more };
}

/** An installation as a machine with everything readable tells of it. */
export const INSTALLING = stateOf("busy", {
  since: "2026-05-04T12:03:05Z",
  package: "contoso.msi",
  product: "Contoso Suite",
  owner: { pid: 4711, image: "C:\\Windows\\System32\\msiexec.exe" },
  mutex: "held",
  service: { state: "running", controls: 4, pid: 4711 },
  inProgress: true,
  installerVersion: "5.0.22621.1",
  evidence: [
    { source: "mutex", says: "Somebody holds it.", speaksFor: "busy" },
    { source: "in-progress-key", says: "The key is there.", speaksFor: "neither" },
  ],
  reason: "The mutex is held.",
});

/** Tells a time as it stands, so that tests do not depend on where they run. */
export const clock = (at: string): string => at.slice(11, 19);

/** Names that would be icons, markup, commands of a terminal or something else than they are, if they were let. */
export const HOSTILE = [
  "$(flame).msi",
  "a\\$(flame).msi",
  "[x](command:workbench.action.quit) **b** `c` <img src=x> ![i](http://127.0.0.1/i.png)",
  "a | b | c",
  "http://127.0.0.1/ www.contoso.example me@contoso.example &lt;b&gt; ~~no~~ $x$",
  "\u202egpj.msi",
  "a\u001b]0;title\u0007\r\n# Heading\n\n- list\u2028end",
] as const;
