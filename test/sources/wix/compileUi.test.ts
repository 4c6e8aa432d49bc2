import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { databaseOf, rows } from "./compiled.ts";
import { wix3, wix4 } from "./preprocessed.ts";

const three = (ui: string) => databaseOf(wix3(`<Fragment><UI>${ui}</UI></Fragment>`));
const four = (ui: string) => databaseOf(wix4(`<Fragment><UI>${ui}</UI></Fragment>`));
const dialog = (inside: string, attributes = "") =>
  `<Dialog Id="D" ${attributes}><Control Id="C" Type="PushButton" Text="t">${inside}</Control></Dialog>`;

suite("Publish (v3 Compiler.cs and v4+ Compiler_UI.cs, ParsePublishElement)", () => {
  const forms = [
    ['Event="DoAction" Value="A"', "DoAction | A"],
    ['Event="doAction" Value="A"', "DoAction | A"],
    ['Event="EndDialog" Value="Return"', "EndDialog | Return"],
    ['Property="P" Value="v"', "[P] | v"],
    ['Property="P"', "[P] | {}"],
  ] as const;
  for (const [attributes, cells] of forms) {
    test(`${attributes}: ${cells}`, () => {
      const v3 = three(dialog(`<Publish ${attributes}>X</Publish>`));
      const v4 = four(dialog(`<Publish ${attributes} Condition="X" />`));
      for (const database of [v3, v4]) assert.deepEqual(rows(database, "ControlEvent"), [`D | C | ${cells} | X | 1`]);
    });
  }

  test("no condition: empty in v3; 1 from v4 on (CreateWindowsInstallerDataFromIRCommand.AddControlEventSymbol)", () => {
    const inside = dialog('<Publish Event="EndDialog" Value="Exit" />');
    assert.deepEqual(rows(three(inside), "ControlEvent"), ["D | C | EndDialog | Exit | - | 1"]);
    assert.deepEqual(rows(four(inside), "ControlEvent"), ["D | C | EndDialog | Exit | 1 | 1"]);
  });

  test("orders count on from the one before, also from one that is given", () => {
    const events = ["", 'Order="9"', "", 'Order="2"', ""].map((order) => `<Publish Property="P" ${order} />`);
    const database = four(dialog(events.join("")));
    assert.deepEqual(rows(database, "ControlEvent", "Ordering"), ["1", "9", "10", "2", "3"]);
  });

  test("beside the dialogs each order is 1 unless it is given (ParseUIElement)", () => {
    const at = 'Dialog="D" Control="C" Property="P"';
    const database = four(`<Publish ${at} /><Publish ${at} Order="4" /><Publish ${at} />`);
    assert.deepEqual(rows(database, "ControlEvent", "Dialog_", "Control_", "Ordering"), [
      "D | C | 1",
      "D | C | 4",
      "D | C | 1",
    ]);
  });
});

suite("Dialog (v3 Compiler.cs ParseDialogElement, v4+ AddDialogSymbol): visible 1, modal 2, minimize 4", () => {
  const styles = [
    ["", 7],
    ['Modeless="yes"', 5],
    ['Hidden="yes"', 6],
    ['NoMinimize="yes"', 3],
    ['SystemModal="yes"', 15],
    ['KeepModeless="yes"', 23],
    ['TrackDiskSpace="yes"', 39],
    ['CustomPalette="yes"', 71],
    ['RightToLeft="yes"', 135],
    ['RightAligned="yes"', 263],
    ['LeftScroll="yes"', 519],
    ['ErrorDialog="yes"', 65543],
    ['Modeless="yes" KeepModeless="yes" TrackDiskSpace="no"', 21],
  ] as const;
  for (const [attributes, style] of styles) {
    test(`${attributes}: ${style}`, () => {
      for (const database of [three(dialog("", attributes)), four(dialog("", attributes))]) {
        assert.deepEqual(rows(database, "Dialog", "Dialog", "Attributes"), [`D | ${style}`]);
      }
    });
  }
});
