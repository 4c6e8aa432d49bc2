import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import type { Report } from "../../src/analysis/report.ts";
import { createFiles } from "../../src/files.ts";
import { createFolder } from "../folder.ts";

function analyse(files: Readonly<Record<string, string>>): Promise<Report> {
  const { path } = createFolder(files);
  const configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
  const workspace = createWorkspace(createFiles({ roots: [path], trusted: false }), configuration);
  workspace.setScope({ folders: [path], files: [] });
  return workspace.analyse(new AbortController().signal);
}

const RULE = "nested-install-in-execute-sequence";
const found = ({ findings }: Report) =>
  findings.map(({ rule, action, confidence }) => `${rule} ${action} ${confidence}`);

/** An action that runs a command after InstallFiles. */
const nested = (command: string) => `
  <CustomAction Id="RunChild" Directory="TARGETDIR" ExeCommand="${command}" Execute="deferred"/>
  <InstallExecuteSequence><Custom Action="RunChild" After="InstallFiles"/></InstallExecuteSequence>`;

const product = (inside: string) => `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">
  <Package Name="P" Version="1.0" Manufacturer="M" UpgradeCode="11111111-2222-3333-4444-555555555555">${inside}</Package></Wix>`;

describe("sources that other tools make into WiX", () => {
  test("a template is read as far as it says what runs", async () => {
    const report = await analyse({ "main.wxs": product(nested("msiexec /i {{msi}} /qn")) });
    assert.deepEqual(found(report), [`${RULE} RunChild guaranteed`]);
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      ["template"],
    );
  });

  test("what a template fills in guarantees nothing", async () => {
    const report = await analyse({ "main.wxs": product(nested("{{command}} /i child.msi /qn")) });
    assert.deepEqual(found(report), []);
  });

  test("a patch file of CPack alone", async () => {
    const patch = `<CPackWiXPatch><CPackWiXFragment Id="#PRODUCT">${nested("msiexec /i child.msi /qn")}</CPackWiXFragment></CPackWiXPatch>`;
    const report = await analyse({ "product.wixpatch": patch });
    assert.deepEqual(found(report), [`${RULE} RunChild guaranteed`]);
    assert.deepEqual(report.problems, []);
  });
});

describe("a project of several configurations", () => {
  const project = (release: string) => `<Project Sdk="WixToolset.Sdk/5.0.2">
    <PropertyGroup Condition="'$(Configuration)' == 'Debug'"><DefineConstants>Child=no</DefineConstants></PropertyGroup>
    <PropertyGroup Condition="'$(Configuration)' == 'Release'"><DefineConstants>${release}</DefineConstants></PropertyGroup>
  </Project>`;
  const source = product(`<?if $(Child) = "yes"?>${nested("msiexec /i child.msi /qn")}<?endif?>`);

  test("has what only one of them builds, which is likely, and says what it hangs on", async () => {
    const report = await analyse({ "Setup.wixproj": project("Child=yes"), "main.wxs": source });
    assert.deepEqual(found(report), [`${RULE} RunChild likely`]);
    const [finding] = report.findings;
    assert.match(finding?.message ?? "", /Where \$\(Child\) = "yes", the nested installation gets error 1618/);
    assert.ok(finding?.related.some(({ message }) => message === 'only where $(Child) = "yes"'));
  });

  test("has not what none of them builds", async () => {
    const report = await analyse({ "Setup.wixproj": project("Child=no"), "main.wxs": source });
    assert.deepEqual(found(report), []);
  });
});
