import assert from "node:assert/strict";
import { test } from "node:test";
import type { Element } from "../../../src/sources/wix/tree.ts";
import { Workspace, wix4 } from "./preprocessed.ts";

function count(element: Element | undefined): number {
  return element === undefined ? 0 : element.children.reduce((sum, child) => sum + count(child), 1);
}

function codes(workspace: Workspace): Set<string> {
  return new Set(workspace.result.problems.map((problem) => problem.code));
}

const soon = { timeout: 20_000 };

test("a loop over a loop over a loop, to ten to the ninth", soon, () => {
  const list = Array.from({ length: 10 }, (_, index) => index).join(";");
  const loops = Array.from({ length: 9 }, (_, index) => `<?foreach V${index} in ${list}?>`).join("");
  const inside = `${loops}<P v="$(V0)"/>${"<?endforeach?>".repeat(9)}<Z/>`;
  const workspace = new Workspace({ "main.wxs": wix4(inside) });
  assert.ok(codes(workspace).has("too-many-expansions"));
  assert.ok(count(workspace.result.root) < 500_000);
  assert.equal(workspace.result.root?.children.at(-1)?.name, "Z");
});

test("a million rounds of nothing", soon, () => {
  const workspace = new Workspace({
    "main.wxs": wix4(
      `<?define L=${";".repeat(60_000)}?>${"<?foreach V in $(L)?><?foreach W in $(L)?><?endforeach?><?endforeach?>".repeat(3)}`,
    ),
  });
  assert.ok(codes(workspace).has("too-many-expansions"));
});

test("defines that double each other", soon, () => {
  const defines = Array.from({ length: 64 }, (_, index) => `<?define A${index + 1}=$(A${index})$(A${index})?>`).join(
    "",
  );
  const workspace = new Workspace({ "main.wxs": wix4(`<?define A0=1618?>${defines}<P v="$(A64)"/><Q w="$(A2)"/>`) });
  assert.ok(codes(workspace).has("too-many-expansions"));
  assert.ok(workspace.value("v").value.length < 1_000_000);
  assert.equal(workspace.value("w").value, "1618161816181618");
});

test("many uses of a long define", soon, () => {
  const uses = '<P v="$(A)"/>'.repeat(20_000);
  const workspace = new Workspace({ "main.wxs": wix4(`<?define A=${"x".repeat(50_000)}?>${uses}`) });
  let units = 0;
  for (const child of workspace.result.root?.children ?? []) units += child.attributes[0]?.value.value.length ?? 0;
  assert.ok(units < 200_000_000);
});

test("a chain of defines each in the next", soon, () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => `<?define A${index + 1}=$(A${index})?>`).join("");
  const workspace = new Workspace({ "main.wxs": wix4(`<?define A0=«end»?>${chain}<P v="$(A20000)"/>`) });
  const { value, site } = workspace.value("v");
  assert.equal(value, "end");
  assert.ok(site.kind === "text" && (site.pieces[0]?.via.length ?? 0) < 100);
  assert.match(
    workspace.pieces({ value, site })[0] ?? "",
    new RegExp(workspace.mark("main.wxs").replaceAll(".", "\\.")),
  );
});

test("a source with more problems than anyone reads is given the first thousand", soon, () => {
  const workspace = new Workspace({ "main.wxs": wix4(`<A v="${"$(".repeat(20_000)}"/>`) });
  assert.equal(workspace.result.problems.length, 1000);
});

test("an include of itself", soon, () => {
  const workspace = new Workspace({
    "main.wxs": wix4("<?include a.wxi?><Z/>"),
    "a.wxi": "<Include><A/><?include a.wxi?></Include>",
  });
  assert.ok(codes(workspace).has("include-cycle"));
  assert.equal(workspace.result.root?.children.at(-1)?.name, "Z");
});

test("two includes that include each other twice", soon, () => {
  const workspace = new Workspace({
    "main.wxs": wix4("<?include a.wxi?>"),
    "a.wxi": "<Include><?include b.wxi?><A/><?include b.wxi?></Include>",
    "b.wxi": "<Include><?include a.wxi?><B/><?include a.wxi?></Include>",
  });
  assert.ok(codes(workspace).has("include-cycle"));
  assert.ok(count(workspace.result.root) < 1_000_000);
});

test("a guard that ends an include of itself is obeyed", soon, () => {
  const workspace = new Workspace({
    "main.wxs": wix4("<?define N=1?><?include a.wxi?>"),
    "a.wxi": "<Include><?if $(N)=1?><?define N=2?><A/><?include a.wxi?><?endif?></Include>",
  });
  assert.equal(workspace.outline(), "A");
  assert.deepEqual(workspace.problems(), []);
});

test("includes that fan out", soon, () => {
  const sources: Record<string, string> = { "main.wxs": wix4("<?include f0.wxi?>") };
  for (let index = 0; index < 60; index++) {
    sources[`f${index}.wxi`] = `<Include><?include f${index + 1}.wxi?><?include f${index + 1}.wxi?></Include>`;
  }
  sources["f60.wxi"] = "<Include><X/></Include>";
  const workspace = new Workspace(sources);
  assert.ok(codes(workspace).has("too-many-expansions"));
});

test("conditions within conditions", soon, () => {
  const depth = 20_000;
  const workspace = new Workspace({
    "main.wxs": wix4(`${"<?if $(A)=1?><?define B=1?>".repeat(depth)}<P/>${"<?endif?>".repeat(depth)}<Z/>`),
  });
  assert.equal(workspace.result.root?.children.at(-1)?.name, "Z");
});

test("conditions side by side that bind many names", soon, () => {
  const one = Array.from({ length: 100 }, (_, index) => `<?define B${index}=$(A)?>`).join("");
  const workspace = new Workspace({
    "main.wxs": wix4(`${`<?ifdef Q?>${one}<?else?>${one}<?endif?>`.repeat(200)}<Z/>`),
  });
  assert.equal(workspace.result.root?.children.at(-1)?.name, "Z");
});

test("values that hang on more conditions than can be told apart", soon, () => {
  const names = Array.from({ length: 3000 }, (_, index) => `C${index}`);
  const defines = names.map((name) => `<?ifdef X${name}?><?define ${name}=a?><?else?><?define ${name}=b?><?endif?>`);
  const all = names.map((name) => `$(${name})`).join("");
  const leaves = '<P v="$(C1)$(C2)$(C3)"/>'.repeat(3000);
  const workspace = new Workspace({
    "main.wxs": wix4(`${defines.join("")}<Z w="${all}"/>${leaves}<Q x="$(C1)$(C2)$(C3)$(C4)"/>`),
  });
  assert.equal(workspace.value("w").value.length, 3000);
  assert.equal(workspace.result.root?.children.filter((child) => child.name === "P").length, 8 * 3000);
  assert.equal(workspace.value("x").value, "bbbb");
});

test("elements as deep as they come, in includes in elements", soon, () => {
  const deep = (inside: string) => `${"<a>".repeat(200)}${inside}${"</a>".repeat(200)}`;
  const workspace = new Workspace({
    "main.wxs": wix4(deep("<?include a.wxi?>")),
    "a.wxi": `<Include>${deep("<?include b.wxi?>")}</Include>`,
    "b.wxi": `<Include>${deep("<?include a.wxi?>")}</Include>`,
  });
  assert.ok(codes(workspace).has("too-deep"));
  assert.ok(count(workspace.result.root) > 200);
});

test("a definition of entities that grow is not expanded", soon, () => {
  const entities = Array.from({ length: 30 }, (_, index) => `<!ENTITY a${index + 1} "&a${index};&a${index};">`).join(
    "",
  );
  const workspace = new Workspace({
    "main.wxs": `<!DOCTYPE Wix [<!ENTITY a0 "x">${entities}]>${wix4('<P v="&a30;"/>')}`,
  });
  assert.equal(workspace.value("v").value, "&a30;");
});

test("any text cut off anywhere", soon, () => {
  const sample = wix4(
    '<?ifndef X?><?define X="a;b"?><?endif?><?foreach V in $(X)?><P v="$(V)&amp;"><?if $(E)="1" and not 1=2?>t<?else?><Q/><?endif?></P><?endforeach?><?include i.wxi?>',
  );
  for (let length = 0; length < sample.length; length++) {
    const workspace = new Workspace({ "main.wxs": sample.slice(0, length), "i.wxi": sample.slice(length) });
    workspace.outline();
    assert.ok(workspace.result.problems.length > 0);
  }
});
