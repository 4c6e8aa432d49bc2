import { textOf } from "../model/database.ts";
import type { FixOffer, FixPayload } from "../model/finding.ts";
import type { Site } from "../model/site.ts";
import type {
  CallsInstaller,
  CommandNotPassed,
  Effect,
  StartsInstallation,
  StartsRedistributable,
} from "../payload/effect.ts";
import type { Occurrence } from "./rule.ts";

/** Every verdict can be silenced; in the order in which people should think of it. */
const SILENCE: readonly FixOffer[] = [
  { kind: "suppress", title: "Suppress with a comment that gives the reason" },
  { kind: "suppress-file", title: "Suppress in this file, with a comment that gives the reason" },
  { kind: "accept", title: "Accept in the settings, with a reason" },
];

/** The kinds of fix that may apply to an occurrence, the one to prefer first. Whether the sources allow one is known when it is looked at. */
export function offersFor(occurrence: Occurrence, effect: Effect | undefined): readonly FixOffer[] {
  // An embedded user interface does more than install: no edit of its row takes just that away.
  const stays = effect === undefined || occurrence.step.table === "MsiEmbeddedUI";
  return [...(stays ? [] : moves(occurrence, effect)), ...SILENCE];
}

function moves(occurrence: Occurrence, effect: Effect): readonly FixOffer[] {
  switch (effect.kind) {
    case "starts-installation":
      return [...moved(occurrence, packageOf(effect), effect), ...later(occurrence, effect)].concat(
        removed(effect),
        awaited(occurrence, effect),
      );
    case "starts-redistributable":
      return [...moved(occurrence, programOf(effect, occurrence), effect), ...awaited(occurrence, effect)];
    case "package-as-program":
      return bundled(occurrence, { ...NOTHING, kind: packageKind(effect.package), spelled: effect.package }, "install");
    case "calls-installer":
      return called(occurrence, effect);
    case "command-not-passed":
      return passed(effect);
    default:
      return [];
  }
}

const NOTHING = { arguments: "", properties: [] } as const;

const packageKind = (name: string) => (/\.msp"?$/i.test(name) ? "msp" : "msi");

function packageOf({ operation, package: spelled, properties = [] }: StartsInstallation): FixPayload {
  return { kind: operation === "patch" ? "msp" : packageKind(spelled), spelled, arguments: "", properties };
}

/** Known set-ups that are bundles made with WiX, whatever their version. */
const BURN: ReadonlySet<string> = new Set(["dotnet", "dokan", "ssms", "python", "bundle", "burn"]);

function programOf({ program, installer }: StartsRedistributable, { understanding }: Occurrence): FixPayload {
  // Since Visual C++ 2015 the name has an underscore; before 2012 the program was no bundle.
  const isBurn = BURN.has(installer.id) || (installer.id === "vcredist" && /vc_redist/i.test(program));
  const run = understanding.runs.find((one) => one.program === program);
  const kind = isBurn ? "burn" : "exe";
  return { kind, spelled: program, arguments: run?.arguments.trim() ?? "", properties: [], known: installer.id };
}

/** A chain installs and patches; it makes no administrative image, repairs nothing on demand and removes no other product. */
function bundled({ step }: Occurrence, payload: FixPayload, operation: string, call?: string): readonly FixOffer[] {
  if (operation !== "install" && operation !== "patch") return [];
  if (step.table === "AdminExecuteSequence" || step.table === "AdminUISequence") return [];
  if (step.table === "AdvtExecuteSequence" || step.type?.execution === "rollback") return [];
  const late =
    step.type?.execution === "commit" || step.moment === "after-execute" || (step.sequence ?? 0) > USUAL_FINALIZE;
  const exit = step.sequence !== undefined && step.sequence < 0;
  const title = `Ship a bundle that installs ${nameIn(payload)}: from now on the bundle is what is shipped`;
  const order = late || exit ? "after" : "before";
  return [{ kind: "bundle", title, payload, order, ...(call === undefined ? {} : { call }) }];
}

const USUAL_FINALIZE = 6600;

function nameIn({ spelled }: FixPayload): string {
  return spelled === ""
    ? "both packages"
    : (spelled
        .replace(/^\[[#!](.*)\]$/, "$1")
        .split(/[\\/\]]/)
        .at(-1) ?? spelled);
}

/**
 * After ExecuteAction nothing holds the mutex, and the client runs the action unelevated: msiexec has the service elevate it, any other set-up that wants to be
 * administrator is not even started (error 740).
 */
function later({ step }: Occurrence, { ui }: StartsInstallation): readonly FixOffer[] {
  const table = step.table === "InstallExecuteSequence" || step.table === "AdminExecuteSequence";
  if (!table || step.type?.execution === "rollback") return [];
  const quiet = ui === "none";
  const shown = `${quiet ? "with its user interface, " : ""}as the user who is not elevated; skipped at /qb and /qn`;
  const dialog: FixOffer = { kind: "exit-dialog", title: `Run it from the exit dialog (${shown})`, quiet };
  const sequence: FixOffer = { kind: "ui-sequence", title: `Run it at the end of the UI sequence (${shown})`, quiet };
  return step.table === "AdminExecuteSequence" ? [sequence] : [dialog, sequence];
}

function removed({ operation, package: product }: StartsInstallation): readonly FixOffer[] {
  if (operation !== "uninstall" || product === "") return [];
  return [{ kind: "upgrade", title: "Let an Upgrade row remove the other product", product }];
}

/** The code of an action is somebody's own: the package it installs moves, the action is not run any more, and its author is told. */
function called(
  occurrence: Occurrence,
  { api, call, operation, package: spelled }: CallsInstaller,
): readonly FixOffer[] {
  if (api !== "installs" || spelled === "" || /^\{/.test(spelled)) return [];
  return bundled(occurrence, { ...NOTHING, kind: packageKind(spelled), spelled }, operation, call);
}

/** The same where a script or a program of the product's own starts another one, which may do more than that, and where a command starts several. */
function moved(
  occurrence: Occurrence,
  payload: FixPayload,
  effect: StartsInstallation | StartsRedistributable,
): readonly FixOffer[] {
  const operation = effect.kind === "starts-installation" ? effect.operation : operationOf(payload);
  const isMore = isCode(occurrence, effect.site) || occurrence.understanding.runs.length > 1;
  return bundled(occurrence, payload, operation, isMore ? effect.program : undefined);
}

/** What a set-up program is told to do, as in `/uninstall /quiet`; it installs where it is told nothing else. */
function operationOf({ arguments: given }: FixPayload): string {
  return /(?:^|\s)"?[/-]{0,2}(uninstall|remove|repair|modify)\b/i.exec(given)?.[1]?.toLowerCase() ?? "install";
}

/** True for code in the action's process that is none of WiX's launchers, and for what stands in a file of its own that a shell runs. */
function isCode({ step }: Occurrence, site: Site): boolean {
  const target = step.definition === undefined ? "" : (textOf(step.definition, "Target") ?? "");
  const own = step.type?.target !== "exe" && !/^(?:Wix|CA|Qt).*Exec(?:64|Binary)?$/.test(target);
  return (
    own || (site.kind === "text" && /\.(?:bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|cs|vb|cpp|cxx|cc|c)$/i.test(site.file))
  );
}

/** Waiting helps only where the mutex is free. */
function awaited({ step }: Occurrence, effect: StartsInstallation | StartsRedistributable): readonly FixOffer[] {
  const left = effect.awaited === "no" || step.type?.return === "asyncNoWait" || step.type?.return === "asyncWait";
  if (step.mutexHeld || step.moment === "after-execute" || !left) return [];
  return [{ kind: "wait", title: "Wait for it (it still runs only where there is a user interface)" }];
}

function passed({ reads, setInstead }: CommandNotPassed): readonly FixOffer[] {
  if (setInstead === undefined || setInstead.property === reads) return [];
  return [
    {
      kind: "pass-command",
      title: `Pass the command line in ${reads}, where the action reads it`,
      reads,
      set: setInstead.property,
    },
  ];
}
