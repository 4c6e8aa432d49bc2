import { buildLibrary, buildProgram, burn, createWorkshop, joined, MAIN, PLAIN } from "../payload/program/built.ts";

const INSTALLS = `__declspec(dllimport) unsigned __stdcall MsiInstallProductW(const void*, const void*);
__declspec(dllexport) unsigned __stdcall Run(unsigned h) { return MsiInstallProductW(L"child.msi", L""); }
${MAIN}`;
const ASKS = `__declspec(dllimport) int __stdcall MsiQueryProductStateW(const void*);
__declspec(dllexport) unsigned __stdcall Run(unsigned h) { return MsiQueryProductStateW(L"{A}"); }
${MAIN}`;

const binary = (name: string, run: string) =>
  `<Binary Id="Code" SourceFile="${name}" /><CustomAction Id="Run" BinaryKey="Code" ${run} EXECUTION />`;

/** Actions that are programs without sources, made by mingw: the name says what they do, as for those that are written. */
export function programActions() {
  const shop = createWorkshop({ "installs.c": INSTALLS, "asks.c": ASKS });
  const installs = buildLibrary(shop, "installs", "-lmsi");
  const asks = buildLibrary(shop, "asks", "-lmsi");
  const bundle = joined(buildProgram(shop, "bundle", burn(4096, 0)), new Uint8Array(512));
  const plain = buildProgram(shop, "plain", PLAIN);
  return {
    "own-likely-dll": { wix: binary("installs.dll", 'DllEntry="Run"'), files: { "installs.dll": installs } },
    "own-asks-dll": { wix: binary("asks.dll", 'DllEntry="Run"'), files: { "asks.dll": asks } },
    "child-bundle": { wix: binary("prerequisites.exe", 'ExeCommand="/quiet"'), files: { "prerequisites.exe": bundle } },
    "child-notepad-exe": { wix: binary("plain.exe", 'ExeCommand=""'), files: { "plain.exe": plain } },
  };
}
