import type { FileContent } from "../model/files.ts";
import { nameOf } from "../model/path.ts";
import type { Problem } from "../model/problem.ts";
import { textSite } from "../model/site.ts";
import type { SourceFile, UnitKind } from "./source.ts";

/**
 * What a file is by what it holds, whatever it is called: the forms that are read (`compound` is a binary database: .msi, .msm, .pcp, .mst, .msp, and old .ism; `ism`, `aip` and
 * `vdproj` the projects of InstallShield, Advanced Installer and Visual Studio; `archive` an .idt), and those that a file of such a name turns out to be by mistake.
 */
export type Form =
  | "compound"
  | "archive"
  | "ism"
  | "aip"
  | "vdproj"
  | "wix"
  | "empty"
  | "html"
  | "lfs-pointer"
  | "cabinet"
  | "program"
  | "zip"
  | "xml"
  | "binary"
  | "unknown";

/** How much of a file `sniffForm` looks at, in bytes or UTF-16 units: enough for the document type definition that InstallShield writes. */
export const HEAD = 16_384;

const MAGICS: readonly (readonly [Form, readonly number[]])[] = [
  ["compound", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ["cabinet", [0x4d, 0x53, 0x43, 0x46]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["program", [0x4d, 0x5a]],
];

/** What a file is, from its first `HEAD` bytes or all of them. */
export function sniffForm(content: FileContent): Form {
  if (typeof content !== "string") {
    const magic = MAGICS.find(([, bytes]) => bytes.every((byte, at) => content[at] === byte));
    // A text may begin with MZ as well: a program has its zeros early.
    if (magic !== undefined && (magic[0] !== "program" || content.subarray(0, 64).includes(0))) return magic[0];
  }
  const head = headOf(content);
  if (head.trim() === "") return content.length < HEAD ? "empty" : "unknown";
  if (/^\s*</.test(head)) return xmlForm(head);
  if (head.startsWith("version https://git-lfs.github.com/spec/")) return "lfs-pointer";
  if (isArchive(head)) return "archive";
  if (/^\s*"DeployProject"/.test(head)) return "vdproj";
  return head.includes("\0") ? "binary" : "unknown";
}

function headOf(content: FileContent): string {
  if (typeof content === "string") return content.slice(0, HEAD).replace(/^\uFEFF/, "");
  const head = content.subarray(0, HEAD);
  const [a, b] = head;
  if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(head);
  if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be").decode(head);
  // What tells is ASCII in every encoding; Node reads UTF-8 far faster than a code page.
  return new TextDecoder("utf-8").decode(head);
}

const TYPE = /^[slivSLIV]\d{1,5}$/;

/** Two header rows of as many columns, the second of types, and a third that names the table; or the two empty rows before `_ForceCodepage`. */
function isArchive(head: string): boolean {
  const [names = "", types = "", keys = ""] = head.split(/\r?\n/, 4);
  if (names === "" && types === "") return /^\d+\t_ForceCodepage$/.test(keys.trimEnd());
  const columns = types.trimEnd().split("\t");
  return columns.every((type) => TYPE.test(type)) && names.split("\t").length >= columns.length;
}

function xmlForm(head: string): Form {
  const bare = head.replace(/<!--[\s\S]*?-->/g, "");
  if (/^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)[\s>]/i.test(bare)) return "html";
  const [, root = "", attributes = ""] = /<([A-Za-z_][^\s/>]*)([^>]*)/.exec(bare) ?? [];
  if (root === "msi") return "ism";
  if (root === "DOCUMENT") return /\bType\s*=\s*["']Advanced Installer/.test(attributes) ? "aip" : "xml";
  return /schemas\.microsoft\.com\/wix\/|wixtoolset\.org\/schemas\//.test(attributes) ? "wix" : "xml";
}

const NOT_WIX: ReadonlySet<Form> = new Set<Form>([
  "compound",
  "ism",
  "aip",
  "vdproj",
  "html",
  "lfs-pointer",
  "cabinet",
  "program",
  "zip",
]);

const kinds = new WeakMap<SourceFile, UnitKind>();

/** How a file is read by what it holds, whatever it is called: found out once for as long as its content stays the same. Text that nothing tells apart is for the front end of WiX to judge. */
export function kindByContent(file: SourceFile): UnitKind {
  const known = kinds.get(file) ?? kindOfForm(sniffForm(file.content));
  kinds.set(file, known);
  return known;
}

function kindOfForm(form: Form): UnitKind {
  if (form === "archive") return "archives";
  return NOT_WIX.has(form) ? "database" : "wix";
}

interface Refusal {
  readonly code: string;
  readonly is: string;
}

const REFUSALS: Readonly<Partial<Record<Form, Refusal>>> = {
  empty: { code: "empty-file", is: "is empty" },
  html: { code: "html-page", is: "is an HTML page, as servers send in place of a file that is not there" },
  "lfs-pointer": {
    code: "lfs-pointer",
    is: "is a pointer of Git LFS, not the file itself; `git lfs pull` fetches it",
  },
  cabinet: { code: "not-a-database", is: "is a cabinet" },
  program: { code: "not-a-database", is: "is a program" },
  zip: { code: "not-a-database", is: "is a ZIP archive" },
  xml: { code: "not-a-database", is: "is XML, but of no kind that is known here" },
  binary: { code: "not-a-database", is: "is neither text nor a compound file" },
  unknown: { code: "not-a-database", is: "is no text archive and no installer project" },
};

/** Says what a file is instead of what its name promises; undefined for a form that is read. */
export function refusalOf(path: string, form: Form): Problem | undefined {
  const refusal = REFUSALS[form];
  if (refusal === undefined) return undefined;
  return {
    code: refusal.code,
    severity: "error",
    message: `${nameOf(path)} ${refusal.is}. No tables could be read from it.`,
    site: textSite(path, { start: 0, end: 0 }),
  };
}
