import assert from "node:assert/strict";
import { test } from "node:test";
import { type Dialect, evaluateExpression, type Truth } from "../../../src/sources/wix/expression.ts";

/** `$(var.U)` and every other name that is not listed here is unknown. */
const variables: Readonly<Record<string, string>> = {
  A: "1",
  Zero: "0",
  Empty: "",
  No: "no",
  NO: "NO",
  False: "false",
  Pro: "Pro",
  Ten: "10",
  Nine: "9",
  Spaced: " Pro ",
  Minus: "-3",
  Word: "Pro or Lite",
};

function evaluate(text: string, dialect: Dialect) {
  return evaluateExpression(text, dialect, (raw) => {
    let known = true;
    const expanded = raw.replace(/\$\((?:var\.)?([\w()]+?)\)/g, (written, name: string) => {
      const value = variables[name];
      if (value === undefined) known = false;
      return value ?? written;
    });
    return { text: expanded, known };
  });
}

type Row = readonly [expression: string, expected: Truth | "refused", why: string];

/**
 * What follows from WiX's own evaluator: EvaluateExpression, EvaluateExpressionRecurse, EvaluateAtomicExpression, GetNextToken, GetParenthesisExpression
 * of src/wix/WixToolset.Core/Preprocessor.cs in wixtoolset/wix and of src/tools/wix/Preprocessor.cs in wixtoolset/wix3, which agree in all of this table.
 */
const both: readonly Row[] = [
  // Comparing texts.
  ['$(var.Pro) = "Pro"', true, "= compares texts"],
  ["$(var.Pro)=Pro", true, "blanks around the operator are not needed, quotes neither"],
  ['$(var.Pro) = "pro"', false, "= minds case"],
  ['$(var.Pro) ~= "pRO"', true, "~= does not"],
  ['$(var.Pro) ~= "Pr"', false, "~= compares whole texts"],
  ['$(var.Pro) != "Pro"', false, "!= is the opposite of ="],
  ['$(var.Pro) != "pro"', true, "!= minds case too"],
  ['$(var.Spaced) = "Pro"', true, "both sides are trimmed"],
  ['" Pro" = Pro', true, "a literal is trimmed as well"],
  ['"$(var.Pro)-x" = "Pro-x"', true, "variables are put in inside quotes"],
  ['"1" = $(var.A)', true, "a literal may stand on the left"],
  ["1 = 1", true, "and so may a bare word"],
  ["1=1.0", false, "= compares texts, not numbers"],
  ["$(var.A) = 01", false, "= compares texts, not numbers"],
  ['$(var.Empty) = ""', true, "an empty text"],
  ["$(var.Empty) =", true, "nothing on the right is an empty text: GetNextToken answers String.Empty"],
  ["$(var.A) =", false, "nothing on the right is an empty text"],
  ["$(var.A) = and", false, "right after an operator the word and is a word"],
  ["$(var.Pro) = 'Pro'", false, "apostrophes are no quotes: they are part of the word"],
  ["'Pro' = 'Pro'", true, "apostrophes are part of the word on both sides"],
  ['$(var.Word) = "Pro or Lite"', true, "keywords in quotes are text"],
  ['"a = b" = "a = b"', true, "operators in quotes are text"],
  ['"(" = "("', true, "parentheses in quotes are text"],
  ["x64-y = x64-y", true, "a bare word ends at a blank or an operator only"],
  ["a!b = a!b", true, "! alone does not end a word, != does"],
  // Comparing numbers.
  ["$(var.Ten) > $(var.Nine)", true, "ordering compares whole numbers: 10 > 9 although the text 10 sorts before 9"],
  ["$(var.Ten) < 9", false, "the same on the other side"],
  ["$(var.Ten) >= 10", true, ">= includes"],
  ["$(var.Ten)<=9", false, "blanks are not needed"],
  ["$(var.Minus) < 0", true, "Int32.Parse takes a sign"],
  ["+5 > 4", true, "Int32.Parse takes a plus sign"],
  ['" 5 " > "4"', true, "Int32.Parse takes blanks around"],
  ["2147483647 > 0", true, "the largest of 32 bits"],
  ["2147483648 > 0", "refused", "OverflowException becomes IllegalIntegerInExpression"],
  ["1.5 > 1", "refused", "FormatException becomes IllegalIntegerInExpression"],
  ["$(var.Pro) > 1", "refused", "a text is no number"],
  ["$(var.Empty) < 1", "refused", "nothing is no number"],
  // Grouping.
  ["1=1 and 1=2", false, "and"],
  ["1=2 or 1=1", true, "or"],
  ["1=1 or 1=1 and 1=2", false, "and does not bind tighter than or: (true or true) and false"],
  ["1=2 and 1=2 or 1=1", true, "from the left: (false and false) or true"],
  ["1=1 or (1=1 and 1=2)", true, "parentheses group"],
  ["1=2 and (1=2 or 1=1)", false, "parentheses group"],
  ["not 1=2", true, "not"],
  ["NOT 1=2 AND 1=1", true, "keywords do not mind case"],
  ["not 1=1 or 1=1", true, "not takes one operand: (not true) or true"],
  ["not (1=1 or 1=1)", false, "not of a parenthesis"],
  ["not(1=2)and(1=1)", true, "a parenthesis may follow a keyword at once"],
  ["not not 1=1", true, "twice not"],
  ["1=2 and not 1=1 or 1=1", false, "all after not is one operand: false and ((not true) or true)"],
  ["(1=2 and not 1=1) or 1=1", true, "a parenthesis ends what not takes along"],
  ["1=1 or not 1=2 and 1=2", true, "true or ((not false) and false)"],
  ["1=2 or not 1=2 and 1=1", true, "false or ((not false) and true)"],
  ["1=1 and not 1=2 and not 1=1", false, "true and ((not false) and (not true))"],
  ["((1=1))", true, "parentheses nest"],
  ['("a)" = "a)")', true, "a parenthesis in quotes closes nothing"],
  ["($(var.A)=1)and($(var.Pro)=Pro)", true, "the parentheses of $( ) count as well"],
  // Nothing is skipped, but what decides decides.
  ["$(var.U) = 1", "unknown", "a variable that only the build knows"],
  ["$(var.U) = 1 and 1=2", false, "false and anything"],
  ["1=1 or $(var.U) = 1", true, "true or anything"],
  ["$(var.U) = 1 or 1=2", "unknown", "false or unknown"],
  ["not $(var.U) = 1", "unknown", "the opposite of unknown"],
  ['"x$(var.U)" = ""', "unknown", "a text with something unknown in it"],
  ["1=1 and not $(var.U)=1 or 1=1", true, "true and ((not unknown) or true)"],
  // What WiX refuses.
  ["", "refused", "UnexpectedEmptySubexpression"],
  ["1=1 and", "refused", "and needs a blank or parenthesis after it: InvalidSubExpression"],
  ["1=1 and ", "refused", "the text is trimmed first, so that and ends it"],
  ["not", "refused", "a word alone is a literal: UnexpectedLiteral"],
  ['"Pro"', "refused", "UnexpectedLiteral"],
  ["yes", "refused", "UnexpectedLiteral"],
  ["1=1 1=1", "refused", "InvalidSubExpression"],
  ["1=1 xor 1=1", "refused", "InvalidSubExpression"],
  ["1=1 and\n1=1", "refused", "after a comparison and must be followed by a blank"],
  ["(1=1", "refused", "UnmatchedParenthesisInExpression"],
  ["1=1)", "refused", "UnmatchedParenthesisInExpression"],
  ["()", "refused", "UnexpectedEmptySubexpression"],
  ['$(var.A) = "1', "refused", "UnmatchedQuotesInExpression"],
  ["$(var.A = 1", "refused", "UnmatchedParenthesisInExpression"],
  ["x$(var.A) = x1", "refused", "a bare word holds no variable: its parenthesis is out of place"],
  ["($(var.A)) = 1", "refused", "a parenthesis is a condition, not a value"],
  ["!$(var.A)", "refused", "! is not WiX for not"],
  ["$(var.A) && 1=1", "refused", "&& is not WiX for and"],
];

const wix4: readonly Row[] = [
  ["$(A)", true, "alone a variable holds where it is neither empty, 0, false nor no"],
  ["$(Zero)", false, "0"],
  ["$(Empty)", false, "empty"],
  ["$(No)", false, "no"],
  ["$(False)", false, "false"],
  ["$(NO)", true, "only in lower case"],
  ["not $(No)", true, "the opposite"],
  ["$(U)", "unknown", "what it holds is not known"],
  ["$(A) and\n $(Pro)", true, "after a variable alone the text is put together again, with a blank"],
  ["$(Pro) == Pro", true, "== is new in WiX 4"],
  ["$(Pro) == pro", false, "and minds case as = does"],
];

const wix3: readonly Row[] = [
  ["$(var.A)", true, "alone a variable holds, because it is there (EvaluateAtomicExpression)"],
  ["$(var.Zero)", true, "whatever it holds"],
  ["$(var.Empty)", true, "whatever it holds"],
  ["not $(var.No)", false, "the opposite"],
  ["$(var.U)", true, "without it the build ends, so wherever this compiles it holds"],
  ["$(var.Pro) == Pro", "refused", "= and then the word =, then a word too many"],
  ["$(var.Pro) ==", false, "Pro compared with the word ="],
];

for (const [name, dialects, rows] of [
  ["in both", ["wix3", "wix4"], both],
  ["from WiX 4 on", ["wix4"], wix4],
  ["up to WiX 3", ["wix3"], wix3],
] as const) {
  for (const [expression, expected, why] of rows) {
    test(`${name}: ${JSON.stringify(expression)} is ${expected}, because ${why}`, () => {
      for (const dialect of dialects) {
        const { value, fault } = evaluate(expression, dialect);
        assert.equal(fault === undefined ? value : "refused", expected, dialect);
        if (fault !== undefined) assert.equal(value, "unknown");
      }
    });
  }
}

test("a fault stands where it is", () => {
  const at = (text: string) => {
    const { fault } = evaluate(text, "wix4");
    return fault && `${fault.code} ${text.slice(fault.start, fault.end)}`;
  };
  assert.equal(at("1=1 and $(var.Pro) > 1"), "bad-integer $(var.Pro) > 1");
  assert.equal(at('1=1 or "Pro"'), 'bad-expression "Pro"');
  assert.equal(at('1=1 or $(A) = "x'), 'bad-expression "x');
  assert.equal(at("1=1 xor 2=2"), "bad-expression xor 2=2");
});

test("endless expressions end", { timeout: 10_000 }, () => {
  assert.equal(evaluate("(".repeat(100_000), "wix4").value, "unknown");
  assert.equal(evaluate(`${"(".repeat(20_000)}1=1${")".repeat(20_000)}`, "wix4").fault?.code, "expression-too-deep");
  assert.equal(evaluate(`${"not ".repeat(50_000)}1=1`, "wix4").fault?.code, "expression-too-deep");
  assert.equal(evaluate(`1=1${" and 1=1".repeat(50_000)}`, "wix4").value, true);
});
