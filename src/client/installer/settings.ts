/** The section of the settings about the installer's state. */
export const SECTION = "msi1618.installer";

/** Whether `msi1618.installer.statusBar` lets the item be seen: `withInstallerSources`, `always` or `never`. What is not one of the values counts as the default. */
export function isWanted(setting: unknown, sourcesSeen: boolean): boolean {
  if (setting === "always") return true;
  return setting !== "never" && sourcesSeen;
}

/** How a task of tasks.json says that it waits; with `timeout` for a time-out of its own. */
export const WAIT_TASK = { type: "msi1618", task: "waitUntilIdle" } as const;
