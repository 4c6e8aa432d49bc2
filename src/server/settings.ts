import type { Configuration } from "../analysis/workspace.ts";
import type { Severity } from "../model/finding.ts";
import { resolvePath } from "../model/path.ts";

const LEVELS: readonly string[] = ["off", "error", "warning", "information", "hint"] satisfies (Severity | "off")[];
const ARCHITECTURES: readonly string[] = ["x86", "x64", "arm64"] satisfies Configuration["architecture"][];

/**
 * The configuration that the `msi1618` section of the editor's settings means; what has the wrong shape counts as not set.
 *
 * Include paths may be relative to any of the opened folders.
 */
export function configurationOf(section: unknown, folders: readonly string[]): Configuration {
  const settings = entriesOf(section);
  const architecture = settings.get("architecture");
  return {
    levels: levelsOf(settings.get("rules")),
    defines: definesOf(settings.get("defines")),
    includePaths: includePathsOf(settings.get("includePaths"), folders),
    ...(isArchitecture(architecture) ? { architecture } : {}),
    ...(settings.has("accepted") ? { accepted: acceptedOf(settings.get("accepted")) } : {}),
  };
}

/** True unless the `msi1618` section turns the hints beside custom actions off. */
export function showsInlayHints(section: unknown): boolean {
  return entriesOf(section).get("inlayHints") !== false;
}

function levelsOf(rules: unknown): ReadonlyMap<string, Severity | "off"> {
  const levels = new Map<string, Severity | "off">();
  for (const [rule, level] of entriesOf(rules)) if (isLevel(level)) levels.set(rule, level);
  return levels;
}

function definesOf(defines: unknown): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const [name, value] of entriesOf(defines)) {
    if (value === null || typeof value === "string") found.set(name, value);
    else if (typeof value === "number" || typeof value === "boolean") found.set(name, String(value));
  }
  return found;
}

/** A finding is accepted for a reason: without one it is not. */
function acceptedOf(accepted: unknown): ReadonlyMap<string, string> {
  const entries = [...entriesOf(accepted)].flatMap(([fingerprint, reason]) => {
    return typeof reason === "string" && reason.trim() !== "" ? [[fingerprint, reason] as const] : [];
  });
  return new Map(entries);
}

function includePathsOf(paths: unknown, folders: readonly string[]): readonly string[] {
  if (!Array.isArray(paths)) return [];
  const spelled = paths.filter((path): path is string => typeof path === "string" && path !== "");
  const absolute = spelled.flatMap((path) => folders.map((folder) => resolvePath(folder, path)));
  return [...new Set(absolute.filter((path) => path !== undefined))];
}

function isLevel(value: unknown): value is Severity | "off" {
  return typeof value === "string" && LEVELS.includes(value);
}

function isArchitecture(value: unknown): value is NonNullable<Configuration["architecture"]> {
  return typeof value === "string" && ARCHITECTURES.includes(value);
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}
