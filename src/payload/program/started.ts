import type { CodeReading } from "../code.ts";
import { type Burn, readBurn } from "./burn.ts";
import type { Bytes } from "./bytes.ts";
import { readAssembly } from "./clr.ts";
import { compoundKind } from "./compound.ts";
import { readImports } from "./imports.ts";
import { followManaged } from "./managed.ts";
import { type Carried, MOST_SEARCHED, readPayload, type SetupMaker } from "./marks.ts";
import { callsOf, isPacked } from "./native.ts";
import { readImage } from "./pe.ts";

/** What a program that is started is, by its file. */
export type StartedProgram =
  | { readonly kind: "bundle"; readonly burn: Burn }
  | { readonly kind: "carries"; readonly carried: Carried; readonly maker?: SetupMaker }
  /** `code` is what the program itself was seen to do. */
  | { readonly kind: "program"; readonly maker?: SetupMaker; readonly code: CodeReading }
  | { readonly kind: "package" }
  | { readonly kind: "other" };

const NO_CODE: CodeReading = { starts: [], calls: [], waits: [], gaps: [] };

/** Looks at a program that an action starts. */
export function readStarted(bytes: Bytes): StartedProgram {
  const image = readImage(bytes);
  if (image === undefined) return { kind: compoundKind(bytes) === "package" ? "package" : "other" };
  const burn = readBurn(bytes, image);
  if (burn !== undefined) return { kind: "bundle", burn };
  const { carried, maker, unsearched } = readPayload(bytes, image);
  const made = maker === undefined ? {} : { maker };
  if (carried !== undefined) return { kind: "carries", carried, ...made };
  const assembly = readAssembly(bytes, image);
  if (assembly?.main !== undefined) return { kind: "program", ...made, code: followManaged(assembly, [assembly.main]) };
  const calls = callsOf(readImports(bytes, image).imports).filter(({ api }) => api === "installs");
  const gaps = calls.length > 0 || maker !== undefined ? [] : unknownIn(isPacked(image), unsearched);
  return { kind: "program", ...made, code: { ...NO_CODE, calls, gaps } };
}

const MB = 2 ** 20;

function unknownIn(packed: boolean, unsearched: number): readonly string[] {
  if (packed) return ["it is packed, and what it does shows only when it runs"];
  if (unsearched === 0) return [];
  return [
    `of the ${((unsearched + MOST_SEARCHED) / MB).toFixed(0)} MB behind its sections only the first ${MOST_SEARCHED / MB} were searched for packages`,
  ];
}
