import assert from "node:assert/strict";
import { test } from "node:test";
import { narrow } from "../../../src/model/site.ts";
import type { Unit } from "../../../src/sources/source.ts";
import { preprocess } from "../../../src/sources/wix/preprocess.ts";
import { unitOf, Workspace, wix3, wix4 } from "./preprocessed.ts";

const given = (...pairs: [string, string | null][]): Partial<Unit> => ({ defines: new Map(pairs) });

type Row = readonly [inside: string, outline: string, ...problems: string[]];

/** Each derived from PreprocessReader and its helpers in WiX's Preprocessor.cs and PreprocessHelper.cs, or from what design.md wants of the undecided. */
const table: Readonly<Record<string, readonly Row[]>> = {
  "defines and their uses": [
    ['<?define A=1?><P v="$(A)$(var.A)"/>', "P(v=11)"],
    ['<?define A = "x y" ?><P v="$(A)"/>', "P(v=x y)"],
    [`<?define A='"C:\\a" /q'?><P v="$(A)"/>`, 'P(v="C:\\a" /q)'],
    ['<?define var.A=1?><P v="$(A)"/>', "P(v=1)"],
    ['<?define A?><P v="[$(A)]"/><?ifdef A?><Q/><?endif?>', "P(v=[]) Q"],
    ['<?define A=a=b?><P v="$(A)"/>', "P(v=a=b)"],
    ['<?define A=&amp;?><P v="$(A)"/>', "P(v=&amp;)"],
    ['<?define A=1?><?define B=$(A)?><?define A=2?><P v="$(A)$(B)"/>', "P(v=21)"],
    ['<P v="&#36;(A)"/><?define A=1?><Q v="&#36;(A)"/>', "P(v=?$(A)) Q(v=1)"],
    ['<P><?define A=1?></P><Q v="$(A)"/>', "P Q(v=1)"],
    ['<P v="$$(A) $ $$ $x"/>', "P(v=$(A) $ $ $x)"],
    ['<P v="$(loc.A) !(loc.A) !(wix.B)"/>', "P(v=$(loc.A) !(loc.A) !(wix.B))"],
    ["<?define A=1?><P>$(A)<![CDATA[ $(A)]]><!-- $(A) --></P>", 'P["1 1"]'],
    ['<?define A.B=1?><P v="$(A.B)$(var.A.B)"/>', "P(v=11)"],
    ["<?define =1?><P/>", "P", "e bad-define <?define =1?>"],
    ['<P v="$(A"/>', "P(v=?$(A)", "e bad-variable $("],
    ['<P v="$(A)$(A)"/><Q v="$(A)"/>', "P(v=?$(A)$(A)) Q(v=?$(A))", "i undefined-variable $(A)"],
    ['<?define A=1?><?undef A?><P v="$(A)"/><?ifdef A?><Q/><?endif?>', "P(v=?$(A))", "e undefined-variable $(A)"],
    ["<?undef var.A?><?ifdef A?><Q/><?endif?>", ""],
  ],
  "system, environment, functions": [
    ['<P v="$(sys.SOURCEFILEDIR)|$(sys.SOURCEFILEPATH)"/>', "P(v=/w\\|/w/main.wxs)"],
    [
      '<P v="$(sys.BUILDARCH)$(sys.BUILDARCHSHORT)$(sys.CURRENTDIR)"/>',
      "P(v=?$(sys.BUILDARCH)$(sys.BUILDARCHSHORT)$(sys.CURRENTDIR))",
    ],
    ["<?if $(sys.BUILDARCH) = x64?><A/><?endif?>", "A{$(sys.BUILDARCH) = x64}"],
    ['<P v="$(env.ProgramFiles(x86))"/>', "P(v=?$(env.ProgramFiles(x86)))"],
    ['<P v="$(fun.AutoVersion(1.0))"/>', "P(v=?$(fun.AutoVersion(1.0)))"],
    ["<?ifdef env.PATH?><A/><?else?><B/><?endif?>", "A{env.PATH is defined} B{env.PATH is not defined}"],
    ["<?ifdef sys.BUILDARCH?><A/><?else?><B/><?endif?>", "A"],
    ['<P v="$(sys.NOTHING)"/>', "P(v=?$(sys.NOTHING))", "e undefined-variable $(sys.NOTHING)"],
  ],
  "conditions that can be decided": [
    ["<?if 1=1?><A/><?elseif 1=1?><B/><?else?><C/><?endif?>", "A"],
    ["<?if 1=2?><A/><?elseif 1=1?><B/><?else?><C/><?endif?>", "B"],
    ["<?if 1=2?><A/><?elseif 1=3?><B/><?else?><C/><?endif?>", "C"],
    ["<?if 1=2?><?if 1=1?><A/><?else?><B/><?endif?><?else?><C/><?endif?>", "C"],
    [
      "<?if 1=2?><?if nonsense?><?endif?><?error no?><?define X=1?><?include no?><?endif?><?ifndef X?><A/><?endif?>",
      "A{X is not defined}",
    ],
    ["<?define X=1?><?ifdef X?><A/><?endif?><?ifndef var.X?><B/><?endif?>", "A"],
    ["<?if $(nonsense?><A/><?endif?>", "A{$(nonsense}", "e bad-variable $(", "e bad-expression $(nonsense"],
    ['<P a="1"><?if 1=2?>x<?else?>y<?endif?></P>', 'P(a=1)["y"]'],
  ],
  "conditions that nobody can decide": [
    [
      '<?if $(E) = "Pro"?><A/><?else?><B/><?endif?>',
      'A{$(E) = "Pro"} B{not ($(E) = "Pro")}',
      "i undefined-variable $(E)",
    ],
    [
      "<?if $(E) = 1?><A/><?elseif $(F) = 2?><B/><?elseif 1=1?><C/><?else?><D/><?endif?>",
      "A{$(E) = 1} B{not ($(E) = 1)}{$(F) = 2} C{not ($(E) = 1)}{not ($(F) = 2)}",
      "i undefined-variable $(E)",
      "i undefined-variable $(F)",
    ],
    ["<?ifdef X?><A/><?else?><B/><?endif?>", "A{X is defined} B{X is not defined}"],
    ["<?ifdef X?><A><?ifdef X?><B/><?else?><C/><?endif?></A><?endif?>", "A[B]{X is defined}"],
    [
      '<?if $(E)=a?><P v="$(E)"/><?if $(E) = b?><Q/><?endif?><?endif?><R v="$(E)"/>',
      "P(v=a){$(E)=a} R(v=?$(E))",
      "i undefined-variable $(E)",
    ],
    ["<P><?if $(E)=a?>x<?else?>y<?endif?></P>", 'P["?xy"]', "i undefined-variable $(E)"],
    ["<?if $(E)=a?><?error no?><?warning no?><?endif?>", "", "i undefined-variable $(E)"],
    [
      "<?if $(E)=a?><A><?if $(F)=b?><B/><?endif?></A><?endif?>",
      "A[B{$(F)=b}]{$(E)=a}",
      "i undefined-variable $(E)",
      "i undefined-variable $(F)",
    ],
  ],
  "variables after a condition that nobody could decide": [
    ['<?ifndef X?><?define X=d?><?endif?><P v="$(X)"/>', "P(v=d)"],
    ['<?ifdef X?><?define Y=$(X)?><?else?><?define Y=d?><?endif?><P v="$(Y)"/>', "P(v=d)"],
    ["<?ifndef X?><?define X=d?><?endif?><?if $(X)=d?><A/><?else?><B/><?endif?>", "A{$(X)=d} B{not ($(X)=d)}"],
    [
      '<?ifndef X?><?define X=d?><?endif?><?if $(X)=d?><?define Y=e?><?else?><?define Y=f?><?endif?><P v="$(Y)"/>',
      "P(v=e){$(X)=d} P(v=f){not ($(X)=d)}",
    ],
    [
      '<?if $(E)=a?><?define X=1?><?else?><?define X=2?><?endif?><P v="$(X)"/>',
      "P(v=1){$(E)=a} P(v=2){not ($(E)=a)}",
      "i undefined-variable $(E)",
    ],
    ['<?if $(E)=a?><?define X=1?><?else?><?define X=1?><?endif?><P v="$(X)"/>', "P(v=1)", "i undefined-variable $(E)"],
    [
      '<?define X=0?><?if $(E)=a?><?define X=1?><P v="$(X)"/><?else?><Q v="$(X)"/><?endif?><R v="$(X)"/>',
      "P(v=1){$(E)=a} Q(v=0){not ($(E)=a)} R(v=1){$(E)=a} R(v=0){not ($(E)=a)}",
      "i undefined-variable $(E)",
    ],
    ["<?if $(E)=a?><?define X=1?><?endif?><?ifdef X?><A/><?endif?>", "A{X is defined}", "i undefined-variable $(E)"],
  ],
  "elements that hang on such a variable": [
    [
      '<?ifdef X?><?define D=a?><?define N=1?><?else?><?define D=b?><?define N=2?><?endif?><P v="$(D)$(N)"/>',
      "P(v=a1){X is defined} P(v=b2){X is not defined}",
    ],
    [
      '<?ifdef X?><?define D=a?><?else?><?define D=b?><?endif?><?define F=$(D)/x?><A><P v="$(F)"/><Q/></A>',
      "A[P(v=a/x){X is defined} P(v=b/x){X is not defined} Q]",
    ],
    [
      "<?ifdef X?><?define D=a?><?else?><?define D=b?><?endif?><?ifdef Y?><?define E=1?><?else?><?define E=2?><?endif?><P>$(D)$(E)</P>",
      'P["a1"]{X is defined}{Y is defined} P["a2"]{X is defined}{Y is not defined} P["b1"]{X is not defined}{Y is defined} P["b2"]{X is not defined}{Y is not defined}',
    ],
    [
      '<?ifdef X?><?define D=a?><?else?><?define D=b?><?endif?><?ifdef X?><P v="$(D)"/><?else?><Q v="$(D)"/><?endif?>',
      "P(v=a){X is defined} Q(v=b){X is not defined}",
    ],
    [
      '<?ifdef X?><?define D=a?><?else?><?ifdef Y?><?define D=b?><?else?><?define D=c?><?endif?><?endif?><P v="$(D)"/>',
      "P(v=a){X is defined} P(v=b){X is not defined}{Y is defined} P(v=c){X is not defined}{Y is not defined}",
    ],
    // An element with others in it is not doubled: it has the value that holds when nothing is defined from outside, where there is one.
    [
      '<?ifdef X?><?define D=a?><?else?><?define D=b?><?endif?><A v="$(D)"><P w="$(D)"/></A>',
      "A(v=b)[P(w=a){X is defined} P(w=b){X is not defined}]",
    ],
    [
      '<?if $(E)=1?><?define D=a?><?else?><?define D=b?><?endif?><A v="$(D)"><P/></A>',
      "A(v=?$(D))[P]",
      "i undefined-variable $(E)",
    ],
    // What is given only from outside, or only in one branch, is no choice.
    ['<?ifdef X?><?define D=$(X)?><?else?><?define D=b?><?endif?><P v="$(D)"/>', "P(v=b)"],
    ['<?ifdef X?><?define D=a?><?endif?><P v="$(D)"/>', "P(v=?$(D))"],
  ],
  loops: [
    ['<?foreach V in a;b?><P v="$(V)"/><?endforeach?><Q v="$(V)"/>', "P(v=a) P(v=b) Q(v=b)"],
    ['<?foreach V in "a; b;"?><P v="[$(V)]"/><?endforeach?>', "P(v=[a]) P(v=[ b]) P(v=[])"],
    ['<?define L=b;c?><?foreach V in a;$(L)?><P v="$(V)"/><?endforeach?>', "P(v=a) P(v=b) P(v=c)"],
    [
      '<?foreach V in a;b?><?foreach W in 1;2?><P v="$(V)$(W)"/><?endforeach?><?endforeach?>',
      "P(v=a1) P(v=a2) P(v=b1) P(v=b2)",
    ],
    ['<?foreach V in $(L)?><P v="$(V)"/><?endforeach?>', "P(v=?$(V))", "i undefined-variable $(L)"],
    ['<?foreach V in a;$(L)?><P v="$(V)"/><?endforeach?>', "P(v=a) P(v=?$(V))", "i undefined-variable $(L)"],
    ["<?foreach V in a;b?><?if $(V)=b?><P/><?endif?><?endforeach?>", "P"],
    ['<A><?foreach V in a;b?><P v="$(V)"><Q/></P><?endforeach?></A>', "A[P(v=a)[Q] P(v=b)[Q]]"],
    ["<?foreach V a;b?><P/><?endforeach?><Q/>", "Q", "e bad-foreach <?foreach V a;b?>"],
    ['<?foreach V in a;b?><P v="$(V)"/>', "P(v=a) P(v=b)", "e unmatched-instruction <?foreach V in a;b?>"],
    ["<?endforeach?><P/>", "P", "e unmatched-instruction <?endforeach?>"],
  ],
  "errors, warnings, pragmas, and what nobody knows": [
    ["<?define A=x?><?error bad $(A)?><P/>", "P", "e preprocessor-error <?error bad $(A)?>"],
    ["<?warning hm?><P/>", "P", "w preprocessor-warning <?warning hm?>"],
    ["<?pragma wix.x y?><?custom z?><P/>", "P"],
    ["<?endif?><P/><?else?>", "P", "e unmatched-instruction <?endif?>", "e unmatched-instruction <?else?>"],
    ["<?if 1=1?><A/><?else?><B/><?else?><C/><?endif?>", "A", "e unmatched-instruction <?else?>"],
    [
      "<A><?if 1=2?><B/></A><C/><?endif?>",
      "A C",
      "e unmatched-instruction <?if 1=2?>",
      "e unmatched-instruction <?endif?>",
    ],
    [
      '<P v="{{appVersion}}" w="@VERSION@"/>{{#each x}}',
      "P(v=?{{appVersion}},w=?@VERSION@)",
      "i template {{appVersion}}",
    ],
  ],
};

for (const [name, rows] of Object.entries(table)) {
  for (const [inside, expected, ...problems] of rows) {
    test(`${name}: ${inside}`, () => {
      const workspace = new Workspace({ "main.wxs": wix4(inside) });
      assert.equal(workspace.outline(), expected);
      assert.deepEqual(workspace.problems(), problems);
    });
  }
}

test("WiX 3 wants prefixes, and takes any variable alone for true", () => {
  const workspace = new Workspace({
    "main.wxs": wix3(
      '<?define A=0?><P v="$(var.A)$(A)"/><?if $(var.A)?><Q/><?else?><R/><?endif?><?ifdef $(var.A)?><S/><?endif?><?ifdef A?><T/><?endif?>',
    ),
  });
  assert.equal(workspace.outline(), "P(v=?0$(A)) Q T");
  assert.deepEqual(workspace.problems(), ["e bad-variable $(A)"]);
});

test("what the project defines is there from the start", () => {
  const inside =
    '<?ifdef D?><P v="$(D)$(E)$(sys.BUILDARCHSHORT)$(sys.CURRENTDIR)"/><?endif?><?if $(C)=Debug?><Q/><?else?><R/><?endif?>';
  const facts = {
    ...given(["D", "d"], ["E", null], ["C", "Release"]),
    architecture: "arm64",
    project: "/w/p/a.wixproj",
  } as const;
  const workspace = new Workspace({ "main.wxs": wix4(inside) }, facts);
  assert.equal(workspace.outline(), "P(v=dA64/w/p\\) R");
  assert.deepEqual(workspace.problems(), []);
});

test("instructions before the root count", () => {
  assert.equal(new Workspace({ "main.wxs": `<?define A=1?>${wix4('<P v="$(A)"/>')}` }).outline(), "P(v=1)");
});

test("a value leads through entities and defines to where its text stands", () => {
  const workspace = new Workspace({
    "main.wxs": wix4(
      `<?define Flags = "«/qn» $(More)" ?><?undef More?><?define More=«/l»?><?define All="$(var.Flags) $(var.More)"?><P v="«&quot;»«[D]a.msi»«&quot; »$(var.All)"/>`,
    ),
  });
  const value = workspace.value("v");
  assert.equal(value.value, '"[D]a.msi" /qn $(More) /l');
  const pieces = workspace.pieces(value);
  assert.equal(pieces[0], `"|${workspace.mark("main.wxs", 2)}`);
  assert.equal(pieces[1], `[D]a.msi|${workspace.mark("main.wxs", 3)}`);
  assert.ok(pieces.some((piece) => piece.startsWith("/qn ") && piece.endsWith(" variable All variable Flags fixed")));
  assert.equal(pieces.at(-1), `/l|${workspace.mark("main.wxs", 1)} variable All variable More fixed`);
  const inner = narrow(value.site, 4, 9);
  assert.ok(inner.kind === "text");
  const start = Number(/:(\d+)/.exec(workspace.mark("main.wxs", 3))?.[1]);
  assert.deepEqual(inner.span, { start: start + 3, end: start + 8 });
});

test("the text of a define is narrowed where it is written", () => {
  const workspace = new Workspace({ "main.wxs": wix4(`<?define C = 'msiexec /i «a.msi» /qn' ?><P v="$(C)"/>`) });
  const value = workspace.value("v");
  const at = value.value.indexOf("a.msi");
  const inner = narrow(value.site, at, at + 5);
  assert.ok(inner.kind === "text");
  assert.equal(`main.wxs:${inner.span.start}..${inner.span.end}`, workspace.mark("main.wxs"));
});

test("what the project defines stands where it is used, as a whole", () => {
  const workspace = new Workspace({ "main.wxs": wix4('<P v="a «$(D)» b"/>') }, given(["D", "1234"]));
  const value = workspace.value("v");
  assert.equal(value.value, "a 1234 b");
  const inner = narrow(value.site, 3, 4);
  assert.ok(inner.kind === "text");
  assert.equal(`main.wxs:${inner.span.start}..${inner.span.end}`, workspace.mark("main.wxs"));
});

test("includes are spliced in, with the way there", () => {
  const workspace = new Workspace({
    "main.wxs": wix4('<A><?include «inc\\one.wxi»?></A><B v="$(Two)"/>'),
    "inc/one.wxi": '<?define One=1?><Include><P v="«x$(One)»"/><?include "two.wxi"?></Include>',
    "inc/two.wxi": "<Include xmlns='http://wixtoolset.org/schemas/v4/wxs'><?define Two=«2»?><Q/></Include>",
  });
  assert.equal(workspace.outline(), "A[P(v=x1) Q] B(v=2)");
  const [a, b] = workspace.result.root?.children ?? [];
  const [p, q] = a?.children ?? [];
  assert.deepEqual(
    p?.via.map((frame) => `${frame.kind} ${frame.name} ${frame.file.slice(3)}:${frame.span.start}..${frame.span.end}`),
    [`include inc\\one.wxi ${workspace.mark("main.wxs")}`],
  );
  assert.equal(q?.via.length, 2);
  assert.equal(p?.parent, a);
  const value = b?.attributes[0]?.value;
  assert.ok(value);
  assert.deepEqual(workspace.pieces(value), [
    `2|${workspace.mark("inc/two.wxi")} variable Two include inc\\one.wxi include two.wxi fixed`,
  ]);
  assert.deepEqual(workspace.result.dependencies, ["/w/main.wxs", "/w/inc/one.wxi", "/w/inc/two.wxi"]);
});

test("includes are looked for beside the including file, then along the search paths", () => {
  const sources = {
    "main.wxs": wix4("<?include a.wxi?><?include ../b.wxi?><?include $(D)/c.wxi?><?include /abs/d.wxi?>"),
    "a.wxi": "<Include><A/></Include>",
    "lib/a.wxi": "<Include><No/></Include>",
    "/b.wxi": "<Include><B/></Include>",
    "lib/sub/c.wxi": "<Include><C/></Include>",
    "/abs/d.wxi": "<Include><D/></Include>",
  };
  const workspace = new Workspace(sources, { ...given(["D", "sub"]), includePaths: ["/w/lib"] });
  assert.equal(workspace.outline(), "A B C D");
  assert.deepEqual(workspace.problems(), []);
});

test("includes that cannot be had", () => {
  const workspace = new Workspace({
    "main.wxs": wix4(
      "<?include no.wxi?><?include $(Root)\\x.wxi?><?include \\\\server\\share\\x.wxi?><?include bad.wxi?><?include empty.wxi?><?include $(sys.CURRENTDIR)here.wxi?><Z/>",
    ),
    "bad.wxi": "<Wix><Y/></Wix>",
    "empty.wxi": "",
    "here.wxi": "<Include><X/></Include>",
  });
  assert.equal(workspace.outline(), "Y X Z");
  assert.deepEqual(workspace.problems(), [
    "e include-not-found no.wxi",
    "i include-unknown $(Root)\\x.wxi",
    "w include-not-allowed \\\\server\\share\\x.wxi",
    "e not-an-include <Wix",
    "e empty-file ",
  ]);
});

test("what a missing include may define is not said to be undefined", () => {
  const main = wix4('<?include no.wxi?><P v="$(A)"/><?undef B?><Q v="$(B)"/>');
  assert.deepEqual(new Workspace({ "main.wxs": main }).problems(), [
    "e include-not-found no.wxi",
    "e undefined-variable $(B)",
  ]);
});

test("includes that nobody has looked for yet are wanted", () => {
  const main = {
    path: "/w/main.wxs",
    content: wix4("<A/><?include a.wxi?><?if $(X)=1?><?include b.wxi?><?endif?><?if 1=2?><?include c.wxi?><?endif?>"),
  };
  const unit = unitOf({ includePaths: ["/i"] });
  const first = preprocess(main, unit, { file: () => undefined });
  assert.deepEqual(first.wanted, ["/w/a.wxi", "/i/a.wxi", "/w/b.wxi", "/i/b.wxi"]);
  assert.deepEqual(
    first.problems.map((problem) => problem.code),
    ["undefined-variable"],
  );
  const include = { path: "/w/a.wxi", content: "<Include><B/></Include>" };
  const second = preprocess(main, unit, { file: (path) => (path === include.path ? include : "absent") });
  assert.deepEqual(second.wanted, []);
  assert.deepEqual(
    second.root?.children.map((child) => child.name),
    ["A", "B"],
  );
});

test("a result is used again for as long as nothing that it comes from changes", () => {
  const main = { path: "/w/main.wxs", content: wix4('<?include a.wxi?><P v="$(D)"/>') };
  const include = (name: string) => ({ path: "/w/a.wxi", content: `<Include><${name}/></Include>` });
  const one = include("A");
  const snapshot = (file: typeof one) => ({ file: (path: string) => (path === file.path ? file : undefined) });
  const first = preprocess(main, unitOf(), snapshot(one));
  assert.equal(preprocess(main, unitOf(), snapshot(one)), first);
  assert.equal(preprocess(main, unitOf(), snapshot(include("B"))).root?.children[0]?.name, "B");
  assert.equal(
    preprocess(main, unitOf(given(["D", "1"])), snapshot(one)).root?.children[1]?.attributes[0]?.value.value,
    "1",
  );
  assert.equal(preprocess(main, unitOf(), snapshot(one)).root?.children[0]?.name, "A");
});

test("what a loop makes stands in its body, which is not for one use alone", () => {
  const workspace = new Workspace({ "main.wxs": wix4('<?foreach V in «a»;«bc»?><P «v»="«x»$(V)"/><?endforeach?>') });
  const [, second] = workspace.result.root?.children ?? [];
  const value = second?.attributes[0]?.value;
  assert.ok(value);
  assert.deepEqual(workspace.pieces(value), [
    `x|${workspace.mark("main.wxs", 3)} foreach V=bc fixed`,
    `bc|${workspace.mark("main.wxs", 1)} foreach V=bc variable V fixed`,
  ]);
});

test("branches that are off are named, to be faded", () => {
  const workspace = new Workspace({
    "main.wxs": wix4(
      "<?if 1=2?>«<A/>»<?elseif 1=1?><B/><?else?>«<C/>»<?endif?><?ifdef X?><D/><?endif?><?if 1=2?>«<?if 1=1?><E/><?endif?>»<?endif?>",
    ),
  });
  assert.deepEqual(
    workspace.result.skipped.map(({ span }) => `main.wxs:${span.start}..${span.end}`),
    [0, 1, 2].map((index) => workspace.mark("main.wxs", index)),
  );
});

test("comments are no text, and blanks alone are none", () => {
  const workspace = new Workspace({ "main.wxs": wix4("<A> \n <!-- x --> </A><B>a<!-- x --> b</B><C><D/>x</C>") });
  assert.equal(workspace.outline(), 'A B["a b"] C[D "x"]');
});

test("attributes of other namespaces, and none of xmlns", () => {
  const workspace = new Workspace({
    "main.wxs": wix4('<A xmlns:u="urn:u" u:b="1" b="2" xmlns="urn:a"><u:C/></A>'),
  });
  const [a] = workspace.result.root?.children ?? [];
  assert.deepEqual(
    a?.attributes.map((one) => [one.namespace, one.name, one.value.value]),
    [
      ["urn:u", "b", "1"],
      ["", "b", "2"],
    ],
  );
  assert.deepEqual([a?.namespace, a?.children[0]?.namespace, a?.children[0]?.name], ["urn:a", "urn:u", "C"]);
});
