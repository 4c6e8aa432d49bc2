import type { Artifact } from "../../model/artifact.ts";
import { artifactKey, type Cell, type Database, type Row, type Table } from "../../model/database.ts";
import type { FileContent } from "../../model/files.ts";
import { extensionOf, folderOf, nameOf, resolvePath } from "../../model/path.ts";
import { standardTables } from "../../model/schema.ts";
import { type Site, type Sourced, textSite } from "../../model/site.ts";
import { decodeCodePage, isUtf8 } from "../codePage.ts";
import { impliedRow } from "../lazyRow.ts";
import type { Compilation, SourceFile, Unit } from "../source.ts";
import { addStandardActions } from "../standardRows.ts";
import { parseProject, type Section } from "./parse.ts";

/** Reads a set-up project of Visual Studio: its custom actions, its files and its product. Never throws. */
export function compileVdproj(unit: Unit, file: SourceFile): Compilation {
  const text = decodeProject(file.content);
  const { root, problems } = parseProject(text, file.path);
  const deployable = root === undefined ? undefined : section(root, "Deployable");
  const found = { databases: [], problems, wanted: [], dependencies: [file.path], texts: new Map([[file.path, text]]) };
  return root === undefined || deployable === undefined
    ? found
    : { ...found, databases: [databaseOf(unit, file.path, root, deployable)] };
}

/** UTF-8, or in the code page that the project itself names, which was that of the machine. */
function decodeProject(content: FileContent): string {
  if (typeof content === "string") return content.replace(/^\uFEFF/, "");
  const [a, b] = content;
  if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(content);
  if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be").decode(content);
  if (isUtf8(content)) return new TextDecoder("utf-8").decode(content);
  const head = new TextDecoder("windows-1252").decode(content.subarray(0, 4096));
  const named = Number(/"CodePage"\s*=\s*"3:(\d+)"/.exec(head)?.[1] ?? WESTERN);
  return (decodeCodePage(content, named === 0 ? WESTERN : named) ?? decodeCodePage(content, WESTERN))?.text ?? "";
}

const WESTERN = 1252;

function section(parent: Section, name: string): Section | undefined {
  return parent.sections.find((one) => one.name === name);
}

function databaseOf(unit: Unit, file: string, root: Section, deployable: Section): Database {
  const place = textSite(file, { start: root.start, end: root.start + root.name.length + 2 });
  const contents = filesOf(deployable, file);
  const product = section(deployable, "Product");
  const tables = new Map<string, Table>([
    ["Property", tableOf("Property", product === undefined ? [] : propertiesOf(product))],
    ["File", tableOf("File", [...contents.values()].map(fileRow))],
  ]);
  const actions = (section(deployable, "CustomAction")?.sections ?? []).map((one) => actionOf(one, file, contents));
  tables.set(
    "CustomAction",
    tableOf(
      "CustomAction",
      actions.map(({ definition }) => definition),
    ),
  );
  tables.set(
    "InstallExecuteSequence",
    tableOf(
      "InstallExecuteSequence",
      actions.map(({ schedule }) => schedule),
    ),
  );
  addStandardActions(tables, contents.size > 0 ? ["File", "Component"] : [], place);
  const name = product?.entries.get("ProductName")?.value ?? "";
  return {
    id: unit.id,
    name: name === "" ? unit.name : name,
    kind: "package",
    toolset: "vdproj",
    files: [file],
    tables,
    artifacts: new Map([...contents.values()].map((one) => [artifactKey("File", one.id), one.artifact])),
  };
}

const tableOf = (name: string, rows: readonly Row[]): Table => ({
  name,
  columns: standardTables.get(name) ?? [],
  rows,
});

function propertiesOf(product: Section): readonly Row[] {
  return ["ProductName", "ProductCode", "ProductVersion", "Manufacturer", "UpgradeCode"].flatMap((name) => {
    const entry = product.entries.get(name);
    return entry === undefined || entry.value === ""
      ? []
      : [impliedRow(entry.site, { Property: name, Value: entry.value })];
  });
}

/** What a project packs: a file, or the output of another project. */
interface Packed {
  readonly id: string;
  readonly name: string;
  readonly site: Site;
  readonly artifact: Artifact;
}

/** The key of an entry is `{kind}:_ID`. */
const idOf = ({ name }: Section) => name.slice(name.lastIndexOf(":") + 1);

function filesOf(deployable: Section, file: string): ReadonlyMap<string, Packed> {
  const found = new Map<string, Packed>();
  for (const kind of ["File", "ProjectOutput"]) {
    for (const one of section(deployable, kind)?.sections ?? []) {
      const spelled = one.entries.get("SourcePath");
      if (spelled === undefined || spelled.value === "") continue;
      const target = one.entries.get("TargetName")?.value ?? "";
      const path = resolvePath(folderOf(file), spelled.value);
      const name = target === "" ? nameOf(spelled.value) : target;
      const artifact = { spelled, name: nameOf(spelled.value), paths: path === undefined ? [] : [path] };
      found.set(idOf(one), { id: idOf(one), name, site: spelled.site, artifact });
    }
  }
  return found;
}

const fileRow = ({ id, name, site }: Packed) => impliedRow(site, { File: id, FileName: name });

/** The nodes of the Custom Actions editor, by the number in InstallAction: the options of the type, and where they stand. Only that of install and uninstall was seen in projects. */
const NODES: Readonly<
  Record<
    string,
    { readonly node: string; readonly options: number; readonly place: string; readonly installed: string }
  >
> = {
  "1": { node: "install", options: 0x400, place: "before InstallFinalize", installed: ">2" },
  "2": { node: "commit", options: 0x600, place: "before InstallFinalize", installed: ">2" },
  "4": { node: "rollback", options: 0x500, place: "before InstallFinalize", installed: ">2" },
  "8": { node: "uninstall", options: 0x400, place: "after InstallInitialize", installed: "=2" },
};

/** What runs, by the extension of the file: an EXE, a script, or a DLL. */
const BASES: Readonly<Record<string, number>> = { ".exe": 18, ".vbs": 22, ".js": 21, ".dll": 17 };

/**
 * A custom action of a project is a deferred action of InstallExecuteSequence, whatever its node: the number that Visual Studio gives it is not known, and it runs where the
 * component of its file is installed or removed. An Installer class is called by Visual Studio's own library.
 */
function actionOf(
  entry: Section,
  file: string,
  contents: ReadonlyMap<string, Packed>,
): { readonly definition: Row; readonly schedule: Row } {
  const site = textSite(file, { start: entry.start, end: entry.end });
  const of = (name: string) => entry.entries.get(name);
  const node = NODES[of("InstallAction")?.value ?? ""];
  const object = of("Object");
  const managed = of("InstallerClass")?.value.toUpperCase() === "TRUE";
  const packed = contents.get(object?.value ?? "");
  const action = { value: `${idOf(entry)}.${node?.node ?? "action"}`, site: of("Name")?.site ?? site };
  const base = managed ? 1 : packed === undefined ? undefined : BASES[extensionOf(packed.artifact.name ?? packed.name)];
  const unknown = { value: "type", unknown: true as const, site: object?.site ?? site };
  const type: Cell =
    base === undefined || node === undefined
      ? unknown
      : { value: base | node.options, site: of("InstallAction")?.site ?? site };
  const definition = row(site, {
    Action: action,
    Type: type,
    Source: managed ? { value: "InstallUtil", site: object?.site ?? site } : object,
    Target: managed
      ? { value: "ManagedInstall", site: of("EntryPoint")?.site ?? site }
      : base === 17
        ? of("EntryPoint")
        : of("Arguments"),
  });
  const given = of("Condition");
  const component = `$C_${object?.value ?? ""}${node?.installed ?? ">2"}`;
  const condition =
    given === undefined || given.value === ""
      ? { value: component, site: object?.site ?? site }
      : { value: `(${given.value}) AND ${component}`, site: given.site };
  const schedule = row(site, {
    Action: action,
    Condition: condition,
    Sequence: { value: node?.place ?? "before InstallFinalize", unknown: true, site },
  });
  return { definition, schedule };
}

function row(site: Site, cells: Readonly<Record<string, Cell | Sourced<string> | undefined>>): Row {
  const given = Object.entries(cells).flatMap(([name, cell]) =>
    cell === undefined ? [] : [[name, cell.value === "" ? { ...cell, value: null } : cell] as const],
  );
  return { cells: Object.fromEntries(given), site, when: [], linked: true };
}
