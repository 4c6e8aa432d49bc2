import assert from "node:assert/strict";
import type { SyntaxParser } from "../../../src/model/syntax.ts";
import { createParsers } from "../../../src/parsers.ts";
import { readCpp } from "../../../src/payload/code/cpp.ts";
import { readCSharp } from "../../../src/payload/code/cSharp.ts";
import { type CodeLanguage, followRoutine } from "../../../src/payload/code/followCode.ts";
import { entryPoints, functionsCalled, projectOf } from "../../../src/payload/code/project.ts";
import type { CodeReading } from "../../../src/payload/code.ts";

const parsers = createParsers();

/** Follows the entry point `Entry` of one source. */
export async function follow(language: CodeLanguage, text: string): Promise<CodeReading> {
  const parser: SyntaxParser | undefined = await parsers.load(language);
  const tree = parser?.parse(text);
  assert.ok(tree !== undefined);
  const unit = language === "cpp" ? readCpp("/a.cpp", text, tree) : readCSharp("/a.cs", text, tree);
  const project = projectOf([unit]);
  const [routine = functionsCalled(project, "Entry")[0]] = entryPoints(project, "Entry");
  assert.ok(routine !== undefined, "no entry point");
  return followRoutine(project, language, routine, { called: "the entry point" });
}

/** What code does, a line for each thing: `msiexec.exe | /i a.msi /qn yes proven`, `Installer.InstallProduct install a.msi proven`. */
export function linesOf({ starts, calls, waits, gaps }: CodeReading): readonly string[] {
  return [
    ...calls.map(({ api, operation, call, package: product, runsIn, proof }) =>
      [
        call,
        ...(api === "installs" ? [] : [api]),
        operation,
        product || "-",
        ...(runsIn === "own" ? [] : [runsIn]),
        proof,
      ].join(" "),
    ),
    ...starts.map(
      ({ program, arguments: rest, how, awaited, proof }) =>
        `${program.value} |${how === "shell" ? "shell" : ""} ${rest.value.trim()} ${awaited} ${proof}`,
    ),
    ...waits.map(({ call, wait, proof }) => `waits ${call} ${wait} ${proof}`),
    ...gaps,
  ];
}
