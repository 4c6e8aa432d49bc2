import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isUnknown } from "../../../src/model/site.ts";
import { parseXml, xmlAttribute, xmlText } from "../../../src/sources/wix/xml.ts";
import { marked } from "../../marked.ts";
import { compile, databaseOf, problemsOf, rows } from "./compiled.ts";
import { Workspace, wix4 } from "./preprocessed.ts";

/** Code, severity's first letter, and the text at the place. */
function problems(text: string, file = "/w/main.wxs"): string[] {
  return parseXml(text, file).problems.map(({ code, severity, site }) => {
    const span = site.kind === "text" ? site.span : { start: 0, end: 0 };
    return `${severity.charAt(0)} ${code} ${text.slice(span.start, span.end)}`;
  });
}

describe("templates that another tool fills in", () => {
  test("are said to be one, once, where it begins", () => {
    const source = marked('<Wix><Package Version="«{{version}}»" Name="{{name}}"/></Wix>');
    const [problem, ...others] = parseXml(source.text, "/w/main.wxs").problems;
    assert.deepEqual(others, []);
    assert.equal(problem?.code, "template");
    assert.equal(problem.severity, "information");
    assert.equal(
      problem.message,
      "This is a template that another tool fills in (Mustache {{…}}); what it fills in is unknown.",
    );
    assert.deepEqual(problem.site.kind === "text" && problem.site.span, source.spans[0]);
  });

  for (const [name, text, file] of [
    ["Mustache", "<Wix>\n  {{ &fileList }}\n  <A/></Wix>"],
    ["blocks around elements", "<Wix>{{#if a}}<A/>{{else}}<B/>{{/if}}</Wix>"],
    ["blocks in a tag", '<Wix><A {{#if a}}X="1"{{/if}} {{attributes}} Y="2"/></Wix>'],
    ["text beside the root", "{{#each all}}\n<Wix/>\n{{/each}}"],
    ["a filter", '<Wix A="{{ name | upper }}"/>'],
    ["Jinja", "<Wix>{% if a < b %}<A/>{% endif %}</Wix>"],
    ["ERB", '<Wix A="<%= a["x"] %>"><% if a < b && c %><A/><% end %></Wix>'],
    ["ERB that compares", "<Wix><% if a <b %><A/><% end %></Wix>"],
    ["Octopus", '<Wix A="#{Project.Name}"/>'],
    ["configure", '<Wix A="@PRODUCT_VERSION@"/>'],
    ["CMake", '<Wix A="@version@"/>', "/w/main.wxs.in"],
    ["CMake's variables", `<Wix A="\${CMAKE_INSTALL_PREFIX}"/>`, "/w/main.wxs.in"],
    ["CMake's generators", '<Wix A="$<TARGET_FILE:setup>"/>', "/w/a.wixpatch.cmake"],
  ] as const) {
    test(`are no errors of XML: ${name}`, () => {
      const found = problems(text, file);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", /^i template /);
    });
  }

  for (const [name, text] of [
    ["a text of the Error table", '<Wix A="{{Fatal error: }}[1]"/>'],
    ["formatted text", '<Wix A="{[A]{{B}" B="[#{A1B2C3D4-0000-0000-0000-000000000000}]" C="{{[P]}}"/>'],
    ["an address", '<Wix A="someone@example.org, other@example.org"/>'],
    ["a mangled name", '<Wix A="??0foo@bar@@QAE@XZ"/>'],
    ["a template in a comment", "<Wix><!-- {{version}} --></Wix>"],
    ["CMake's syntax in another file", `<Wix A="\${version}"/>`],
  ] as const) {
    test(`are not seen in ${name}`, () => assert.deepEqual(problems(text), []));
  }

  test("do not hide what else is wrong", () => {
    assert.deepEqual(problems('<Wix A="{{a}}" B="x & y"><A B="{{b}}"></Wix>'), [
      "i template {{a}}",
      "e stray-ampersand &",
      'e unclosed-element <A B="{{b}}">',
    ]);
  });

  test("stay in values as they are written, unknown", () => {
    const document = parseXml('<Wix A="a&amp;{{b}}&lt;c"> x {{ d }} </Wix>', "/w/main.wxs");
    assert.ok(document.root);
    const attribute = xmlAttribute(document, document.root, "A");
    assert.equal(attribute?.value, "a&{{b}}<c");
    assert.ok(attribute.site.kind === "text");
    assert.deepEqual(
      attribute.site.pieces.map(({ from, to, unknown }) => `${attribute.value.slice(from, to)}${unknown ? "?" : ""}`),
      ["a", "&", "{{b}}?", "<", "c"],
    );
    const text = xmlText(document, document.root);
    assert.equal(text?.value.trim(), "x {{ d }}");
    assert.ok(isUnknown(text.site));
  });

  test("leave a value open that a define brings elsewhere", () => {
    const { result } = new Workspace({
      "main.wxs": wix4('<?define Brand="@BRAND@"?><A X="$(Brand) Setup"/><?if $(Brand) = "Pro"?><B/><?endif?>'),
    });
    const [a, b] = result.root?.children ?? [];
    const x = a?.attribute("X")?.value;
    assert.equal(x?.value, "@BRAND@ Setup");
    assert.ok(isUnknown(x.site));
    assert.deepEqual(
      b?.when.map(({ text }) => text),
      ['$(Brand) = "Pro"'],
    );
  });

  test("leave cells open, and the element is compiled all the same", () => {
    const source = wix4(
      '<Fragment><CustomAction Id="A" Directory="D" ExeCommand="msiexec /i {{msi}} /qn"/></Fragment>',
    );
    assert.deepEqual(rows(databaseOf(source), "CustomAction", "Action", "Type", "Target"), [
      "A | 34 | ?msiexec /i {{msi}} /qn",
    ]);
    assert.deepEqual(problemsOf(compile({ "main.wxs": source })).length, 1);
  });
});
