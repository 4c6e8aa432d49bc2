import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import { createFiles } from "../../src/files.ts";
import { createParsers } from "../../src/parsers.ts";
import { createFolder } from "../folder.ts";
import { builderIsMissing, buildLibrary, createWorkshop, MAIN } from "../payload/program/built.ts";
import { writeDatabase } from "../sources/msi/databaseWriter.ts";

const signal = new AbortController().signal;

/** The messages of all findings, actions that are not understood among them. */
async function said(files: Readonly<Record<string, string | Uint8Array>>): Promise<readonly string[]> {
  const { path } = createFolder(files);
  const configuration = {
    levels: new Map([["unresolved-action", "warning"] as const]),
    defines: new Map(),
    includePaths: [],
  };
  const workspace = createWorkspace(createFiles({ roots: [path], trusted: true }), configuration, createParsers());
  workspace.setScope({ folders: [path], files: [] });
  const { findings } = await workspace.analyse(signal);
  return findings.map(({ rule, outcome, confidence, basis, message }) =>
    [rule, outcome, confidence, basis, message].join(" "),
  );
}

const source = (attributes: string) => `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">
  <Package Name="Shown" Manufacturer="Contoso" Version="1.0.0" UpgradeCode="7e2b1c58-0d1e-4b0c-8f0c-1f3f7a1d2a10">
    <UI><EmbeddedUI Id="Shown" SourceFile="ui.dll" ${attributes} /></UI>
  </Package>
</Wix>
`;

const code = (inside: string) => `#include <msi.h>
extern "C" __declspec(dllexport) UINT __stdcall InitializeEmbeddedUI(MSIHANDLE h, LPCWSTR p, LPDWORD l) { return 0; }
extern "C" __declspec(dllexport) int __stdcall EmbeddedUIHandler(UINT kind, MSIHANDLE record) { ${inside} return 0; }
extern "C" __declspec(dllexport) DWORD __stdcall ShutdownEmbeddedUI() { return 0; }
extern "C" __declspec(dllexport) UINT __stdcall Unasked(MSIHANDLE h) { return MsiInstallProductW(L"a.msi", L""); }
`;

const inSources = (inside: string, attributes = "") => said({ "a.wxs": source(attributes), "ui.cpp": code(inside) });

describe("an embedded user interface by its sources", () => {
  test("that asks, opens a package and uses a feature is silent, and nothing of it is left open", async () => {
    const inside = 'MsiQueryProductStateW(L"{1}"); MsiOpenPackageW(L"a.msi", &h); MsiUseFeatureW(L"{1}", L"F");';
    assert.deepEqual(await inSources(inside), []);
  });

  test("that installs is likely to get 1618, by inference", async () => {
    const [only, ...others] = await inSources('MsiConfigureProductW(L"{1}", 0, INSTALLSTATE_ABSENT);');
    assert.match(
      only ?? "",
      /^installer-api-in-ui-sequence 1618 likely inferred Shown calls MsiConfigureProduct .* as the /,
    );
    assert.match(only ?? "", /no page says so of it in words/);
    assert.deepEqual(others, []);
  });

  test("that installs on demand may as well", async () => {
    const [only] = await inSources('MsiProvideComponentW(L"{1}", L"F", L"{2}", INSTALLMODE_DEFAULT, p, &n);');
    assert.match(
      only ?? "",
      /^install-on-demand-in-custom-action 1618 .* because an embedded user interface counts as/,
    );
  });

  const starts = (wait: string) =>
    `STARTUPINFOW s = {0}; PROCESS_INFORMATION p; CreateProcessW(NULL, L"msiexec /i b.msi /qn", NULL, NULL, FALSE, 0, NULL, NULL, &s, &p); ${wait}`;
  const waits = starts("WaitForSingleObject(p.hProcess, INFINITE);");

  test("that starts msiexec and waits is skipped where there is no user interface", async () => {
    const [only] = await inSources(waits);
    assert.match(only ?? "", /^nested-install-skipped-when-silent skipped-when-silent possible .* at \/qb and \/qn, /);
  });

  test("at the basic level too where it handles that", async () => {
    const [only] = await inSources(waits, 'SupportBasicUI="yes"');
    assert.match(only ?? "", /user interface: at \/qn, .* the embedded user interface is not called/);
  });

  test("that starts msiexec and does not wait may overtake this installation", async () => {
    const [only] = await inSources(starts(""));
    assert.match(
      only ?? "",
      /^unawaited-install-before-execute outer-fails possible inferred .* when it comes to this is/,
    );
  });

  test("that is nowhere is said to be so once", async () => {
    const [only, ...others] = await said({ "a.wxs": source("") });
    assert.match(only ?? "", /^unresolved-action .* the entry point \w+ of ui\.dll is code that is not followed\.$/);
    assert.deepEqual(others, []);
  });
});

describe("an embedded user interface by its file", { skip: builderIsMissing("gcc") }, () => {
  const built = (call: string) => {
    const exported = ["InitializeEmbeddedUI", "EmbeddedUIHandler", "ShutdownEmbeddedUI"].map(
      (name) => `__declspec(dllexport) unsigned __stdcall ${name}(void) { return ${call}(0, 0); }`,
    );
    const shop = createWorkshop({
      "ui.c": `__declspec(dllimport) unsigned __stdcall ${call}(const void*, const void*);\n${exported.join("\n")}\n${MAIN}`,
    });
    return buildLibrary(shop, "ui", "-lmsi");
  };
  const columns = { MsiEmbeddedUI: "*s72", FileName: "l255", Attributes: "i2", MessageFilter: "I4", Data: "v0" };
  const inPackage = (library: Uint8Array, attributes: number) =>
    said({
      "Setup.msi": writeDatabase({
        tables: { MsiEmbeddedUI: { columns, rows: [["Shown", "own.dll", attributes, null, 1]] } },
        streams: { "MsiEmbeddedUI.Shown": library },
      }),
    });
  const EXPECTED =
    /^installer-api-in-ui-sequence 1618 likely inferred Shown calls MsiInstallProduct in its own process/;

  test("in a package", async () => {
    const [only, ...others] = await inPackage(built("MsiInstallProductW"), 3);
    assert.match(only ?? "", EXPECTED);
    assert.deepEqual(others, []);
  });

  test("in a package, where it is no more than a resource", async () => {
    assert.deepEqual(await inPackage(built("MsiInstallProductW"), 0), []);
  });

  test("in a package, where it only asks", async () => {
    assert.deepEqual(await inPackage(built("MsiGetProductInfoFromScriptW"), 1), []);
  });

  test("beside a text archive", async () => {
    const lines = [
      Object.keys(columns).join("\t"),
      "s72\tl255\ti2\tI4\tv0",
      "MsiEmbeddedUI\tMsiEmbeddedUI",
      "Shown\town.dll\t1\t\tShown.ibd",
    ];
    const archive = {
      "MsiEmbeddedUI.idt": `${lines.join("\r\n")}\r\n`,
      "MsiEmbeddedUI/Shown.ibd": built("MsiInstallProductW"),
    };
    const [only, ...others] = await said(archive);
    assert.match(only ?? "", EXPECTED);
    assert.deepEqual(others, []);
  });
});
