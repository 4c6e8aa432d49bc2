import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Form, kindByContent, sniffForm } from "../../src/sources/form.ts";
import { compileFile, compileFiles, only, problemAt } from "./tableSources.ts";

const COMPOUND = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0);
const text = (content: string) => new TextEncoder().encode(content);
const utf16 = (content: string) => Uint8Array.from(Buffer.from(`\uFEFF${content}`, "utf16le"));
const ISM = `<?xml version="1.0"?>\n<!DOCTYPE msi [\n  <!ELEMENT msi (summary,table*)>\n  <!-- <html> -->\n]>\n<msi version="2.0"></msi>`;
const ARCHIVE = "Property\tValue\r\ns72\tl0\r\nProperty\tProperty\r\nProductName\tArchived\r\n";

describe("what a file is shows in its first bytes", () => {
  const examples: readonly (readonly [Form, string, string | Uint8Array])[] = [
    ["compound", "the magic of compound files", COMPOUND],
    ["archive", "a header of three rows", ARCHIVE],
    ["archive", "a header with a code page", "A\tB\ns72\tS0\n1252\tT\tA\n"],
    ["archive", "_ForceCodepage", "\r\n\r\n1252\t_ForceCodepage\r\n"],
    ["archive", "a header after a byte order mark", text(`\uFEFF${ARCHIVE}`)],
    ["ism", "a root msi after a document type", ISM],
    [
      "aip",
      "a DOCUMENT of Advanced Installer",
      `<?xml version="1.0"?>\n<DOCUMENT Type="Advanced Installer" version="21"/>`,
    ],
    ["aip", "the same in UTF-16", utf16(`<DOCUMENT Type="Advanced Installer"/>`)],
    ["vdproj", "DeployProject", text(`\uFEFF"DeployProject"\r\n{\r\n}\r\n`)],
    ["wix", "a namespace of WiX", `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs"/>`],
    ["html", "a page", "<!DOCTYPE html>\n<html><body>404</body></html>"],
    ["html", "a page without a document type", "<html lang=en>"],
    [
      "html",
      "a page of XHTML",
      `<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">\n<html>`,
    ],
    ["html", "a page that leaves out the tag html", "<head><title>Sign in</title></head>"],
    ["lfs-pointer", "a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"],
    ["cabinet", "a cabinet", text("MSCF\0\0\0\0")],
    ["zip", "a ZIP archive", text("PK\u0003\u0004")],
    ["program", "a program", text("MZ\u0090\0\u0003\0")],
    ["xml", "other XML", "<project/>"],
    ["xml", "a DOCUMENT of something else", `<DOCUMENT Type="Letter"/>`],
    ["empty", "nothing", ""],
    ["empty", "blanks", " \r\n"],
    ["binary", "bytes", Uint8Array.of(1, 2, 0, 4)],
    ["unknown", "words, although they begin with MZ", "MZ is how some words begin"],
  ];
  for (const [form, title, content] of examples)
    test(`${title}: ${form}`, () => assert.equal(sniffForm(content), form));
});

describe("a file that is not what its name says has a clear problem", () => {
  for (const [code, says, content] of [
    ["html-page", /is an HTML page/, "<html></html>"],
    ["lfs-pointer", /git lfs pull/, "version https://git-lfs.github.com/spec/v1\n"],
    ["empty-file", /is empty/, ""],
    ["not-a-database", /is a cabinet/, text("MSCF\0\0\0\0")],
    ["not-a-database", /is no text archive/, "just words"],
  ] as const) {
    test(`setup.msi that ${String(says)}`, () => {
      const compilation = compileFile("setup.msi", content);
      assert.match(problemAt(compilation, code).problem.message, says);
      assert.deepEqual(compilation.databases, []);
    });
  }

  test("and where it is another kind of source, it is read as that", () => {
    assert.equal(only(compileFile("setup.msi", ARCHIVE)).toolset, "idt");
    const databases = compileFiles({ "p.idt": ARCHIVE, "x.idt": `<DOCUMENT Type="Advanced Installer"/>` }).databases;
    assert.deepEqual(databases.map(({ toolset }) => toolset).sort(), ["aip", "idt"]);
  });

  test("a source of WiX that is a pointer is not given to WiX", () => {
    assert.equal(
      kindByContent({ path: "/a.wxs", content: "version https://git-lfs.github.com/spec/v1\n" }),
      "database",
    );
    assert.equal(kindByContent({ path: "/a.wxs", content: "<Wix>" }), "wix");
    assert.equal(kindByContent({ path: "/a.wxs", content: ARCHIVE }), "archives");
  });
});
