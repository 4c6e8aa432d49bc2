import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { bytesOf } from "../../../src/payload/program/bytes.ts";
import { readImage } from "../../../src/payload/program/pe.ts";
import { createFolder, type Folder } from "../../folder.ts";

/** What builds programs for the tests: the command, and the Debian package that has it. */
const BUILDERS = {
  gcc: { command: "x86_64-w64-mingw32-gcc-win32", owner: "gcc-mingw-w64-x86-64-win32" },
  dlltool: { command: "x86_64-w64-mingw32-dlltool", owner: "binutils-mingw-w64-x86-64" },
  windres: { command: "x86_64-w64-mingw32-windres", owner: "binutils-mingw-w64-x86-64" },
  mcs: { command: "mcs", owner: "mono-mcs" },
  gcab: { command: "gcab", owner: "gcab" },
} as const;

type Builder = keyof typeof BUILDERS;

/** The reason to skip tests that build with these, false where they are all there. */
export function builderIsMissing(...builders: readonly Builder[]): string | false {
  const missing = builders.filter((builder) => commandOf(builder) === undefined);
  const named = missing.map((builder) => `${BUILDERS[builder].command} (Debian package ${BUILDERS[builder].owner})`);
  return missing.length === 0 ? false : `${named.join(" and ")} is not on this machine`;
}

function commandOf(builder: Builder): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, BUILDERS[builder].command)).find((file) => existsSync(file));
}

/** A folder in which programs are built from sources. */
export interface Workshop extends Folder {
  run(builder: Builder, ...args: readonly string[]): void;
  read(name: string): Uint8Array;
}

export function createWorkshop(files: Readonly<Record<string, string | Uint8Array>>): Workshop {
  const folder = createFolder(files);
  return {
    ...folder,
    run: (builder, ...args) =>
      void execFileSync(commandOf(builder) ?? builder, args, { cwd: folder.path, stdio: ["ignore", "ignore", "pipe"] }),
    read: (name) => new Uint8Array(readFileSync(path.join(folder.path, name))),
  };
}

/** Compiles C to a DLL, without the C runtime where `bare`: what it imports is then only what the source calls. */
export function buildLibrary(shop: Workshop, name: string, ...more: readonly string[]): Uint8Array {
  shop.run("gcc", "-shared", "-nostdlib", "-s", "-o", `${name}.dll`, `${name}.c`, "-e", "DllMain", ...more);
  return shop.read(`${name}.dll`);
}

/** The entry point that every DLL has. */
export const MAIN = "int __stdcall DllMain(void*a,unsigned b,void*c){return 1;}";

/** A program that does nothing. */
export const PLAIN = "void mainCRTStartup(void) {}";

/** A section `.wixburn` as Burn's linker fills it: the manifest's cabinet lies behind the stub. */
export const burn = (stub: number, container: number, version = 2) => `
typedef struct { unsigned magic, version; unsigned char id[16]; unsigned stub, sum, signature, signed_, format, count, container, attached; } Header;
__attribute__((section(".wixburn"),used)) static const Header header = { 0x00f14300, ${version}, {1}, ${stub}, 0, 0, 0, 1, 1, ${container}, 0 };
${PLAIN}`;

/** Compiles C to a program without the C runtime. */
export function buildProgram(shop: Workshop, name: string, source: string, ...more: readonly string[]): Uint8Array {
  shop.write({ [`${name}.c`]: source });
  shop.run("gcc", "-nostdlib", "-s", "-o", `${name}.exe`, `${name}.c`, "-e", "mainCRTStartup", ...more);
  return shop.read(`${name}.exe`);
}

/** Bytes one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The first sectors of a compound file whose root has this class. */
export function compound(rootClass: number): Uint8Array {
  const bytes = new Uint8Array(2048);
  const view = new DataView(bytes.buffer);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  view.setUint16(30, 9, true);
  view.setUint32(48, 1, true);
  view.setUint32(1024 + 80, rootClass, true);
  bytes.set([0xc0, 0, 0, 0, 0, 0, 0, 0x46], 1024 + 88);
  return bytes;
}

/** The delay import table as a linker writes it; GNU ld writes one too, but leaves it out of the directories. */
export const DELAYED = `
asm(".section .didat,\\"dw\\"\\n"
    " .long 1\\n .rva name\\n .rva handle\\n .rva addresses\\n .rva names\\n .long 0, 0, 0\\n .zero 32\\n"
    "names: .rva hint\\n .long 0\\n .quad 0\\n addresses: .quad 0, 0\\n handle: .quad 0\\n"
    "hint: .short 0\\n .asciz \\"MsiInstallProductW\\"\\n name: .asciz \\"msi.dll\\"\\n .text\\n");
__declspec(dllexport) unsigned __stdcall InstallRedist(unsigned h) { return 0; }
${MAIN}`;

/** Has the directory 13 say where the section `.didat` lies. */
export function withDelayDirectory(content: Uint8Array): Uint8Array {
  const patched = content.slice();
  const view = new DataView(patched.buffer);
  const section = readImage(bytesOf(content))?.sections.find(({ name }) => name === ".didat");
  view.setUint32(view.getUint32(60, true) + 24 + 112 + 8 * 13, section?.address ?? 0, true);
  return patched;
}

/** DTF's own assembly, as far as the actions call it: its name and its types are what counts. */
export const DTF = `
namespace WixToolset.Dtf.WindowsInstaller {
  public enum ActionResult { Success }
  public enum InstallState { Absent }
  public class Session { public string this[string name] { get { return name; } } }
  public class CustomActionAttribute : System.Attribute {
    public CustomActionAttribute() {}
    public CustomActionAttribute(string name) {}
  }
  public class ProductInstallation { public ProductInstallation(string code) {} public bool IsInstalled { get { return true; } } }
  public static class Installer {
    public static void InstallProduct(string package, string commandLine) {}
    public static void ConfigureProduct(string product, int level, InstallState state, string commandLine) {}
    public static void OpenPackage(string package, bool ignore) {}
  }
}`;

/** Custom actions, of which each says by its name what it does. */
export const ACTIONS = `
using System.Diagnostics; using System.Runtime.InteropServices; using System.Threading.Tasks; using WixToolset.Dtf.WindowsInstaller;
namespace Setup {
  public static class Actions {
    [DllImport("msi.dll", EntryPoint = "MsiInstallProductW")] static extern uint Native(string package, string line);
    [CustomAction] public static ActionResult Install(Session session) { Installer.InstallProduct("a.msi", ""); return 0; }
    [CustomAction] public static ActionResult Query(Session session) { return new ProductInstallation("{1}").IsInstalled ? ActionResult.Success : 0; }
    [CustomAction] public static ActionResult Remove(Session session) { Helper.First(session["OLD"]); return 0; }
    [CustomAction("Renamed")] public static ActionResult Other(Session session) { Native("a.msi", ""); return 0; }
    [CustomAction] public static ActionResult Waits(Session session) { Process.Start("msiexec.exe", "/i " + session["CHILD"] + " /qn").WaitForExit(); return 0; }
    [CustomAction] public static ActionResult Leaves(Session session) {
      var info = new ProcessStartInfo { FileName = "msiexec.exe", Arguments = "/i a.msi /qn" };
      Process.Start(info);
      return 0;
    }
    [CustomAction] public static ActionResult Later(Session session) { Deferred().Wait(); return 0; }
    static async Task Deferred() { await Task.Delay(1); Installer.InstallProduct("a.msi", ""); }
    [CustomAction] public static ActionResult Idle(Session session) { System.Action run = () => session.ToString(); run(); return 0; }
    static void Unused() { Installer.InstallProduct("a.msi", ""); }
  }
  static class Helper {
    public static void First(string product) { Second(product); }
    static void Second(string product) { Installer.ConfigureProduct(product, 0, InstallState.Absent, ""); }
  }
}`;

export const ENTRIES = ["Install", "Query", "Remove", "Renamed", "Waits", "Leaves", "Later", "Idle"];

/** A DLL as MakeSfxCA makes it: exports by the names of the entry points, the methods as UTF-16, a cabinet at a multiple of 256 bytes. */
export function makeSfxCa(shop: Workshop, cabinet: Uint8Array): Uint8Array {
  const exported = (name: string) => `__declspec(dllexport) unsigned __stdcall ${name}(unsigned h) { return 0; }`;
  const names = ENTRIES.map((name) => `L"Actions!Setup.Actions.${name === "Renamed" ? "Other" : name}"`);
  shop.write({
    "sfx.c": `${[...ENTRIES, "zzzzInvokeManagedCustomActionOutOfProc"].map(exported).join("\n")}
__attribute__((used)) static const unsigned short *const methods[] = { ${names.join(", ")} };
${MAIN}`,
  });
  const stub = buildLibrary(shop, "sfx");
  const from = Math.ceil(stub.length / 256) * 256;
  const whole = new Uint8Array(from + cabinet.length);
  whole.set(stub);
  whole.set(cabinet, from);
  return whole;
}
