import type { Row } from "../../model/database.ts";
import type { Site } from "../../model/site.ts";
import type { Section } from "./compileSection.ts";

/** The entry points behind the ready-made actions of the Util extension, by the name of the action. */
const V3: Readonly<Record<string, string>> = {
  QtExec: "CAQuietExec",
  QtExec64: "CAQuietExec64",
  WixQuietExec: "WixQuietExec",
  WixQuietExec64: "WixQuietExec64",
  WixSilentExec: "WixSilentExec",
  WixSilentExec64: "WixSilentExec64",
  WixShellExec: "WixShellExec",
  WixShellExecBinary: "WixShellExecBinary",
};

const V4 = /^Wix4((?:Quiet|Silent)Exec(?:64)?|ShellExec(?:Binary)?|UnelevatedShellExec)_(.+)$/;

/** What a reference to a ready-made action of the Util extension stands for: v3 UtilExtension.wxs, v4+ UtilExtension_Platform.wxi. */
function readyMade(action: string): { readonly binary: string; readonly entry: string } | undefined {
  const v3 = Object.hasOwn(V3, action) ? V3[action] : undefined;
  if (v3 !== undefined) return { binary: "WixCA", entry: v3 };
  const v4 = V4.exec(action);
  return v4 === null ? undefined : { binary: `Wix4UtilCA_${v4[2]}`, entry: `Wix${v4[1]}` };
}

/** Adds the rows of the ready-made actions that sections refer to without defining them, each at the place of the first reference. All are immediate, type 1. */
export function readyMadeRows(sections: readonly Section[], rows: Map<string, Row[]>): void {
  const isDefined = (key: string) => sections.some(({ definitions }) => definitions.has(key));
  const actions = rows.get("CustomAction") ?? [];
  const made = new Set<string>();
  for (const { references } of sections) {
    for (const [key, site] of references) {
      const action = key.slice(key.indexOf("/") + 1);
      const known = key.startsWith("CustomAction/") && !made.has(key) ? readyMade(action) : undefined;
      if (known === undefined || isDefined(key)) continue;
      made.add(key);
      actions.push(readyMadeRow(action, known, site));
    }
  }
  if (actions.length > 0) rows.set("CustomAction", actions);
}

function readyMadeRow(
  action: string,
  { binary, entry }: { readonly binary: string; readonly entry: string },
  site: Site,
): Row {
  const cells = {
    Action: { value: action, site },
    Type: { value: 1, site },
    Source: { value: binary, site },
    Target: { value: entry, site },
    ExtendedType: { value: null, site },
  };
  return { cells, site, when: [], linked: true };
}
