import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Planner } from "../../src/analysis/planner.ts";
import { SnapshotStore } from "../../src/analysis/snapshot.ts";
import type { Scope } from "../../src/analysis/workspace.ts";
import { createFiles } from "../../src/files.ts";
import type { Unit } from "../../src/sources/source.ts";
import { createFolder, type Folder } from "../folder.ts";

const never = new AbortController().signal;

const PRODUCT = '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Product Id="*" /></Wix>';
const FRAGMENT = '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Fragment /></Wix>';
const SDK = '<Project Sdk="WixToolset.Sdk/5.0.2" />';

function plannerOver(folder: Folder, scope: Partial<Scope> = {}): Planner {
  const files = createFiles({ roots: [folder.path], trusted: false });
  const planner = new Planner(files, new SnapshotStore(files, () => false));
  const inside = (names: readonly string[]) => names.map((name) => `${folder.path}/${name}`);
  planner.setScope({
    folders: scope.files === undefined ? [folder.path] : inside(scope.folders ?? []),
    files: inside(scope.files ?? []),
  });
  return planner;
}

/** Each unit as `id: sources | localizations`, paths relative to the folder. */
function told(units: readonly Unit[], folder: Folder): readonly string[] {
  const short = (path: string) => path.replaceAll(`${folder.path}/`, "").replaceAll(folder.path, ".");
  return units.map(({ id, sources, localizations, alone }) => {
    const strings = localizations.length === 0 ? "" : ` | ${localizations.map(short).join(" ")}`;
    return `${short(id)}: ${sources.map(short).join(" ")}${strings}${alone ? " (alone)" : ""}`;
  });
}

async function planOf(files: Readonly<Record<string, string>>, scope?: Partial<Scope>): Promise<readonly string[]> {
  const folder = createFolder(files);
  const { units } = await plannerOver(folder, scope).plan([], never);
  return told(units, folder);
}

describe("what is compiled together", () => {
  test("each project, and of what no project builds each folder", async () => {
    const found = await planOf({
      "app/App.wixproj": SDK,
      "app/Package.wxs": PRODUCT,
      "app/ui/Dialogs.wxs": FRAGMENT,
      "app/de.wxl": "<WixLocalization/>",
      "app/obj/Harvest.wxs": FRAGMENT,
      "loose/Product.wxs": PRODUCT,
      "loose/en.wxl": "<WixLocalization/>",
      "other/a.wxs.xml": FRAGMENT,
      "other/b.wix.in": FRAGMENT,
      "patches/a.wixpatch": "<CPackWiXPatch/>",
      "patches/b.wixpatch.in": "<CPackWiXPatch/>",
      "other/notes.xml": FRAGMENT,
    });
    assert.deepEqual(found, [
      "app/App.wixproj: app/Package.wxs app/ui/Dialogs.wxs | app/de.wxl",
      "loose: loose/Product.wxs | loose/en.wxl",
      "other: other/a.wxs.xml other/b.wix.in",
      "patches: patches/a.wixpatch patches/b.wixpatch.in",
    ]);
  });

  test("a folder without an entry section goes with the nearest one above that has", async () => {
    const found = await planOf({
      "wix/main.wxs": PRODUCT,
      "wix/fragments/files.wxs": FRAGMENT,
      "wix/fragments/deep/more.wxs": FRAGMENT,
      "wix/module/module.wxs": "<Wix><Module/></Wix>",
      "wix/module/parts/part.wxs": FRAGMENT,
      "apart/only.wxs": FRAGMENT,
    });
    assert.deepEqual(found, [
      "apart: apart/only.wxs",
      "wix: wix/fragments/deep/more.wxs wix/fragments/files.wxs wix/main.wxs",
      "wix/module: wix/module/module.wxs wix/module/parts/part.wxs",
    ]);
  });

  test("what a v3 project leaves out is not lost, and what is only included is no source", async () => {
    const found = await planOf({
      "Old.wixproj":
        '<Project><ItemGroup><Compile Include="a.wxs" /><EmbeddedResource Include="de.wxl" /></ItemGroup></Project>',
      "a.wxs": PRODUCT,
      "de.wxl": "<WixLocalization/>",
      "fr.wxl": "<WixLocalization/>",
      "forgotten.wxs": FRAGMENT,
      "part.wxs": "<?xml version='1.0'?><!-- <Wix> --><Include><Fragment/></Include>",
    });
    assert.deepEqual(found, ["Old.wixproj: a.wxs | de.wxl", ".: forgotten.wxs | fr.wxl"]);
  });

  test("two projects may share a source, also one above both", async () => {
    const project =
      '<Project Sdk="WixToolset.Sdk/5.0.2"><ItemGroup><Compile Include="..\\shared\\*.wxs" /></ItemGroup></Project>';
    const found = await planOf({
      "a/A.wixproj": project,
      "a/a.wxs": PRODUCT,
      "b/B.wixproj": project,
      "b/b.wxs": PRODUCT,
      "shared/s.wxs": FRAGMENT,
    });
    assert.deepEqual(found, ["a/A.wixproj: a/a.wxs shared/s.wxs", "b/B.wixproj: b/b.wxs shared/s.wxs"]);
  });

  test("files given by name are one product, a file given alone counts by itself", async () => {
    const files = { "a.wxs": PRODUCT, "b.wxs": FRAGMENT, "c.wxs": FRAGMENT, "de.wxl": "<WixLocalization/>" };
    assert.deepEqual(await planOf(files, { files: ["b.wxs", "a.wxs", "de.wxl"] }), [
      "a.wxs;b.wxs: a.wxs b.wxs | de.wxl",
    ]);
    assert.deepEqual(await planOf(files, { files: ["b.wxs"] }), ["b.wxs: b.wxs (alone)"]);
  });

  test("a project given by name brings what lies in its folder, also what it takes from another", async () => {
    const files = {
      "app/App.wixproj":
        '<Project Sdk="WixToolset.Sdk/5.0.2"><ItemGroup><Compile Include="..\\shared\\**\\*.wxs" /></ItemGroup></Project>',
      "app/a.wxs": PRODUCT,
      "shared/x/s.wxs": FRAGMENT,
      "else/e.wxs": PRODUCT,
    };
    assert.deepEqual(await planOf(files, { files: ["app/App.wixproj"] }), [
      "app/App.wixproj: app/a.wxs shared/x/s.wxs",
    ]);
  });

  test("references say what a project builds", async () => {
    const folder = createFolder({
      "Suite.wixproj": `<Project Sdk="WixToolset.Sdk/5.0.2"><ItemGroup><ProjectReference Include="child\\Child.wixproj" />
        <ProjectReference Include="app\\App.csproj" /></ItemGroup></Project>`,
      "Suite.wxs": PRODUCT,
      "child/Child.wixproj": "<Project><PropertyGroup><OutputName>Inner</OutputName></PropertyGroup></Project>",
      "app/App.csproj": "<Project><PropertyGroup><OutputType>WinExe</OutputType></PropertyGroup></Project>",
    });
    const { units } = await plannerOver(folder).plan([], never);
    assert.deepEqual(
      [...(units[0]?.references ?? [])].map(([name, one]) => [name, one.kind, one.outputName]),
      [
        ["Child", "package", "Inner.msi"],
        ["App", "program", "App.exe"],
      ],
    );
  });

  test("a project knows the one solution that lists it, wherever above it that lies", async () => {
    const listing = 'Project("{B7DD6F7E}") = "App", "setup\\App.wixproj", "{1}"\r\nEndProject\r\n';
    const folder = createFolder({
      "Suite.sln": listing,
      "setup/App.wixproj": SDK,
      "setup/a.wxs": PRODUCT,
      "other/Other.slnx": '<Solution><Folder Name="/x/"><Project Path="Own.wixproj" /></Folder></Solution>',
      "other/Own.wixproj":
        "<Project><PropertyGroup><DefineSolutionProperties>false</DefineSolutionProperties></PropertyGroup></Project>",
      "other/Free.wixproj": SDK,
      "other/b.wxs": PRODUCT,
    });
    const { units } = await plannerOver(folder).plan([], never);
    const known = units.map(({ name, defines }) => [name, defines.get("SolutionDir"), defines.get("SolutionName")]);
    assert.deepEqual(known, [
      ["Free", undefined, undefined],
      ["App", `${folder.path}/`, "Suite"],
    ]);
  });
});
