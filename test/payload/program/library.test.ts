import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bytesOf } from "../../../src/payload/program/bytes.ts";
import { readEntryPoint } from "../../../src/payload/program/library.ts";
import { ACTIONS, builderIsMissing, buildLibrary, createWorkshop, DTF, MAIN, makeSfxCa } from "./built.ts";

/** What an entry point does, a line for each thing and each reason. */
function linesOf(content: Uint8Array, entry: string): readonly string[] {
  const { starts, calls, waits, gaps } = readEntryPoint(bytesOf(content), entry, "helper.dll");
  return [
    ...calls.map(({ api, operation, call, proof }) => `${api} ${operation} ${call} ${proof}`),
    ...starts.map(
      ({ program, arguments: rest, awaited, proof }) => `${program.value} | ${rest.value} ${awaited} ${proof}`,
    ),
    ...waits.map(({ call, proof }) => `waits ${call} ${proof}`),
    ...gaps,
  ];
}

const entry = (body: string, declared = "") => `
#define API __declspec(dllimport) unsigned __stdcall
${declared}
__declspec(dllexport) unsigned __stdcall Entry(unsigned h) { ${body} }
${MAIN}`;

describe("entry points of native DLLs, by what they import", { skip: builderIsMissing("gcc", "dlltool") }, () => {
  const shop = createWorkshop({
    "name.c": entry('return MsiInstallProductW(L"a.msi", L"");', "API MsiInstallProductW(const void*, const void*);"),
    "ordinal.c": entry(
      "return MsiConfigureProductExW(0, 0, 2, 0);",
      "API MsiConfigureProductExW(const void*, int, int, const void*);",
    ),
    "ordinal.def": "LIBRARY msi.dll\nEXPORTS\nMsiConfigureProductExW @190 NONAME\n",
    "query.c": entry('return MsiQueryProductStateW(L"{1}");', "API MsiQueryProductStateW(const void*);"),
    "open.c": entry("return MsiOpenPackageW(0, 0);", "API MsiOpenPackageW(const void*, void*);"),
    "lookup.c": entry(
      'return ((unsigned (__stdcall *)(const void*, const void*))GetProcAddress(LoadLibraryA("msi.dll"), "MsiInstallProductW"))(L"a.msi", L"");',
      "__declspec(dllimport) void* __stdcall LoadLibraryA(const char*); __declspec(dllimport) void* __stdcall GetProcAddress(void*, const char*);",
    ),
    "starter.c": entry('return WinExec("notepad", 0);', "API WinExec(const char*, unsigned);"),
    "idle.c": entry("return 0;"),
    "packed.c": `__attribute__((section("UPX0"),used)) static const char packed[4096] = {1};${entry("return packed[h];")}`,
  });
  const cases: readonly (readonly [name: string, libraries: readonly string[], seen: readonly string[]])[] = [
    ["name", ["-lmsi"], ["installs install MsiInstallProduct likely"]],
    ["ordinal", ["-L.", "-lordinal"], ["installs install MsiConfigureProductEx likely"]],
    ["query", ["-lmsi"], []],
    ["open", ["-lmsi"], ["opens-session unknown MsiOpenPackage possible"]],
    [
      "lookup",
      ["-lkernel32"],
      [
        "of Entry of helper.dll only the imports tell anything: it looks up MsiInstallProductW when it runs (GetProcAddress), and whether it calls that is not known",
      ],
    ],
    [
      "starter",
      ["-lkernel32"],
      ["of Entry of helper.dll only the imports tell anything: it calls WinExec, and what that starts is not known"],
    ],
    ["idle", [], []],
    [
      "packed",
      [],
      ["of Entry of helper.dll only the imports tell anything: it is packed, and what it does shows only when it runs"],
    ],
  ];
  for (const [name, libraries, seen] of cases)
    test(name, () => {
      if (name === "ordinal") shop.run("dlltool", "-d", "ordinal.def", "-l", "libordinal.a");
      assert.deepEqual(linesOf(buildLibrary(shop, name, ...libraries), "Entry"), seen);
    });

  test("an entry point that is not exported", () => {
    assert.deepEqual(linesOf(buildLibrary(shop, "idle"), "Other"), ["helper.dll exports no Other"]);
  });
});

test("bytes that are no program", () => {
  const none = ["helper.dll is no program that can be read"];
  assert.deepEqual(linesOf(new Uint8Array(0), "Entry"), none);
  assert.deepEqual(linesOf(new Uint8Array(4096).fill(0xff), "Entry"), none);
});

describe("entry points of DTF's DLLs", { skip: builderIsMissing("gcc", "mcs", "gcab") }, () => {
  const shop = createWorkshop({ "dtf.cs": DTF, "actions.cs": ACTIONS });
  shop.run("mcs", "-target:library", "-out:WixToolset.Dtf.WindowsInstaller.dll", "dtf.cs");
  shop.run("mcs", "-target:library", "-r:WixToolset.Dtf.WindowsInstaller.dll", "-out:Actions.dll", "actions.cs");
  shop.run("gcab", "-c", "-z", "actions.cab", "Actions.dll", "WixToolset.Dtf.WindowsInstaller.dll");
  const library = makeSfxCa(shop, shop.read("actions.cab"));
  const cases: Readonly<Record<string, readonly string[]>> = {
    Install: ["installs install Installer.InstallProduct likely"],
    Query: [],
    Remove: ["installs install Installer.ConfigureProduct likely"],
    Renamed: ["installs install MsiInstallProduct likely"],
    Waits: [`msiexec.exe | /i $\{…}$\{CHILD}$\{…} /qn yes likely`],
    Leaves: ["msiexec.exe | /i a.msi /qn no likely"],
    Later: ["installs install Installer.InstallProduct likely"],
    Idle: [],
  };
  for (const [name, seen] of Object.entries(cases)) test(name, () => assert.deepEqual(linesOf(library, name), seen));

  test("a cabinet that is packed with LZX, or damaged", () => {
    const lzx = shop.read("actions.cab");
    lzx[36 + 6] = 3;
    assert.deepEqual(linesOf(makeSfxCa(shop, lzx), "Install"), [
      "what Install (Actions!Setup.Actions.Install) of helper.dll does is not followed: Actions.dll: it is packed with LZX, which is not read",
    ]);
    const damaged = shop.read("actions.cab");
    damaged.fill(0x55, damaged.length >> 1);
    assert.match(linesOf(makeSfxCa(shop, damaged), "Install")[0] ?? "", /its cabinet is damaged/);
    assert.match(linesOf(makeSfxCa(shop, new Uint8Array(0)), "Install")[0] ?? "", /it has no cabinet/);
  });
});
