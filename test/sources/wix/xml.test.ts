import assert from "node:assert/strict";
import { test } from "node:test";
import { narrow } from "../../../src/model/site.ts";
import {
  attributesOf,
  parseXml,
  type XmlDocument,
  type XmlElement,
  type XmlNode,
  xmlAttribute,
  xmlChildren,
  xmlOf,
  xmlText,
} from "../../../src/sources/wix/xml.ts";
import { marked } from "../../marked.ts";

/** A tree in one line: `W[A(x=1)[text] B]`. */
function outline(document: XmlDocument): string {
  const one = (node: XmlNode): string => {
    if (node.kind === "instruction") return `?${node.target}`;
    if (node.kind !== "element") return JSON.stringify(document.text.slice(node.start, node.end));
    const attributes = attributesOf(document, node).map(
      ({ name, valueSpan }) => `${name}=${document.text.slice(valueSpan.start, valueSpan.end)}`,
    );
    const own = attributes.length === 0 ? "" : `(${attributes.join(",")})`;
    return `${node.name}${own}${node.contents.length === 0 ? "" : `[${node.contents.map(one).join(" ")}]`}`;
  };
  return document.contents.map(one).join(" ");
}

function faults(document: XmlDocument): string[] {
  return document.problems.map(({ code, site }) => {
    assert.equal(site.kind, "text");
    return site.kind === "text" ? `${code} ${document.text.slice(site.span.start, site.span.end)}` : code;
  });
}

const parse = (text: string) => parseXml(text, "/w/a.wxs");
const rootOf = (document: XmlDocument): XmlElement => {
  assert.ok(document.root);
  return document.root;
};

test("elements, attributes, text and instructions stand where they are written", () => {
  const source = marked(`<?xml version="1.0"?>
<!--« note »-->«<«W» xmlns="urn:w">»<?define «A = 1» ?><B «c»='«d»'>«t»<![CDATA[«<u>»]]></B></W>`);
  const document = parse(source.text);
  const [comment, tag, name, content, attribute, value, text, cdata] = source.spans;
  const root = rootOf(document);
  assert.deepEqual(document.comments, [comment]);
  assert.deepEqual({ start: root.start, end: root.tagEnd }, tag);
  assert.deepEqual({ start: root.start + 1, end: root.nameEnd }, name);
  assert.equal(root.end, source.text.length);
  const [instruction, child] = root.contents;
  assert.ok(instruction?.kind === "instruction" && child?.kind === "element");
  assert.deepEqual({ start: instruction.contentStart, end: instruction.contentEnd }, content);
  assert.equal(source.text.slice(instruction.start, instruction.end), "<?define A = 1 ?>");
  assert.deepEqual(attributesOf(document, child), [{ name: "c", prefix: "", nameSpan: attribute, valueSpan: value }]);
  assert.deepEqual(
    child.contents.map((node) => ({ start: node.start, end: node.end })),
    [text, cdata],
  );
  assert.equal(root.plain, false);
  assert.equal(child.plain, true);
  assert.equal(root.weight, 2);
  assert.deepEqual(document.problems, []);
});

test("prefixes are resolved where they are bound", () => {
  const document = parse('<W xmlns="a" xmlns:u="b"><u:X><Y xmlns="c"><Z/><u:V xmlns:u="d&amp;"/></Y></u:X><Q/></W>');
  const names = (element: XmlElement): string[] => [
    `${element.prefix}|${element.name}|${element.namespace}`,
    ...xmlChildren(element).flatMap(names),
  ];
  assert.deepEqual(names(rootOf(document)), ["|W|a", "u|X|b", "|Y|c", "|Z|c", "u|V|d&", "|Q|a"]);
  const unbound = parse("<W><u:X/></W>");
  assert.deepEqual(faults(unbound), ["unbound-prefix u"]);
});

test("values: entities, line breaks, and the way back through both", () => {
  const source = marked(
    '<W a="«&quot;»«[D]a.msi»«&#x22;»«\r\n»«x\ty\nz»«&#128512;»«&amp;»" b="plain">«p»«\r\n»«q\t»«&lt;»<!-- no --><![CDATA[«&amp;»]]></W>',
  );
  const document = parse(source.text);
  const value = xmlAttribute(document, rootOf(document), "a");
  assert.equal(value?.value, '"[D]a.msi" x y z\u{1F600}&');
  assert.ok(value?.site.kind === "text");
  assert.deepEqual(
    value.site.pieces.map((piece) => piece.span),
    source.spans.slice(0, 7),
  );
  const inner = narrow(value.site, 4, 9);
  assert.ok(inner.kind === "text");
  assert.equal(source.text.slice(inner.span.start, inner.span.end), "a.msi");
  const text = xmlText(document, rootOf(document));
  assert.equal(text?.value, "p\nq\t<&amp;");
  assert.ok(text?.site.kind === "text");
  assert.deepEqual(
    text.site.pieces.map((piece) => piece.span),
    source.spans.slice(7),
  );
  assert.equal(xmlAttribute(document, rootOf(document), "c"), undefined);
});

test("characters that XML does not have stay as they are written", () => {
  const document = parse('<W a="&#0;&#xD800;&#x110000;&amp;lt;"/>');
  assert.equal(xmlAttribute(document, rootOf(document), "a")?.value, "&#0;&#xD800;&#x110000;&lt;");
  assert.deepEqual(faults(document), ["unknown-entity &#0;", "unknown-entity &#xD800;", "unknown-entity &#x110000;"]);
});

test("a document type definition is passed over, whatever it holds", () => {
  const dtd = `<!DOCTYPE W [
    <!-- ]> --> <?pi ]> ?> <!ENTITY a "<W>]></W>"> <!ENTITY b '&a;&a;&a;'> <!ELEMENT W ANY>
  ]>`;
  const document = parse(`<?xml version="1.0"?>${dtd}<W a="&b;">&b;</W>`);
  assert.equal(outline(document), 'W(a=&b;)["&b;"]');
  assert.deepEqual(faults(document), [`doctype ${dtd}`, "unknown-entity &b;", "unknown-entity &b;"]);
  assert.equal(xmlAttribute(document, rootOf(document), "a")?.value, "&b;");
});

/** What is half typed, the tree that it most likely is going to be, and what is said of it. */
const halfTyped: readonly (readonly [string, string, readonly string[]])[] = [
  ['<W>\n <A Id="foo\n <B Id="x"/>\n</W>', "W[A(Id=foo) B(Id=x)]", ['unclosed-value "foo']],
  ['<W>\n <A Id="foo />\n <B Id="x"/>\n</W>', "W[A(Id=foo) B(Id=x)]", ['unclosed-value "foo']],
  ['<W>\n <A Id="foo\n    C="d" e="f"/>\n <B/></W>', "W[A(Id=foo,C=d,e=f) B]", ['unclosed-value "foo']],
  ['<W><A Id="x C="d"/><B/></W>', "W[A(Id=x,C=d) B]", ['unclosed-value "x']],
  ['<W><A Id="x><B z="k"/></A></W>', "W[A(Id=x)[B(z=k)]]", ['unclosed-value "x']],
  ['<W>\n <A Id="x">\n  <C/>\n <B/>\n</W>', "W[A(Id=x)[C] B]", ['unclosed-element <A Id="x">']],
  ['<W>\n <A Id="x"\n <B/>\n</W>', "W[A(Id=x) B]", ['unclosed-tag <A Id="x"']],
  ["<W>\n <A\n <B/>\n</W>", "W[A B]", ["unclosed-tag <A"]],
  ["<W>\n <A x=\n <B/>\n</W>", "W[A(x=) B]", ["unquoted-value x=\n <B/", "unclosed-tag <A x="]],
  ["<W>\n <A></A\n <B/>\n</W>", "W[A B]", ["unclosed-tag </A"]],
  ["<W><A></B></A></W>", "W[A]", ["unmatched-end-tag </B>"]],
  ["<W></W></W>", "W", ["unmatched-end-tag </W>"]],
  ["<W>\n <?if a\n <B/>\n <?endif?></W>", "W[?if B ?endif]", ["unclosed-instruction <?if a"]],
  ["<W>\n <?if a >\n <B/>\n</W>", "W[?if B]", ["unclosed-instruction <?if a >"]],
  ['<W a="1 < 2" b="x<y"/>', "W(a=1 < 2,b=x<y)", ["less-than-in-value <", "less-than-in-value <"]],
  ["<W>a < b and c <= d</W>", 'W["a " "< b and c " "<" "= d"]', ["stray-less-than <", "stray-less-than <"]],
  ["<W>a & b &copy; &lt;</W>", 'W["a & b &copy; &lt;"]', ["stray-ampersand &", "unknown-entity &copy;"]],
  [
    '<W a=b c d="1"e="2" d="3"/>',
    "W(a=b,c=,d=1,e=2,d=3)",
    ["unquoted-value a=b", "unquoted-value c", 'missing-blank "', "duplicate-attribute d"],
  ],
  ["<W><A/><!-- b", "W[A]", ["unclosed-comment <!--", "unclosed-element <W>"]],
  ["<W><!-- a -- b --><A/></W>", "W[A]", ["hyphens-in-comment --"]],
  ["<W><!-- a --!> b --><A/></W>", "W[A]", ["hyphens-in-comment --"]],
  ["<W><![CDATA[a", 'W["a"]', ["unclosed-cdata <![CDATA[", "unclosed-element <W>"]],
  ["<W/><V/>text", "W V", ["several-roots <V", "text-outside-root text"]],
  [" <?xml version='1.0'?><W/>", "W", ["misplaced-declaration <?xml version='1.0'?>"]],
  ["<W><!ELEMENT a></W>", "W", ["misplaced-declaration <!ELEMENT a>"]],
  ["<W></>x</W>", 'W["x"]', ["unmatched-end-tag </>"]],
  ["{{#if a}}<W/>", "W", ["template {{#if a}}"]],
  ["no tags", "", ["text-outside-root no tags", "no-root-element "]],
];

for (const [text, tree, problems] of halfTyped) {
  test(`half typed: ${text.replace(/\n/g, "⏎")}`, () => {
    const document = parse(text);
    assert.equal(outline(document), tree);
    const known = faults(document);
    for (const problem of problems) assert.ok(known.includes(problem), `${problem} in ${JSON.stringify(known)}`);
    // Every further problem is the same trouble once more: nothing else is wrong in these texts.
    assert.ok(known.length <= problems.length + 1, JSON.stringify(known));
  });
}

test("every use of a variable outside comments is listed", () => {
  const source = marked('<W a="«$(»var.X)«$(»Y)"><!-- $(no) --><?define Z=«$(»Q)?><!-- $(no) -->«$(»R)</W>');
  assert.deepEqual(
    parse(source.text).uses,
    source.spans.map((span) => span.start),
  );
});

test("the same file is parsed once", () => {
  const file = { path: "/w/a.wxs", content: Uint8Array.from(Buffer.from("<W/>")) };
  assert.equal(xmlOf(file), xmlOf(file));
  assert.equal(xmlOf({ ...file, content: "" }).problems[0]?.code, "empty-file");
});
