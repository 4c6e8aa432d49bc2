import type { Row } from "../../model/database.ts";
import type { SequenceTable } from "../../model/schema.ts";
import type { Site } from "../../model/site.ts";
import type { Position, Schedule, Section } from "./compileSection.ts";
import type { LinkedSchedule } from "./schedule.ts";

/**
 * The dialogs that WixUI shows in sequences, in the order in which its fragments are linked: dialog, the sets that have the row, tables, access, place, condition.
 *
 * Facts of the Show elements in https://github.com/wixtoolset/wix/tree/main/src/ext/UI/wixlib (PrepareDlg, ProgressDlg, ResumeDlg, UserExit, FatalError, ExitDialog,
 * WelcomeDlg, WelcomeEulaDlg, AdvancedWelcomeEulaDlg, MaintenanceWelcomeDlg, WixUI_Advanced and WixUI_Minimal.wxs); the same in v3
 * (src/ext/UIExtension/wixlib), where `Overridable="yes"` stands for `virtual`.
 */
const DIALOGS = `
FatalError | * | both | virtual | -3 |
PrepareDlg | * | ui | virtual | before AppSearch |
ProgressDlg | * | ui | virtual | before ExecuteAction |
ResumeDlg | * | ui | virtual | before ProgressDlg | Installed AND (RESUME OR Preselected)
UserExit | * | both | virtual | -2 |
WelcomeDlg | * | ui | virtual | before ProgressDlg | NOT Installed OR PATCH
WelcomeDlg | Minimal | ui | plain | before WelcomeEulaDlg | Installed AND PATCH
WelcomeDlg | Advanced | ui | plain | before AdvancedWelcomeEulaDlg | Installed AND PATCH
WelcomeEulaDlg | Minimal | ui | virtual | before ProgressDlg | NOT Installed
AdvancedWelcomeEulaDlg | Advanced | ui | virtual | before ProgressDlg | NOT Installed
ExitDialog | * | both | virtual | -1 |
MaintenanceWelcomeDlg | * | ui | virtual | before ProgressDlg | Installed AND NOT RESUME AND NOT Preselected AND NOT PATCH`;

/** The actions of the set Advanced, in both installation sequences: action, property, value, place, condition (WixUI_Advanced.wxs of v3 and v4+). */
const ADVANCED = `
WixSetDefaultPerUserFolder | WixPerUserFolder | [LocalAppDataFolder]Apps\\[ApplicationFolderName] | before CostFinalize |
WixSetDefaultPerMachineFolder | WixPerMachineFolder | [ProgramFilesFolder][ApplicationFolderName] | after WixSetDefaultPerUserFolder |
WixSetPerUserFolder | APPLICATIONFOLDER | [WixPerUserFolder] | after WixSetDefaultPerMachineFolder | ACTION="INSTALL" AND APPLICATIONFOLDER="" AND (ALLUSERS="" OR (ALLUSERS=2 AND (NOT Privileged)))
WixSetPerMachineFolder | APPLICATIONFOLDER | [WixPerMachineFolder] | after WixSetPerUserFolder | ACTION="INSTALL" AND APPLICATIONFOLDER="" AND (ALLUSERS=1 OR (ALLUSERS=2 AND Privileged))`;

const linesOf = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((part) => part.trim()));

interface Shown {
  readonly dialog: string;
  readonly set: string;
  readonly tables: readonly SequenceTable[];
  readonly access: "virtual" | "plain";
  readonly place: string;
  readonly condition: string;
}

const SHOWN: readonly Shown[] = linesOf(DIALOGS).map(
  ([dialog = "", set = "", tables, access, place = "", condition = ""]) => ({
    dialog,
    set,
    tables: tables === "both" ? ["InstallUISequence", "AdminUISequence"] : ["InstallUISequence"],
    access: access === "virtual" ? "virtual" : "plain",
    place,
    condition,
  }),
);

/** The dialogs whose rows stand before ProgressDlg, and so bring it along. */
const BEFORE_PROGRESS = new Set(
  SHOWN.filter(({ place }) => place === "before ProgressDlg").map(({ dialog }) => `Dialog/${dialog}`),
);

/** What of WixUI a product takes. */
export interface WixUi {
  readonly schedules: readonly LinkedSchedule[];
  readonly actions: readonly Row[];
}

/**
 * The rows of WixUI that sections refer to without defining them, each at the first reference: a dialog set, or single dialogs, which is how a set of somebody's own
 * takes them. What the rows themselves refer to comes along: a row before ProgressDlg brings ProgressDlg.
 */
export function wixUi(sections: readonly Section[]): WixUi {
  const isDefined = (key: string) => sections.some(({ definitions }) => definitions.has(key));
  const asked = new Map<string, Site>();
  for (const { references } of sections) {
    for (const [key, site] of references) {
      const name = askedBy(key);
      if (name !== undefined && !asked.has(name) && !isDefined(key)) asked.set(name, site);
    }
  }
  if (asked.size === 0) return { schedules: [], actions: [] };
  const sets = [...asked].flatMap(([key, site]) => {
    const set = setOf(key);
    return set === undefined ? [] : [{ set, site }];
  });
  const progress = [...asked].find(([key]) => BEFORE_PROGRESS.has(key))?.[1];
  const schedules = SHOWN.flatMap((shown) => {
    if (isDefined(`Dialog/${shown.dialog}`)) return [];
    const set = sets.find((one) => shown.set === "*" || shown.set === one.set)?.site;
    const single = shown.access === "virtual" ? asked.get(`Dialog/${shown.dialog}`) : undefined;
    const site = set ?? single ?? (shown.dialog === "ProgressDlg" ? progress : undefined);
    return site === undefined ? [] : shown.tables.map((table) => linked(dialogSchedule(shown, table, site)));
  });
  const advanced = sets.find(({ set }) => set === "Advanced")?.site;
  return advanced === undefined ? { schedules, actions: [] } : withAdvanced(schedules, advanced, isDefined);
}

const SETS = /^UI\/WixUI_(Advanced|FeatureTree|InstallDir|Minimal|Mondo)(?:_(?:X86|X64|A64))?$/;

const setOf = (key: string) => SETS.exec(key)?.[1];

/** The dialogs by every key that asks for one: its id, or its row in a UI sequence. Every reference of a product is looked up here. */
const ASKED: ReadonlyMap<string, string> = new Map(
  SHOWN.flatMap(({ dialog }) =>
    ["Dialog", "InstallUISequence", "AdminUISequence"].map((kind) => [`${kind}/${dialog}`, dialog] as const),
  ),
);

/** The set or the dialog of WixUI that a reference asks for, as `UI/…` or `Dialog/…`. */
function askedBy(key: string): string | undefined {
  if (key.startsWith("UI/")) return SETS.test(key) ? key : undefined;
  const dialog = ASKED.get(key);
  return dialog === undefined ? undefined : `Dialog/${dialog}`;
}

const linked = (schedule: Schedule): LinkedSchedule => ({ schedule, linked: true });

function dialogSchedule(shown: Shown, table: SequenceTable, site: Site): Schedule {
  return {
    table,
    action: { value: shown.dialog, site },
    condition: { value: shown.condition === "" ? null : shown.condition, site },
    position: positionOf(shown.place, site),
    access: shown.access,
    kind: "dialog",
    site,
    when: [],
  };
}

function positionOf(place: string, site: Site): Position {
  const [kind, action = ""] = place.split(" ");
  if (kind !== "before" && kind !== "after") return { kind: "number", sequence: Number(place), site };
  return { kind, action: { value: action, site } };
}

function withAdvanced(dialogs: readonly LinkedSchedule[], site: Site, isDefined: (key: string) => boolean): WixUi {
  const lines = linesOf(ADVANCED);
  const actions = lines
    .filter(([action]) => !isDefined(`CustomAction/${action}`))
    .map(([action = "", property = "", value = ""]) => ({
      cells: {
        Action: { value: action, site },
        Type: { value: 51, site },
        Source: { value: property, site },
        Target: { value, site },
        ExtendedType: { value: null, site },
      },
      site,
      when: [],
      linked: true,
    }));
  const tables = ["InstallUISequence", "InstallExecuteSequence"] as const;
  const schedules = tables.flatMap((table) =>
    lines.map(([action = "", , , place = "", condition = ""]) =>
      linked({
        table,
        action: { value: action, site },
        condition: { value: condition === "" ? null : condition, site },
        position: positionOf(place, site),
        access: "plain",
        kind: "custom",
        site,
        when: [],
      }),
    ),
  );
  return { schedules: [...schedules, ...dialogs], actions };
}
