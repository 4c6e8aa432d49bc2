import { integerOf, type Row, textOf } from "../model/database.ts";

/** What an entry point of the WiX utility library does with the property it reads. */
export interface WixEntry {
  readonly entry: string;
  /** `command`: a command line for CreateProcess, waited for; `target`: a file for ShellExecute, not waited for; `binary`: the id of a Binary, likewise; `inert`: starts nothing that matters here. */
  readonly kind: "command" | "target" | "binary" | "inert";
  /** The property that an immediate action reads; a deferred command reads the one named like the action. */
  readonly property: string;
  /** False where the library's name is not that of WiX: a copy under another name most likely, as an entry point of that name says. */
  readonly fromWix: boolean;
}

/**
 * Entry points that run what a property says.
 *
 * Derived from wixtoolset/wix src/ext/Util/ca/qtexecca.cpp and shellexecca.cpp, wixtoolset/wix3 src/ext/ca/wixca/dll/qtexecca.cpp.
 */
const LAUNCHERS: Readonly<Record<string, Pick<WixEntry, "kind" | "property">>> = {
  CAQuietExec: { kind: "command", property: "QtExecCmdLine" },
  CAQuietExec64: { kind: "command", property: "QtExec64CmdLine" },
  WixQuietExec: { kind: "command", property: "WixQuietExecCmdLine" },
  WixQuietExec64: { kind: "command", property: "WixQuietExec64CmdLine" },
  WixSilentExec: { kind: "command", property: "WixSilentExecCmdLine" },
  WixSilentExec64: { kind: "command", property: "WixSilentExec64CmdLine" },
  WixShellExec: { kind: "target", property: "WixShellExecTarget" },
  WixUnelevatedShellExec: { kind: "target", property: "WixUnelevatedShellExecTarget" },
  WixShellExecBinary: { kind: "binary", property: "WixShellExecBinaryId" },
};

/** Binary ids of the libraries that WiX and its extensions bring along, also where a variable ends them: `Wix4UtilCA_$(sys.BUILDARCHSHORT)`. */
const LIBRARY =
  /^(?:WixCA|UtilCA|Wix4UtilCA|WixUIWixca|WixUiCA|Wix4UiCA|PrintEula|NetFxCA|Wix4NetFxCA|WixFirewallExtensionCA|FirewallCA|Wix4FWCA|Wix5FWCA|IIsCA|Wix4IIsCA|IIsSchedule\w*|IIsExecute\w*|SqlCA|Wix4SqlCA|HttpCA|Wix4HttpCA|WixDepCA|Wix4DepCA|MsmqCA|Wix4MsmqCA|ComPlusCA|Wix4ComPlusCA|PubCA|SCASched|SCAExec|DIFxApp|Wix4VSCA)(?:_|$)/i;

/** The entry point that a type 1 or 17 action calls, where it is one of WiX's libraries or named like one of its launchers. */
export function entryOf(action: Row): WixEntry | undefined {
  const base = (integerOf(action, "Type") ?? 0) & 0x3f;
  const entry = textOf(action, "Target");
  if ((base !== 1 && base !== 17) || entry === undefined) return undefined;
  const fromWix = base === 1 && LIBRARY.test(textOf(action, "Source") ?? "");
  const launcher = Object.hasOwn(LAUNCHERS, entry) ? LAUNCHERS[entry] : undefined;
  if (launcher !== undefined) return { entry, ...launcher, fromWix };
  return fromWix ? { entry, kind: "inert", property: "", fromWix } : undefined;
}
