import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Snapshot, SourceFile } from "../../../src/sources/source.ts";
import { matcher } from "../../../src/sources/wix/glob.ts";
import { expand, holds, tokenise } from "../../../src/sources/wix/msbuild.ts";
import { type Project, readProject, selectItems } from "../../../src/sources/wix/project.ts";

/** A snapshot in which everything was looked at; a string is a file, anything else is not there. */
function snapshotOf(files: Readonly<Record<string, string>>): Snapshot {
  const known = new Map<string, SourceFile>(Object.entries(files).map(([path, content]) => [path, { path, content }]));
  return { file: (path) => known.get(path) ?? "absent" };
}

function projectOf(xml: string, others: Readonly<Record<string, string>> = {}): Project {
  const { project } = readProject("/w/setup/Setup.wixproj", snapshotOf({ "/w/setup/Setup.wixproj": xml, ...others }));
  assert.ok(project !== undefined);
  return project;
}

const sdk = (body: string) => `<Project Sdk="WixToolset.Sdk/5.0.2">${body}</Project>`;
const old = (body: string) => `<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">${body}</Project>`;

describe("conditions of MSBuild", () => {
  const properties = new Map<string, string | undefined>([
    ["configuration", "Release"],
    ["platform", "x64"],
    ["secret", undefined],
  ]);
  const cases: readonly (readonly [string, boolean | undefined])[] = [
    ["", true],
    ["'$(Configuration)' == 'release'", true],
    [" '$(Configuration)|$(Platform)' == 'Debug|x64' ", false],
    ["'$(Nobody)' == ''", true],
    ["'$(Nobody)' != '' or $(Platform) == x64", true],
    ["'$(Secret)' == 'a'", undefined],
    ["'$(Secret)' == 'a' and '$(Platform)' == 'x86'", false],
    ["'$(Secret)' == 'a' or '$(Platform)' == 'x64'", true],
    ["!('$(Platform)' == 'x86')", true],
    ["Exists('a.props') and '$(Platform)' == 'x86'", false],
    ["Exists('a.props')", undefined],
    ["'2' < '10'", true],
    ["false", false],
    ["'$(X", undefined],
    ["(".repeat(500), undefined],
  ];
  for (const [condition, expected] of cases) {
    test(`${condition.slice(0, 60)} is ${expected}`, () =>
      assert.equal(holds(tokenise(condition), properties), expected));
  }

  test("a property that nothing sets is empty, a function is not known", () => {
    assert.equal(expand("a$(Nobody)b$(PLATFORM)", properties), "abx64");
    assert.equal(expand("$([System.DateTime]::Now)", properties), undefined);
    assert.equal(expand("@(Compile)", properties), undefined);
    assert.equal(expand("$(Secret)", properties), undefined);
  });
});

describe("patterns of items", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["/w/**/*.wxs", "/w/a.wxs", true],
    ["/w/**/*.wxs", "/w/x/y/A.WXS", true],
    ["/w/**/*.wxs", "/v/a.wxs", false],
    ["/w/bin/**/*", "/w/bin/Debug/a.wxs", true],
    ["/w/bin/**/*", "/w/binary/a.wxs", false],
    ["/w/**/.*/**/*", "/w/.vs/x/a.wxs", true],
    ["/w/*/a?.wxs", "/w/q/a1.wxs", true],
    ["/w/*/a?.wxs", "/w/q/r/a1.wxs", false],
    [`/w/${"*a".repeat(40)}`, `/w/${"a".repeat(2000)}b`, false],
  ];
  for (const [pattern, path, expected] of cases) {
    test(`${pattern.slice(0, 40)} ${expected ? "matches" : "does not match"} ${path.slice(0, 40)}`, () =>
      assert.equal(matcher(pattern)(path), expected));
  }
});

describe("project files", () => {
  const found = [
    "/w/setup/a.wxs",
    "/w/setup/sub/b.wxs",
    "/w/setup/bin/c.wxs",
    "/w/setup/obj/d.wxs",
    "/w/setup/old/e.wxs",
  ];

  test("an SDK-style project compiles what lies below it, less what it removes", () => {
    const { compile } = projectOf(sdk(`<ItemGroup><Compile Remove="old/**" /></ItemGroup>`));
    assert.deepEqual(selectItems(compile, found), ["/w/setup/a.wxs", "/w/setup/sub/b.wxs"]);
  });

  test("EnableDefaultCompileItems=false leaves what is listed, spelled as on the disk", () => {
    const body = `<PropertyGroup><EnableDefaultCompileItems>false</EnableDefaultCompileItems></PropertyGroup>
      <ItemGroup><Compile Include="SUB\\B.wxs;..\\shared\\x.wxs" /></ItemGroup>`;
    assert.deepEqual(selectItems(projectOf(sdk(body)).compile, found), ["/w/setup/sub/b.wxs", "/w/shared/x.wxs"]);
  });

  test("a v3 project compiles what it lists, whatever the condition of a configuration", () => {
    const body = `<ItemGroup><Compile Include="a.wxs" /></ItemGroup>
      <ItemGroup Condition=" '$(Configuration)' == 'Release' "><Compile Include="old\\e.wxs" /></ItemGroup>
      <ItemGroup Condition=" '$(Edition)' == 'Pro' "><Compile Include="sub\\b.wxs" /></ItemGroup>`;
    assert.deepEqual(selectItems(projectOf(old(body)).compile, found), ["/w/setup/a.wxs", "/w/setup/old/e.wxs"]);
  });

  test("what one configuration leaves out and another compiles is compiled", () => {
    const body = `<ItemGroup Condition=" '$(Configuration)' == 'Debug' "><Compile Remove="sub/**" /></ItemGroup>
      <ItemGroup Condition=" '$(Configuration)' == 'Release' "><Compile Remove="old/**" /></ItemGroup>`;
    assert.deepEqual(selectItems(projectOf(sdk(body)).compile, found), [
      "/w/setup/a.wxs",
      "/w/setup/old/e.wxs",
      "/w/setup/sub/b.wxs",
    ]);
  });

  test("defines are those on which all configurations agree, and what the targets set", () => {
    const body = `<PropertyGroup><Configuration Condition=" '$(Configuration)' == '' ">Debug</Configuration>
        <Platform Condition=" '$(Platform)' == '' ">x86</Platform><DefineConstants>Always=1</DefineConstants></PropertyGroup>
      <PropertyGroup Condition=" '$(Configuration)|$(Platform)' == 'Debug|x86' ">
        <DefineConstants>$(DefineConstants);Debug;Flavour=a</DefineConstants></PropertyGroup>
      <PropertyGroup Condition=" '$(Configuration)|$(Platform)' == 'Release|x86' ">
        <DefineConstants>$(DefineConstants);Flavour=b;Given=$(FromOutside)</DefineConstants></PropertyGroup>`;
    const { defines, architecture } = projectOf(old(body));
    assert.deepEqual(Object.fromEntries(defines), {
      Always: "1",
      Platform: "x86",
      ProjectDir: "/w/setup/",
      ProjectExt: ".wixproj",
      ProjectFileName: "Setup.wixproj",
      ProjectName: "Setup",
      ProjectPath: "/w/setup/Setup.wixproj",
    });
    assert.equal(architecture, "x86");
  });

  test("a define whose value only the one who builds knows is left out, the others stay", () => {
    const body = `<PropertyGroup><DefineConstants>A=1;B=$(Nobody);C=$([MSBuild]::Add(1,2));D</DefineConstants></PropertyGroup>`;
    const names = [...projectOf(old(body)).defines.keys()].filter((name) => name.length === 1);
    assert.deepEqual(names, ["A", "D"]);
  });

  test("the architecture is unknown where configurations differ, x86 where an SDK project says nothing", () => {
    const platforms = `<PropertyGroup><Platforms>x86;x64</Platforms></PropertyGroup>`;
    assert.equal(projectOf(sdk(platforms)).architecture, undefined);
    assert.equal(projectOf(sdk("")).architecture, "x86");
    assert.equal(projectOf(sdk("<PropertyGroup><Platform>x64</Platform></PropertyGroup>")).architecture, "x64");
    const both = "<PropertyGroup><Platform>x64</Platform><InstallerPlatform>arm64</InstallerPlatform></PropertyGroup>";
    assert.equal(projectOf(sdk(both)).architecture, "arm64");
  });

  test("what it builds and what it refers to", () => {
    const body = `<PropertyGroup><OutputType>Module</OutputType><OutputName>Part</OutputName></PropertyGroup>
      <ItemGroup><ProjectReference Include="..\\child\\Child.wixproj"><Name>ChildSetup</Name></ProjectReference>
      <ProjectReference Include="..\\app\\App.csproj" /></ItemGroup>`;
    const { kind, outputName, references } = projectOf(old(body));
    assert.deepEqual([kind, outputName], ["module", "Part.msm"]);
    assert.deepEqual(references, [
      { name: "ChildSetup", path: "/w/child/Child.wixproj" },
      { name: "App", path: "/w/app/App.csproj" },
    ]);
  });

  test("Directory.Build.props counts for SDK-style projects, an import for all, and a cycle of imports ends", () => {
    const others = {
      "/w/Directory.Build.props":
        "<Project><PropertyGroup><DefineConstants>FromProps=1</DefineConstants></PropertyGroup></Project>",
      "/w/common.props": `<Project><Import Project="common.props" /><PropertyGroup>
        <DefineConstants>$(DefineConstants);Imported=$(MSBuildThisFileDirectory)</DefineConstants></PropertyGroup></Project>`,
    };
    const body = `<Import Project="..\\common.props" /><Import Project="$(WixTargetsPath)" />`;
    const now = projectOf(sdk(body), others).defines;
    assert.deepEqual([now.get("FromProps"), now.get("Imported")], ["1", "/w/"]);
    const before = projectOf(old(body), others).defines;
    assert.deepEqual([before.get("FromProps"), before.get("Imported")], [undefined, "/w/"]);
  });

  test("what was not looked at yet is wanted", () => {
    const project: SourceFile = { path: "/w/a.wixproj", content: sdk(`<Import Project="b.props" />`) };
    const reading = readProject("/w/a.wixproj", { file: (path) => (path === "/w/a.wixproj" ? project : undefined) });
    assert.equal(reading.project, undefined);
    assert.deepEqual(reading.wanted, ["/w/Directory.Build.props", "/Directory.Build.props", "/w/b.props"]);
  });

  test("a file that is no project is a problem", () => {
    const reading = readProject("/w/a.wixproj", snapshotOf({ "/w/a.wixproj": "<Wix/>" }));
    assert.equal(reading.project, undefined);
    assert.deepEqual(
      reading.problems.map(({ code }) => code),
      ["not-a-project"],
    );
  });
});
