import assert from "node:assert/strict";
import { test } from "node:test";
import { marked } from "./marked.ts";

test("takes spans and the cursor out and says where they stood", () => {
  assert.deepEqual(marked('a="«b»" ‸c'), { text: 'a="b" c', spans: [{ start: 3, end: 4 }], cursor: 6 });
});

test("lists nested spans from the outside in", () => {
  assert.deepEqual(marked("«a«b»»«c»").spans, [
    { start: 0, end: 2 },
    { start: 1, end: 2 },
    { start: 2, end: 3 },
  ]);
  assert.deepEqual(marked("««x»»").spans, [
    { start: 0, end: 1 },
    { start: 0, end: 1 },
  ]);
});

test("refuses marks that do not pair up", () => {
  assert.throws(() => marked("«a"), /« without »/);
  assert.throws(() => marked("a»"), /» without «/);
});
