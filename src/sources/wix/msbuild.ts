/** Properties by lower-case name, as MSBuild compares them; undefined is a value that only MSBuild itself could know. */
export type Properties = Map<string, string | undefined>;

/** Names that MSBuild defines for every project, whatever the project says. */
const RESERVED: ReadonlySet<string> = new Set([
  "msbuildtoolsversion",
  "msbuildextensionspath",
  "msbuildextensionspath32",
  "msbuildextensionspath64",
  "wix",
]);

/**
 * A text with its `$(Property)` replaced; a property that nothing sets is empty, as for MSBuild.
 *
 * Undefined where the text needs what cannot be known here: a property function, `@(Items)`, `%(Metadata)`, an environment of another machine.
 *
 * @see https://learn.microsoft.com/visualstudio/msbuild/msbuild-properties
 */
export function expand(text: string, properties: Properties): string | undefined {
  if (!text.includes("(")) return text;
  if (/[@%]\(/.test(text)) return undefined;
  let out = "";
  let from = 0;
  for (let at = text.indexOf("$(", from); at >= 0; at = text.indexOf("$(", from)) {
    const end = text.indexOf(")", at);
    if (end < 0) break;
    const value = propertyValue(text.slice(at + 2, end).trim(), properties);
    if (value === undefined) return undefined;
    out += text.slice(from, at) + value;
    from = end + 1;
  }
  return out + text.slice(from);
}

function propertyValue(name: string, properties: Properties): string | undefined {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return undefined;
  const key = name.toLowerCase();
  if (properties.has(key)) return properties.get(key);
  return RESERVED.has(key) ? undefined : "";
}

/** Whether a condition holds, of which these are the tokens; undefined where that cannot be known here. An absent or blank condition holds. */
export function holds(condition: readonly string[], properties: Properties): boolean | undefined {
  if (condition.length === 0) return true;
  const reader = { tokens: condition, at: 0, properties };
  const value = disjunction(reader, 0);
  return reader.at === reader.tokens.length ? value : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly properties: Properties;
}

/** Parentheses and `!` deeper than this are no condition anybody wrote. */
const DEEPEST = 64;

/** The tokens of a `Condition` attribute. */
export function tokenise(text: string): readonly string[] {
  return text.match(/'[^']*'|==|!=|<=|>=|[<>!(),]|\$\([^)]*\)|[^\s'()=!<>,]+|\S/g) ?? [];
}

function disjunction(reader: Reader, depth: number): boolean | undefined {
  let value = conjunction(reader, depth);
  while (take(reader, "or")) {
    const right = conjunction(reader, depth);
    value = value === true || right === true ? true : value === undefined || right === undefined ? undefined : false;
  }
  return value;
}

function conjunction(reader: Reader, depth: number): boolean | undefined {
  let value = term(reader, depth);
  while (take(reader, "and")) {
    const right = term(reader, depth);
    value = value === false || right === false ? false : value === undefined || right === undefined ? undefined : true;
  }
  return value;
}

function term(reader: Reader, depth: number): boolean | undefined {
  if (depth > DEEPEST) return undefined;
  if (take(reader, "!")) {
    const value = term(reader, depth + 1);
    return value === undefined ? undefined : !value;
  }
  if (take(reader, "(")) {
    const value = disjunction(reader, depth + 1);
    return take(reader, ")") ? value : undefined;
  }
  return comparison(reader);
}

function comparison(reader: Reader): boolean | undefined {
  const word = reader.tokens[reader.at++];
  if (word === undefined) return undefined;
  if (take(reader, "(")) {
    skipCall(reader);
    return undefined;
  }
  const operator = reader.tokens[reader.at];
  const left = operand(word, reader.properties);
  if (operator === undefined || !/^(==|!=|<=|>=|<|>)$/.test(operator)) return truth(left);
  reader.at++;
  const right = operand(reader.tokens[reader.at++] ?? "", reader.properties);
  return left === undefined || right === undefined ? undefined : compare(left, operator, right);
}

/** `Exists('…')` and its like ask the machine: what they answer where the build runs is not known. */
function skipCall(reader: Reader): void {
  for (let open = 1; open > 0 && reader.at < reader.tokens.length; reader.at++) {
    if (reader.tokens[reader.at] === "(") open++;
    else if (reader.tokens[reader.at] === ")") open--;
  }
}

function operand(token: string, properties: Properties): string | undefined {
  const text = token.startsWith("'") ? token.slice(1, token.endsWith("'") && token.length > 1 ? -1 : undefined) : token;
  return expand(text, properties);
}

function truth(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  const lower = value.toLowerCase();
  if (["true", "on", "yes"].includes(lower)) return true;
  return ["false", "off", "no"].includes(lower) ? false : undefined;
}

function compare(left: string, operator: string, right: string): boolean | undefined {
  if (operator === "==" || operator === "!=") return same(left, right) === (operator === "==");
  const [a, b] = [Number(left), Number(right)];
  if (left.trim() === "" || right.trim() === "" || Number.isNaN(a) || Number.isNaN(b)) return undefined;
  return operator === "<" ? a < b : operator === "<=" ? a <= b : operator === ">" ? a > b : a >= b;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function take(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.at]?.toLowerCase() !== token) return false;
  reader.at++;
  return true;
}
