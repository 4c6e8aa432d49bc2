import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import type { Report } from "../../src/analysis/report.ts";
import { createFiles } from "../../src/files.ts";
import type { Files } from "../../src/model/files.ts";
import { createParsers } from "../../src/parsers.ts";
import {
  ACTIONS,
  builderIsMissing,
  buildLibrary,
  buildProgram,
  burn,
  compound,
  createWorkshop,
  DELAYED,
  DTF,
  joined,
  MAIN,
  makeSfxCa,
  PLAIN,
  type Workshop,
  withDelayDirectory,
} from "../payload/program/built.ts";

/** Each action with the file that it runs, its attributes, and what is to be said of it; `-` is silence, `?` the reason why it is not known. */
const EXPECTED: readonly (readonly [action: string, file: string, how: string, says: string])[] = [
  ["ByName", "name.dll", 'DllEntry="InstallRedist"', "nested-install-in-execute-sequence 1618 likely error"],
  ["ByOrdinal", "ordinal.dll", 'DllEntry="InstallRedist"', "nested-install-in-execute-sequence 1618 likely error"],
  ["Delayed", "delayed.dll", 'DllEntry="InstallRedist"', "nested-install-in-execute-sequence 1618 likely error"],
  [
    "LookedUp",
    "lookup.dll",
    'DllEntry="InstallRedist"',
    "? of InstallRedist of lookup.dll only the imports tell anything: it looks up MsiInstallProductW when it runs (GetProcAddress), and whether it calls that is not known",
  ],
  ["Queries", "query.dll", 'DllEntry="InstallRedist"', "-"],
  ["NotExported", "query.dll", 'DllEntry="Nothing"', "? query.dll exports no Nothing"],
  ["Managed", "Actions.CA.dll", 'DllEntry="Install"', "nested-install-in-execute-sequence 1618 likely error"],
  ["ManagedQuery", "Actions.CA.dll", 'DllEntry="Query"', "-"],
  ["ManagedStart", "Actions.CA.dll", 'DllEntry="Leaves"', "unawaited-install-in-execute-sequence race likely warning"],
  ["Bundle", "prerequisites.exe", 'ExeCommand="/quiet"', "redistributable-in-execute-sequence 1618 likely error"],
  ["BundleLayout", "prerequisites.exe", 'ExeCommand="/layout"', "-"],
  ["Embedded", "carrier.exe", 'ExeCommand="/s"', "redistributable-in-execute-sequence 1618 likely error"],
  ["Plain", "plain.exe", 'ExeCommand=""', "-"],
  ["Installs", "installs.exe", 'ExeCommand=""', "nested-install-in-execute-sequence 1618 likely error"],
  ["ManagedProgram", "tool.exe", 'ExeCommand=""', "nested-install-in-execute-sequence 1618 likely error"],
  ["Nsis", "nsis.exe", 'ExeCommand="/S"', "-"],
  ["Packed", "packed.exe", 'ExeCommand=""', "? it is packed, and what it does shows only when it runs"],
  [
    "Missing",
    "missing.dll",
    'DllEntry="Install"',
    "? the entry point Install of missing.dll is code that is not followed",
  ],
];

const INSTALL = `
__declspec(dllimport) unsigned __stdcall MsiInstallProductW(const void*, const void*);
__declspec(dllexport) unsigned __stdcall InstallRedist(unsigned h) { return MsiInstallProductW(L"a.msi", L""); }
${MAIN}`;

function buildAll(shop: Workshop): void {
  shop.write({
    "name.c": INSTALL,
    "ordinal.c": INSTALL,
    "ordinal.def": "LIBRARY msi.dll\nEXPORTS\nMsiInstallProductW @88 NONAME\n",
    "delayed.c": DELAYED,
    "lookup.c": `__declspec(dllimport) void* __stdcall LoadLibraryA(const char*); __declspec(dllimport) void* __stdcall GetProcAddress(void*, const char*);
      __declspec(dllexport) unsigned __stdcall InstallRedist(unsigned h) {
        return ((unsigned (__stdcall *)(const void*, const void*))GetProcAddress(LoadLibraryA("msi.dll"), "MsiInstallProductW"))(L"a.msi", L""); }
      ${MAIN}`,
    "query.c": `__declspec(dllimport) int __stdcall MsiQueryProductStateW(const void*);
      __declspec(dllexport) unsigned __stdcall InstallRedist(unsigned h) { return MsiQueryProductStateW(L"{1}"); }
      ${MAIN}`,
    "dtf.cs": DTF,
    "actions.cs": ACTIONS,
    "tool.cs": `class Tool { static void Main() { System.Diagnostics.Process.Start("msiexec.exe", "/i a.msi /qn").WaitForExit(); } }`,
    "0": '<BurnManifest><Chain><MsiPackage Id="Runtime" /></Chain></BurnManifest>',
  });
  buildLibrary(shop, "name", "-lmsi");
  shop.run("dlltool", "-d", "ordinal.def", "-l", "libordinal.a");
  buildLibrary(shop, "ordinal", "-L.", "-lordinal");
  shop.write({ "delayed.dll": withDelayDirectory(buildLibrary(shop, "delayed")) });
  buildLibrary(shop, "lookup", "-lkernel32");
  buildLibrary(shop, "query", "-lmsi");
  shop.run("mcs", "-target:library", "-out:WixToolset.Dtf.WindowsInstaller.dll", "dtf.cs");
  shop.run("mcs", "-target:library", "-r:WixToolset.Dtf.WindowsInstaller.dll", "-out:Actions.dll", "actions.cs");
  shop.run("mcs", "-out:tool.exe", "tool.cs");
  shop.run("gcab", "-c", "-z", "actions.cab", "Actions.dll");
  shop.run("gcab", "-c", "-z", "manifest.cab", "0");
  shop.write({ "Actions.CA.dll": makeSfxCa(shop, shop.read("actions.cab")) });
  const manifest = shop.read("manifest.cab");
  const stub = buildProgram(shop, "bundle", burn(1, manifest.length)).length;
  const bundle = buildProgram(shop, "bundle", burn(stub, manifest.length));
  const plain = buildProgram(shop, "plain", PLAIN);
  const mark = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const import_ = "__declspec(dllimport) unsigned __stdcall MsiInstallProductW(const void*, const void*);";
  buildProgram(
    shop,
    "installs",
    `${import_} void mainCRTStartup(void) { MsiInstallProductW(L"a.msi", L""); }`,
    "-lmsi",
  );
  buildProgram(shop, "packed", `__attribute__((section("UPX0"),used)) static const char packed[64] = {1}; ${PLAIN}`);
  shop.write({
    // The attached container of a real bundle follows: 50 MB that nobody has to read.
    "prerequisites.exe": joined(bundle, manifest, new Uint8Array(50 * 2 ** 20)),
    "carrier.exe": joined(plain, compound(0xc1084)),
    "nsis.exe": joined(plain, mark("\0\0\0\0\xef\xbe\xad\xdeNullsoftInst")),
  });
  // Only what the programs are is to be looked at here, not what they were built from.
  for (const name of [
    "actions.cs",
    "dtf.cs",
    "tool.cs",
    ...["name", "ordinal", "delayed", "lookup", "query", "sfx", "bundle", "plain", "installs", "packed"].map(
      (one) => `${one}.c`,
    ),
    "ordinal.def",
  ])
    shop.remove(name);
}

function packageSource(): string {
  const files = [...new Set(EXPECTED.map(([, file]) => file))];
  const id = (file: string) => file.replaceAll(".", "_");
  return `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs"><Package Name="P" Version="1.0" Manufacturer="M" UpgradeCode="6B2A7B58-8B0B-4E4B-9A11-0D3C5C0E7F10">
    ${files.map((file) => `<Binary Id="${id(file)}" SourceFile="${file}" />`).join("\n")}
    ${EXPECTED.map(([action, file, how]) => `<CustomAction Id="${action}" BinaryRef="${id(file)}" ${how} Execute="deferred" />`).join("\n")}
    <InstallExecuteSequence>${EXPECTED.map(([action]) => `<Custom Action="${action}" Before="InstallFinalize" />`).join("\n")}</InstallExecuteSequence>
  </Package></Wix>`;
}

/** What is said of an action, as the table has it. */
function said(report: Report, action: string): string {
  const finding = report.findings.find((one) => one.action === action);
  if (finding !== undefined) return `${finding.rule} ${finding.outcome} ${finding.confidence} ${finding.severity}`;
  const unresolved = report.unresolved.find((one) => one.action === action);
  return unresolved === undefined ? "-" : `? ${unresolved.reason}`;
}

describe("programs and DLLs that mingw, mcs and gcab make", {
  skip: builderIsMissing("gcc", "dlltool", "mcs", "gcab"),
}, () => {
  let report: Report | undefined;
  let bytes = 0;

  before(async () => {
    const shop = createWorkshop({});
    buildAll(shop);
    shop.write({ "Package.wxs": packageSource() });
    const files = createFiles({ roots: [shop.path], trusted: false });
    const counting: Files = {
      ...files,
      async readRanges(path, ranges, signal) {
        if (path.endsWith("prerequisites.exe")) bytes += ranges.reduce((sum, { start, end }) => sum + end - start, 0);
        return files.readRanges(path, ranges, signal);
      },
    };
    const configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
    const workspace = createWorkspace(counting, configuration, createParsers());
    workspace.setScope({ folders: [shop.path], files: [] });
    report = await workspace.analyse(new AbortController().signal);
  });

  for (const [action, , , says] of EXPECTED)
    test(action, () => {
      assert.ok(report !== undefined);
      assert.equal(said(report, action), says);
    });

  test("of a bundle of 50 MB its headers are read", () => {
    assert.ok(bytes > 0 && bytes < 128 * 1024, `${bytes} bytes`);
  });

  test("a message says what the file shows", () => {
    const finding = report?.findings.find((one) => one.action === "Bundle");
    assert.match(
      finding?.message ?? "",
      /^Bundle runs "prerequisites\.exe" \(a WiX bundle, by its header: its chain has Runtime\)/,
    );
  });
});
