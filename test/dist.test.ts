import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "node:test";

const repository = path.resolve(import.meta.dirname, "..");
const cli = path.join(repository, "dist/cli.js");
const skip = existsSync(cli) ? false : "dist is not built: npm run build";

/** Runs a program in the repository's folder as a person would: found on PATH, not the Node that runs the tests. */
function onPath(program: string, args: readonly string[]) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: repository,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  assert.equal(error, undefined);
  return { status, stdout, stderr };
}

/** What `npm pack` would publish. */
function published(): readonly string[] {
  const { stdout, stderr } = onPath("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"]);
  const [pack] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  assert.ok(pack, stderr);
  return pack.files.map((file) => file.path);
}

suite("what is built", { skip }, () => {
  test("checks sources with the Node on PATH, which may be 20", () => {
    const { status, stdout, stderr } = onPath("node", [cli, "check", "samples", "--format", "json"]);
    assert.equal(status, 1, stderr);
    assert.ok(JSON.parse(stdout).findings.length > 0);
  });

  test("explains every rule that has a page, from dist/rules", () => {
    const pages = readdirSync(path.join(repository, "src/rules")).filter((name) => name.endsWith(".md"));
    assert.deepEqual(readdirSync(path.join(repository, "dist/rules")).sort(), pages.sort());
    const rule = path.basename(pages[0] ?? "", ".md");
    const { status, stdout, stderr } = onPath("node", [cli, "explain", rule]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^# /);
  });

  test("speaks LSP with the Node on PATH", async () => {
    const body = JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    const server = spawn("node", [cli, "lsp"], { stdio: ["pipe", "pipe", "inherit"] });
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    let said = "";
    for await (const part of server.stdout.setEncoding("utf8")) {
      said += part;
      // The end of its input ends the server, and with it this loop.
      if (said.includes('"capabilities"')) server.stdin.end();
    }
    assert.match(said, /"id":1,"result":\{.*"capabilities"/s);
  });

  test("is published to npm as the command alone: no client, no source map, no test", () => {
    const files = published();
    assert.ok(files.includes("dist/cli.js") && files.some((file) => file.startsWith("dist/rules/")), files.join("\n"));
    // The helper of the live state, and the library it calls Windows with: where that cannot be installed, everything else works.
    assert.ok(files.includes("dist/probe.js"));
    // What is bundled is other people's: their licences ask to go along.
    assert.ok(files.includes("dist/notices.txt"));
    const notices = readFileSync(path.join(repository, "dist/notices.txt"), "utf8");
    for (const name of [
      "htmlparser2",
      "iconv-lite",
      "fflate",
      "diff",
      "vscode-languageserver",
      "@vscode/tree-sitter-wasm",
    ])
      assert.match(notices, new RegExp(`^${name} \\d[^]*?opyright`, "m"));
    const manifest: unknown = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8"));
    assert.ok("koffi" in (manifest as { readonly optionalDependencies: object }).optionalDependencies);
    const shape =
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/[\w-]+\.js|dist\/tree-sitter[\w-]*\.wasm|dist\/notices\.txt|dist\/rules\/[a-z0-9-]+\.md)$/;
    assert.deepEqual(
      files.filter((file) => !shape.test(file)),
      [],
    );
  });
});
