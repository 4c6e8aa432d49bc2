import type { Frame } from "../../model/site.ts";
import { choicesOf, combinationsOf, withCombination } from "./preprocessChoice.ts";
import { include } from "./preprocessInclude.ts";
import {
  checkUses,
  contentSpan,
  contextOf,
  type Level,
  reportOnce,
  type Stretch,
  type Walk,
  walkNodes,
} from "./preprocessWalk.ts";
import { decodeRun, type Located, sliceLocated } from "./value.ts";
import {
  type Binding,
  bind,
  bindingAt,
  type Expansion,
  expand,
  undefinedBinding,
  unknownBinding,
} from "./variables.ts";
import type { XmlInstruction } from "./xml.ts";

/** Carries out the instruction at `at`, which stands in a branch that is on; answers the index of the last node that it consumed. */
export function carryOut(walk: Walk, level: Level, stretch: Stretch, at: number): number {
  const instruction = stretch.nodes[at];
  if (instruction?.kind !== "instruction") return at;
  switch (instruction.target) {
    case "define":
      define(walk, level, instruction);
      break;
    case "undef":
      undefine(walk, level, instruction);
      break;
    case "include":
      include(walk, level, instruction, stretch.sink);
      break;
    case "foreach":
      return repeat(walk, level, stretch, at);
    case "endforeach":
      reportOnce(
        walk,
        level,
        "unmatched-instruction",
        "error",
        "<?endforeach?> belongs to no <?foreach?> of the same element.",
        instruction,
      );
      break;
    case "error":
      say(walk, level, instruction, "error");
      break;
    case "warning":
      say(walk, level, instruction, "warning");
      break;
  }
  return at;
}

/** The text of an instruction with its place. Entities mean nothing in it. */
export function contentOf(walk: Walk, level: Level, instruction: XmlInstruction): Located {
  return decodeRun(contextOf(walk, level), "instruction", contentSpan(instruction));
}

/** Expands a part of an instruction and reports what is wrong with it. */
export function expanded(walk: Walk, level: Level, instruction: XmlInstruction, part: Located): Expansion {
  checkUses(walk, level, contentSpan(instruction));
  const result = expand(part, contextOf(walk, level));
  if (result.tooLong) {
    const message = "The variables in this make a text without measure: it was not expanded.";
    reportOnce(walk, level, "too-many-expansions", "error", message, contentSpan(instruction));
  }
  return result;
}

/** The part without the white space around it and, where they match, its quotes. */
export function unquoted(part: Located, quotes: string): Located {
  const trimmed = trimmedPart(part, 0, part.value.length);
  const { value } = trimmed;
  const quote = value.charAt(0);
  if (value.length < 2 || !quotes.includes(quote) || !value.endsWith(quote)) return trimmed;
  return sliceLocated(trimmed, 1, value.length - 1);
}

function trimmedPart(part: Located, from: number, to: number): Located {
  const text = part.value.slice(from, to);
  const start = from + text.length - text.trimStart().length;
  return sliceLocated(part, start, Math.max(start, from + text.trimEnd().length));
}

/** `X`, `X=value`, `X="value"`, `X='value'`, with or without `var.`: the value is expanded here and now (PreprocessDefine). */
function define(walk: Walk, level: Level, instruction: XmlInstruction): void {
  const content = contentOf(walk, level, instruction);
  const equals = content.value.indexOf("=", 1);
  const name = withoutPrefix(content.value.slice(0, equals < 0 ? undefined : equals).trim());
  if (name === "" || content.value.startsWith("=")) {
    reportOnce(walk, level, "bad-define", "error", "A define needs a name, as in <?define Name=Value?>.", instruction);
    return;
  }
  const written =
    equals < 0 ? { value: "", pieces: [] } : unquoted(sliceLocated(content, equals + 1, content.value.length), "\"'");
  const value = expanded(walk, level, instruction, written);
  if (value.tooLong) bind(walk.session.variables, name, unknownBinding);
  else bind(walk.session.variables, name, { ...bindingFor(value), ...alternativesFor(walk, level, written) });
}

function bindingFor({ value, pieces, certainty }: Expansion): Binding {
  return { state: "known", located: { value, pieces }, ...(certainty === "byDefault" && { byDefault: true }) };
}

/** What an undecided condition has left open in the value of a define stays open in the variable it makes. */
function alternativesFor(walk: Walk, level: Level, written: Located): Pick<Binding, "alternatives"> {
  const combinations = combinationsOf(walk, choicesOf(walk, written.value), level.when);
  if (combinations.length < 2) return {};
  const alternatives = combinations.map((combination) => ({
    picks: combination.picks,
    when: combination.when,
    binding: withCombination(walk, combination, () => bindingFor(expand(written, contextOf(walk, level)))),
  }));
  return { alternatives };
}

function withoutPrefix(name: string): string {
  return name.startsWith("var.") ? name.slice(4) : name;
}

function undefine(walk: Walk, level: Level, instruction: XmlInstruction): void {
  const name = withoutPrefix(expanded(walk, level, instruction, contentOf(walk, level, instruction)).value);
  const { variables } = walk.session;
  if (bindingAt(variables, name, variables.version)?.state === "undefined") {
    const message = `${name} is not defined here: WiX stops at undefining it.`;
    reportOnce(walk, level, "undefined-variable", "error", message, contentSpan(instruction));
  }
  bind(variables, name, undefinedBinding);
}

/** `<?error?>` and `<?warning?>` count where it is certain that they are reached. */
function say(walk: Walk, level: Level, instruction: XmlInstruction, severity: "error" | "warning"): void {
  if (level.when.length > 0) return;
  const { value } = expanded(walk, level, instruction, contentOf(walk, level, instruction));
  const message = value === "" ? `<?${severity}?> is reached here.` : value;
  reportOnce(walk, level, `preprocessor-${severity}`, severity, message, instruction);
}

/** `<?foreach X in a;b?>`: the body once for each item, which are split at `;` and not trimmed (PreprocessForeach). */
function repeat(walk: Walk, level: Level, stretch: Stretch, at: number): number {
  const instruction = stretch.nodes[at] as XmlInstruction;
  const end = endOfLoop(stretch, at);
  if (end >= stretch.to) {
    const message = "This <?foreach?> has no <?endforeach?> in the same element.";
    reportOnce(walk, level, "unmatched-instruction", "error", message, instruction);
  }
  const content = contentOf(walk, level, instruction);
  const word = content.value.indexOf(" in ");
  const name = withoutPrefix(content.value.slice(0, Math.max(0, word)).trim());
  if (name === "") {
    reportOnce(walk, level, "bad-foreach", "error", "A loop is written <?foreach Name in a;b;c?>.", instruction);
    return end;
  }
  const list = expanded(walk, level, instruction, unquoted(sliceLocated(content, word + 4, content.value.length), '"'));
  const body: Stretch = { ...stretch, from: at + 1, to: Math.min(end, stretch.to) };
  let again = level.again;
  for (const item of itemsOf(list)) {
    if (walk.work-- < 0) {
      const message = "This loop leads to more expansions than are followed: the rest was left out.";
      reportOnce(walk, level, "too-many-expansions", "error", message, instruction);
      break;
    }
    bind(walk.session.variables, name, item);
    const shown = item.state === "known" ? `${name}=${item.located.value.slice(0, 80)}` : name;
    const frame: Frame = {
      kind: "foreach",
      name: shown,
      file: level.document.file,
      span: { start: instruction.start, end: instruction.end },
    };
    walkNodes(walk, { ...level, via: [...level.via, frame], editable: false, depth: level.depth + 1, again }, body);
    again = true;
  }
  return end;
}

function* itemsOf(list: Expansion): Generator<Binding> {
  for (let from = 0; ; ) {
    const semicolon = list.value.indexOf(";", from);
    const to = semicolon < 0 ? list.value.length : semicolon;
    const item = from === 0 && semicolon < 0 ? list : sliceLocated(list, from, to);
    yield list.tooLong || item.pieces.some((piece) => piece.unknown)
      ? unknownBinding
      : bindingFor({ ...item, certainty: list.certainty });
    if (semicolon < 0) return;
    from = to + 1;
  }
}

/** The index of the `<?endforeach?>` that closes the loop at `at`, loops inside it passed over; the end of the stretch where there is none. */
function endOfLoop({ nodes, to }: Stretch, at: number): number {
  let open = 0;
  for (let next = at; next < to; next++) {
    const node = nodes[next];
    if (node?.kind !== "instruction") continue;
    if (node.target === "foreach") open++;
    else if (node.target === "endforeach" && --open === 0) return next;
  }
  return to;
}
