import assert from "node:assert/strict";
import { test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import { createFiles } from "../../src/files.ts";
import { createFolder } from "../folder.ts";
import { marked } from "../marked.ts";

test("a command put together by the preprocessor leads to each define, also in an include", async () => {
  const commands = marked(`<Include>
  <?define Installer = "«cmd.exe /c msiexec»" ?>
  <?define QuietInstall = "$(var.Installer)« /quiet /i»" ?>
</Include>`);
  const folder = createFolder({
    "Commands.wxi": commands.text,
    "Product.wxs": `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs"><?include Commands.wxi?><Fragment>
  <CustomAction Id="Run" Directory="INSTALLFOLDER" ExeCommand="$(var.QuietInstall) child.msi" />
  <InstallExecuteSequence><Custom Action="Run" After="InstallFiles" /></InstallExecuteSequence>
</Fragment></Wix>`,
  });
  const configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
  const workspace = createWorkspace(createFiles({ roots: [folder.path], trusted: false }), configuration);
  workspace.setScope({ folders: [folder.path], files: [] });
  const { findings } = await workspace.analyse(new AbortController().signal);
  const parts = findings[0]?.related.filter(({ message }) => message.endsWith("is given here")) ?? [];
  assert.deepEqual(
    parts.map(({ message, site }) => [message, site.kind === "text" ? [site.file, site.span] : site]),
    [
      ["$(Installer) is given here", [`${folder.path}/Commands.wxi`, commands.spans[0]]],
      ["$(QuietInstall) is given here", [`${folder.path}/Commands.wxi`, commands.spans[1]]],
    ],
  );
});
