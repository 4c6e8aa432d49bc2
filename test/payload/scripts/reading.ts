import { NO_CONTENTS } from "../../../src/model/contents.ts";
import { createParsers } from "../../../src/parsers.ts";
import { type CodeReading, fileText } from "../../../src/payload/code.ts";
import { readCode, type ScriptCall } from "../../../src/payload/scripts/read.ts";
import { sourceSpan } from "../../../src/payload/text.ts";

const javascript = await createParsers().load("javascript");

/** Reads a script with the parser of JScript at hand. */
export function read(language: string, text: string, more: Partial<ScriptCall> = {}): CodeReading {
  const contents = { ...NO_CONTENTS, parser: () => javascript };
  return readCode({ text: fileText(text), language, entry: "", session: true, ...more }, contents);
}

/** As in `start msiexec|/i x.msi|shell|yes|proven`, `call Installer.InstallProduct|x.msi|installs|own|proven`, `wait forever|proven`, `? gap`. */
export function lines({ starts, calls, waits, gaps }: CodeReading): readonly string[] {
  return [
    ...starts.map(
      ({ program, arguments: rest, how, awaited, proof }) =>
        `start ${[program.value, rest.value.trim(), how, awaited, proof].join("|")}`,
    ),
    ...calls.map(
      ({ call, package: product, api, runsIn, proof }) => `call ${[call, product, api, runsIn, proof].join("|")}`,
    ),
    ...waits.map(({ wait, proof }) => `wait ${wait}|${proof}`),
    ...gaps.map((gap) => `? ${gap}`),
  ];
}

/** The texts of a script that do something, as they stand there. */
export function places(reading: CodeReading, text: string): readonly string[] {
  return [...reading.starts, ...reading.calls].map(({ whole }) => {
    const { start, end } = sourceSpan(whole);
    return text.slice(start, end);
  });
}
