import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, parseFormatted } from "../../../src/model/formatted.ts";
import { readMsiexec } from "../../../src/payload/commandLine/msiexec.ts";
import { foldedText, spelledText, type Text } from "../../../src/payload/text.ts";

/** The text as an action has it: references are not known. */
function unresolved(value: string): Text {
  return foldedText(
    fold(parseFormatted(value), () => undefined),
    spelledText(value),
  );
}

/** As in `install a.msi none`, `help`; `?` behind it where the line is doubtful. */
function read(rest: string): string {
  const command = readMsiexec(unresolved(rest));
  if (command.kind !== "installs") return command.kind;
  return `${command.operation} ${command.package} ${command.ui}${command.doubtful ? "?" : ""}`;
}

const CODE = "{0A0CADCF-78DA-33C4-A350-CD51849B9702}";

const cases: readonly (readonly [rest: string, reads: string])[] = [
  ["/i a.msi", "install a.msi default"],
  ["/I A.MSI /QN", "install A.MSI none"],
  ["-i a.msi -qn", "install a.msi none"],
  ["/package a.msi /quiet", "install a.msi none"],
  ["/i a.msi /passive", "install a.msi basic"],
  ["/i a.msi /passive /norestart", "install a.msi basic"],
  ['/i "C:\\a b\\c.msi" /qb', "install C:\\a b\\c.msi basic"],
  ['/i "C:\\a b\\" /qn', "install C:\\a b\\ none"],
  ["/i a.msi /qb-", "install a.msi basic"],
  ["/i a.msi /qb+!", "install a.msi basic"],
  ["/i a.msi /qn+", "install a.msi none"],
  ["/i a.msi /qr", "install a.msi reduced"],
  ["/i a.msi /qf", "install a.msi full"],
  ["/i a.msi /q", "install a.msi none"],
  ["/qb /i a.msi /qn", "install a.msi none"],
  ["/qn /i a.msi", "install a.msi none"],
  ["/i a.msi /l*v install.log /qn", "install a.msi none"],
  ['/i a.msi /L*V! "C:\\a b.log" /qn', "install a.msi none"],
  ['/i a.msi /l*v"C:\\a b.log" /qn', "install a.msi none"],
  ["/i a.msi /LIME x.log /qn", "install a.msi none"],
  ["/i a.msi /log x.log /qn", "install a.msi none"],
  ["/i a.msi /l x.log", "install a.msi default"],
  ["/i a.msi /t a.mst /qn", "install a.msi none"],
  ["/i a.msi TRANSFORMS=a.mst REBOOT=R /qn", "install a.msi none"],
  ["/i a.msi /n {A} /c /g 1033 /m mif", "install a.msi default"],
  ["/lv* x.log /i a.msi /norestart /passive", "install a.msi basic"],
  ["/quiet /norestart /i a.msi", "install a.msi none"],
  ["/i a.msi TRANSFORMS=a.mst REINSTALL=ALL REINSTALLMODE=vomus /qb!", "repair a.msi basic"],
  ["/i a.msi REMOVE=ALL /qn+", "uninstall a.msi none"],
  ["\t/i\ta.msi\r\n   /qn", "install a.msi none"],
  ['"/i" "a.msi" "/qn"', "install a.msi none"],
  ["/i a.msi /forcerestart", "install a.msi default"],
  ["/i a.msi /promptrestart", "install a.msi default"],
  [`/i ${CODE} REMOVE=ALL /qn`, `uninstall ${CODE} none`],
  [`/i ${CODE} remove=all`, `uninstall ${CODE} default`],
  [`/i ${CODE} REMOVE="ALL" /qn`, `uninstall ${CODE} none`],
  ["/i a.msi REMOVE=Feature", "install a.msi default"],
  ["/i a.msi ACTION=ADMIN TARGETDIR=C:\\x", "administrative a.msi default"],
  ["/i a.msi REINSTALL=ALL REINSTALLMODE=vomus", "repair a.msi default"],
  ["/i a.msi PATCH=a.msp", "patch a.msi default"],
  ["/i a.msi MSIPATCHREMOVE=a.msp", "remove-patch a.msi default"],
  ['/i a.msi P="a ""b"" c" /qn', "install a.msi none"],
  ['/i a.msi P="" /qn', "install a.msi none"],
  [`/X${CODE} /qn`, `uninstall ${CODE} none`],
  [`/I${CODE}`, `install ${CODE} default`],
  ["/ichild.msi /qn", "install child.msi none"],
  ['/i"C:\\a b.msi" /qn', "install C:\\a b.msi none"],
  ["/x a.msi", "uninstall a.msi default"],
  ["/uninstall a.msi /quiet", "uninstall a.msi none"],
  ["/uninstall a.msp /package a.msi", "remove-patch a.msp default"],
  [`/package ${CODE} /uninstall {B}`, "remove-patch {B} default"],
  ["/x a.msp", "remove-patch a.msp default"],
  ["/a a.msi TARGETDIR=x /qn", "administrative a.msi none"],
  ["/f a.msi", "repair a.msi default"],
  [`/fa ${CODE} /qn`, `repair ${CODE} none`],
  [`/fvomus ${CODE}`, `repair ${CODE} default`],
  [`/fa${CODE}`, `repair ${CODE} default`],
  ["/j a.msi", "advertise a.msi default"],
  ["/jm a.msi /t a.mst", "advertise a.msi default"],
  ["/JU a.msi", "advertise a.msi default"],
  ["/p a.msp /qn", "patch a.msp none"],
  ["/update a.msp;b.msp /quiet", "patch a.msp;b.msp none"],
  ["/p a.msp /a a.msi", "administrative a.msp default"],
  ["/i a.msi /x b.msi", "install a.msi default?"],
  ["/i a b.msi /qn", "install a none?"],
  ["/i a.msi /quite", "install a.msi default?"],
  ["/y a.dll", "other"],
  ["/z a.dll", "other"],
  ["/regserver", "other"],
  ["/unregister", "other"],
  ["/unregserver", "other"],
  ["/V", "other"],
  ["/Embedding ABC", "other"],
  ["/?", "help"],
  ["/h", "help"],
  ["/help", "help"],
  ["/i a.msi /?", "help"],
  ["", "help"],
  ["   ", "help"],
  ["/qn", "help"],
  ["/i", "help"],
  ["/install a.msi", "undocumented"],
  ["a.msi", "undocumented"],
  ["/l*v x.log", "help"],
  ["/i [INSTALLFOLDER]a.msi /qn", "install [INSTALLFOLDER]a.msi none"],
  ['/i "[#child]" /qn', "install [#child] none"],
  ["/i [PACKAGE]", "install [PACKAGE] default"],
  ["/x[CODE] /qn", "uninstall [CODE] none"],
  ["/x [ProductCode]", "uninstall [ProductCode] default"],
  ["/i $(var.Name).msi /qb", "install $(var.Name).msi basic"],
  ["/i a.msi LANGID=!(loc.LangId) P=!(wix.Variant=A)", "install a.msi default"],
  ["/i a.msi [ARGS]", "install a.msi unknown"],
  ["/i a.msi [ARGS] /qn", "install a.msi none"],
  ["/i a.msi $(var.P)=1", "install a.msi default"],
  ["/i a.msi /q[LEVEL]", "install a.msi unknown"],
  ["[ARGS]", "unreadable"],
  ["$(var.MsiCmd) LANGID=1", "unreadable"],
  ["/[MODE] a.msi", "unreadable"],
];

for (const [rest, reads] of cases) test(`msiexec ${rest}: ${reads}`, () => assert.equal(read(rest), reads));

for (const [name, rest] of [
  ["quotation marks", '"'.repeat(32_000)],
  ["slashes", "/".repeat(32_000)],
  ["options", "/f".repeat(16_000)],
  ["flags of a log", `/l${"i".repeat(32_000)}/`],
  ["levels", `/q${"+".repeat(32_000)}x`],
  ["brackets", "[".repeat(32_000)],
] as const) {
  test(`hostile: ${name} without end are read and install nothing certain`, () => {
    assert.notEqual(readMsiexec(unresolved(rest)).kind, "installs");
  });
}
