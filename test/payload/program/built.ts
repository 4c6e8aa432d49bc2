import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
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
