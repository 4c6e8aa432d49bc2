import { type Row, textOf } from "../model/database.ts";
import type { Related } from "../model/finding.ts";
import type { Reader } from "./reader.ts";

/** Folders that Windows Installer finds by itself, and TARGETDIR, in which all others lie; the 6432 ones WiX makes one of two for each architecture. */
const STANDARD: ReadonlySet<string> = new Set([
  ..."AdminTools AppData CommonAppData CommonFiles64 CommonFiles CommonFiles6432 Desktop Favorites Fonts LocalAppData MyPictures NetHood Personal"
    .split(" ")
    .map((name) => `${name}Folder`),
  ..."PerUserProgramFiles PrintHood ProgramFiles64 ProgramFiles ProgramFiles6432 ProgramMenu Recent SendTo StartMenu Startup System16 System64 System System6432 Temp Template Windows"
    .split(" ")
    .map((name) => `${name}Folder`),
  "TARGETDIR",
  "WindowsVolume",
]);

/** No path of Windows leads through more folders. */
const DEEPEST = 130;

/** So many files of one name are compared; of more, none is picked. */
const MOST_ALIKE = 100;

/** A folder as far as it is known: a property, and what lies below it, each name with its `\`. */
interface Folder {
  readonly root: string;
  readonly below: string;
}

/**
 * The path of a Directory as far as the tables say it, as in `[ProgramFiles64Folder]Contoso\Backup\`; undefined where no row has this id.
 *
 * It begins with a standard folder, or with a directory that something sets while the installation runs: only its property tells then where that is.
 */
export function directoryPath(reader: Reader, id: string): string | undefined {
  const folder = folderOf(reader, id);
  return folder === undefined ? undefined : `[${folder.root}]${folder.below}`;
}

/** The File that is installed as `path`, as in `[INSTALLFOLDER]child.msi`, where exactly one is. */
export function installedFile(reader: Reader, path: string): Row | undefined {
  const [, directory = "", rest = ""] = /^\[([A-Za-z_][\w.]*)\]([^[\]]*)$/.exec(path) ?? [];
  const segments = rest.split(/[\\/]+/);
  const name = segments.pop() ?? "";
  const folder = name === "" ? undefined : folderOf(reader, directory);
  if (folder === undefined) return undefined;
  const below = segments.filter((segment) => segment !== "").map((segment) => `${segment}\\`);
  const wanted = { root: folder.root, below: `${folder.below}${below.join("")}` };
  const called = reader.filesCalled(name.toLowerCase());
  if (called.length > MOST_ALIKE) return undefined;
  const there = called.filter((row) => liesIn(reader, row, wanted));
  return new Set(there.map((row) => textOf(row, "File"))).size === 1 ? there[0] : undefined;
}

/** Who installs the files that a command line names by their path, as in `"[INSTALLFOLDER]child.msi" /qn`. */
export function installers(reader: Reader, command: string): readonly Related[] {
  const whole = command.trim();
  const parts = [...whole.matchAll(/"(\[[^[\]"]+\][^"[\]]+)"|(\[[^[\]"\s]+\][^"\s[\]]+)/g)];
  const paths = new Set([whole, ...parts.map(([, quoted, bare]) => quoted ?? bare ?? "")]);
  return [...paths].flatMap((path): readonly Related[] => {
    const row = installedFile(reader, path);
    if (row === undefined) return [];
    const message = `${longName(textOf(row, "FileName") ?? "")} is installed here by File ${textOf(row, "File")}`;
    return [{ message, site: row.site }];
  });
}

/** What a file or folder is called where long names are in use: `child.msi` of `CHILD~1.MSI|child.msi`. */
export const longName = (name: string) => name.slice(name.lastIndexOf("|") + 1);

function liesIn(reader: Reader, file: Row, wanted: Folder): boolean {
  const components = reader.rows("Component", textOf(file, "Component_") ?? "");
  return (
    components.length > 0 &&
    components.every((component) => {
      const folder = folderOf(reader, textOf(component, "Directory_") ?? "");
      return folder?.root === wanted.root && folder.below.toLowerCase() === wanted.below.toLowerCase();
    })
  );
}

function folderOf(reader: Reader, id: string): Folder | undefined {
  if (reader.rows("Directory", id).length === 0) return undefined;
  const names: string[] = [];
  let at = id;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const step = stepUp(reader, at);
    if (step === undefined) return { root: at, below: names.reverse().join("") };
    if (step.name !== "" && step.name !== ".") names.push(`${step.name}\\`);
    at = step.parent;
  }
  return { root: id, below: "" };
}

/** From a directory to the one that it lies in; undefined where the tables do not say, or need not say, where it lies. */
function stepUp(reader: Reader, id: string): { readonly name: string; readonly parent: string } | undefined {
  if (STANDARD.has(id) || isSet(reader, id)) return undefined;
  const [row, ...others] = reader.rows("Directory", id);
  const parent = row === undefined ? "" : (textOf(row, "Directory_Parent") ?? "");
  if (row === undefined || parent === "" || parent === id) return undefined;
  const name = textOf(row, "DefaultDir") ?? "";
  const agree = others.every(
    (other) => textOf(other, "Directory_Parent") === parent && (textOf(other, "DefaultDir") ?? "") === name,
  );
  // https://learn.microsoft.com/en-us/windows/win32/msi/directory-table: `target:source`, each `short|long`.
  return agree ? { name: longName(name.split(":", 1)[0] ?? ""), parent } : undefined;
}

function isSet(reader: Reader, id: string): boolean {
  return reader.setters(id).length > 0 || reader.rows("Property", id).length > 0 || reader.searches(id).length > 0;
}
