import assert from "node:assert/strict";
import { test } from "node:test";
import { parseXml, type XmlDocument, type XmlElement } from "../../../src/sources/wix/xml.ts";

const sample = `<?xml version="1.0" encoding="utf-8"?>
<!-- outer -- or not -->
<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs" xmlns:ui='http://wixtoolset.org/schemas/v4/wxs/ui'>
  <?define Exe = "setup.exe" ?>
  <Package Name="A &amp; B" Version='1.0'><?if $(var.X) = "y" ?>
    <CustomAction Id="Run" BinaryRef="$(var.Exe)" ExeCommand="&quot;[D]a.msi&quot; &#x41;" />
    <Custom Action="Run" After="InstallFinalize">NOT Installed <![CDATA[ & < ]]></Custom>
  <?endif?></Package>
</Wix>
`;

/** Every place lies in the text, children lie in their parents one after the other. */
function check(document: XmlDocument): void {
  const inText = (start: number, end: number) =>
    assert.ok(0 <= start && start <= end && end <= document.text.length, `${start}..${end}`);
  for (const { site } of document.problems) if (site.kind === "text") inText(site.span.start, site.span.end);
  for (const { start, end } of document.comments) inText(start, end);
  const visit = (element: XmlElement) => {
    inText(element.start, element.end);
    inText(element.start, element.tagEnd);
    for (let at = element.attributesFrom; at < element.attributesTo; at += 4) {
      inText(document.attributes[at] ?? -1, document.attributes[at + 1] ?? -1);
      inText(document.attributes[at + 2] ?? -1, document.attributes[at + 3] ?? -1);
    }
    let last = element.tagEnd;
    for (const node of element.contents) {
      inText(node.start, node.end);
      assert.ok(node.start >= last, `${element.name} ${node.start} before ${last}`);
      last = node.start;
      if (node.kind === "element") visit(node);
    }
  };
  for (const node of document.contents) if (node.kind === "element") visit(node);
}

test("cut off at every place it is still a tree", () => {
  for (let length = 0; length <= sample.length; length++) {
    const document = parseXml(sample.slice(0, length), "/w/a.wxs");
    check(document);
    if (length < sample.trimEnd().length) assert.ok(document.problems.length > 0, sample.slice(0, length));
  }
});

/** Numerical Recipes' linear congruence: the same mutations on every machine. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

test("with any characters changed, added or taken away it is still a tree", () => {
  const alphabet = "<>/?!\"'=&;[]- \n\r\tax$(:\0\uD83D";
  const random = numbers(1618);
  const next = (below: number) => ((random.next().value as number) >>> 8) % below;
  for (let round = 0; round < 3000; round++) {
    let text = sample;
    for (let edits = 1 + next(6); edits > 0; edits--) {
      const at = next(text.length);
      const taken = next(3) === 0 ? 0 : next(12);
      text = text.slice(0, at) + alphabet.charAt(next(alphabet.length)) + text.slice(at + taken);
    }
    check(parseXml(text, "/w/a.wxs"));
  }
});

/** Each costs in proportion to its length: four times the text may not take a multiple of four times the steps. */
const floods: Readonly<Record<string, (n: number) => string>> = {
  "open tags": (n) => "<a>".repeat(n),
  "end tags": (n) => `<w>${"</a>".repeat(n)}</w>`,
  "mismatched tags": (n) => "<a></b>".repeat(n),
  "unclosed tags": (n) => "<a\n".repeat(n),
  "unclosed values": (n) => '<a b="\n'.repeat(n),
  "values in alternate quotes": (n) => `<a b="\n<a b='\n`.repeat(n),
  "unclosed instructions": (n) => "<?a\n<b>\n".repeat(n),
  "instructions closed at last": (n) => `${"<?a\n<b/>\n".repeat(n)}?>`,
  "unclosed comments": (n) => "<!--".repeat(n),
  "comments closed as in HTML": (n) => "<!-- a --!>".repeat(n),
  "stray signs": (n) => `<w>${"<= & ".repeat(n)}</w>`,
  "ampersands in one value": (n) => `<w a="${"&".repeat(n)}"/>`,
  "blanks in one value": (n) => `<w a="${" ".repeat(n)}<b c=${" ".repeat(n)}"d/>`,
  "line breaks in one value": (n) => `<w a="${"\n".repeat(n)}"/>`,
  "attributes of one element": (n) => `<w ${Array.from({ length: n }, (_, i) => `a${i}=""`).join(" ")}/>`,
  "the same attribute": (n) => `<w ${'a="" '.repeat(n)}/>`,
  namespaces: (n) => '<a xmlns:b="c">'.repeat(n),
  "unclosed elements side by side": (n) => `<w>\n${" <a>\n".repeat(n)}</w>`,
  "entities in a definition": (n) => `<!DOCTYPE a [${'<!ENTITY b "&c;&c;">'.repeat(n)}]><a>&b;</a>`,
  "an open definition": (n) => `<!DOCTYPE a [${'"<!--'.repeat(n)}`,
  sections: (n) => `<a>${"<![CDATA[".repeat(n)}`,
  "uses in comments": (n) => `<a>${"<!-- $( -->$(".repeat(n)}</a>`,
};

for (const [name, flood] of Object.entries(floods)) {
  test(`a flood of ${name} is a tree with problems, and soon`, { timeout: 10_000 }, () => {
    check(parseXml(flood(30_000), "/w/a.wxs"));
  });
}

test("nesting without end is cut at a depth that may be walked by recursion", () => {
  const document = parseXml(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`, "/w/a.wxs");
  let depth = 0;
  for (let node = document.root; node !== undefined; depth++)
    node = node.contents.find((one) => one.kind === "element");
  assert.ok(depth <= 256);
  assert.deepEqual(
    document.problems.map((problem) => problem.code),
    ["too-deep"],
  );
});
