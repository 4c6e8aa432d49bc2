import type { Moment } from "./step.ts";

/** When a dialog of the WiX UI library is on the screen, and how it comes there. */
export interface WixDialog {
  readonly moment: Moment;
  /** What a row of a UI sequence comes to that stands right before or after it; undefined for dialogs that no sequence shows at a time of their own. */
  readonly row?: Moment;
  /** A clause, as in `is spawned by ProgressDlg`. */
  readonly how: string;
}

const BEFORE = `AdvancedWelcomeEulaDlg BrowseDlg CustomizeDlg DiskCostDlg FeaturesDlg InstallDirDlg InstallScopeDlg InvalidDirDlg
  LicenseAgreementDlg MaintenanceTypeDlg MaintenanceWelcomeDlg OutOfDiskDlg OutOfRbDiskDlg PrepareDlg ResumeDlg SetupTypeDlg
  VerifyReadyDlg WaitForCostingDlg WelcomeDlg WelcomeEulaDlg`;

const WIX_DIALOGS: ReadonlyMap<string, WixDialog> = new Map([
  ...BEFORE.split(/\s+/).map((id): [string, WixDialog] => [
    id,
    { moment: "before-execute", row: "before-execute", how: "is shown before ExecuteAction" },
  ]),
  [
    "ProgressDlg",
    {
      moment: "during-execute",
      row: "before-execute",
      how: "is modeless and stays open while the execute sequence runs",
    },
  ],
  ["CancelDlg", { moment: "during-execute", how: "is spawned by ProgressDlg while the execute sequence runs" }],
  ["FilesInUse", { moment: "during-execute", how: "is shown by InstallValidate, in the execute sequence" }],
  ["MsiRMFilesInUse", { moment: "during-execute", how: "is shown by InstallValidate, in the execute sequence" }],
  ["ErrorDlg", { moment: "during-execute", how: "shows errors, also those of the execute sequence" }],
  [
    "ExitDialog",
    { moment: "after-execute", row: "after-execute", how: "is shown when the installation has succeeded" },
  ],
  ["FatalError", { moment: "after-execute", row: "after-execute", how: "is shown when the installation has failed" }],
  ["UserExit", { moment: "after-execute", row: "after-execute", how: "is shown when the user has cancelled" }],
]);

/**
 * What is known of a dialog that sources only refer to, because it comes with WixUI.
 *
 * Read from the Show elements and Publish events of https://github.com/wixtoolset/wix/tree/main/src/ext/UI/wixlib; the same in WiX 3.
 */
export function wixDialog(id: string): WixDialog | undefined {
  return WIX_DIALOGS.get(id);
}
