// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is not known of a text is spelled so

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { follow, linesOf } from "./follow.ts";

const around = (body: string, more = "") => `
using System; using System.Diagnostics; using System.Threading; using WixToolset.Dtf.WindowsInstaller;
namespace Setup {
  public class Actions {
    [CustomAction] public static ActionResult Entry(Session session) { ${body} return ActionResult.Success; }
    ${more}
  }
}`;

/** The body of an entry point, members beside it, and what is seen. */
const cases: readonly (readonly [name: string, body: string, more: string, seen: readonly string[]])[] = [
  [
    "a call on every way",
    'Installer.InstallProduct("a.msi", "");',
    "",
    ["Installer.InstallProduct install a.msi proven"],
  ],
  [
    "a removal by its command line",
    'Installer.InstallProduct("a.msi", "REMOVE=ALL");',
    "",
    ["Installer.InstallProduct uninstall a.msi proven"],
  ],
  [
    "after a return that may come first",
    'if (session["X"] == "") return ActionResult.Failure; Installer.InstallProduct("a.msi", "");',
    "",
    ["Installer.InstallProduct install a.msi likely"],
  ],
  ["after a return that always comes", 'return ActionResult.Success; Installer.InstallProduct("a.msi", "");', "", []],
  [
    "in both branches",
    'if (x) Installer.InstallProduct("a.msi", ""); else Installer.InstallProduct("b.msi", "");',
    "",
    ["Installer.InstallProduct install a.msi likely", "Installer.InstallProduct install b.msi likely"],
  ],
  [
    "what is tried",
    'try { Installer.InstallProduct("a.msi", ""); } catch (Exception) { Installer.InstallProduct("b.msi", ""); }',
    "",
    ["Installer.InstallProduct install a.msi proven", "Installer.InstallProduct install b.msi likely"],
  ],
  [
    "a loop",
    'foreach (var package in packages) Installer.InstallProduct(package, "");',
    "",
    ["Installer.InstallProduct install - likely"],
  ],
  [
    "right of &&",
    "var done = missing && Try();",
    'static bool Try() { Installer.InstallProduct("a.msi", ""); return true; }',
    ["Installer.InstallProduct install a.msi likely"],
  ],
  [
    "a lambda that is handed over",
    'Task.Run(() => Installer.InstallProduct("a.msi", ""));',
    "",
    ["Installer.InstallProduct install a.msi likely"],
  ],
  [
    "a method that is handed over",
    "new Thread(Work).Start();",
    'static void Work() { Installer.InstallProduct("a.msi", ""); }',
    ["Installer.InstallProduct install a.msi likely"],
  ],
  [
    "recursion ends",
    "Again(3);",
    'static void Again(int n) { if (n > 0) Again(n - 1); Installer.InstallProduct("a.msi", ""); }',
    ["Installer.InstallProduct install a.msi proven"],
  ],
  [
    "an instance of a class of the project",
    'new Helper("a.msi").Install();',
    "} public class Helper { string _package; public Helper(string package) { _package = package; } public void Install() { Installer.InstallProduct(_package, null); }",
    ["Installer.InstallProduct install a.msi proven"],
  ],
  [
    "a class of the project that is called Installer",
    'Installer.InstallProduct("a.msi", "");',
    "} public static class Installer { public static void InstallProduct(string a, string b) { }",
    [],
  ],
  [
    "a constant of another class",
    'Process.Start(Names.Tool, "/i a.msi /qn").WaitForExit();',
    '} static class Names { public const string Tool = "msi" + "exec";',
    ["msiexec |shell /i a.msi /qn yes proven"],
  ],
  [
    "a field that is set elsewhere is not known",
    "Process.Start(_tool);",
    'static string _tool = "msiexec"; static void Set(string x) { _tool = x; }',
    ["${_tool} |shell  no proven"],
  ],
  [
    "string.Format and Path.Combine",
    'Process.Start("msiexec", string.Format("/i \\"{0}\\" {1}", Path.Combine(folder, "a.msi"), "/qn")).WaitForExit();',
    "",
    ['msiexec |shell /i "${folder}\\a.msi" /qn yes proven'],
  ],
  [
    "two values",
    'var rest = "/i a.msi"; if (silent) rest += " /qn"; Process.Start("msiexec", rest).WaitForExit();',
    "",
    ["msiexec |shell /i a.msi /qn yes likely", "msiexec |shell /i a.msi yes likely"],
  ],
  [
    "StringBuilder",
    'var b = new StringBuilder("/i "); b.Append("a.msi"); Process.Start("msiexec", b.ToString()).WaitForExit();',
    "",
    ["msiexec |shell /i a.msi yes proven"],
  ],
  [
    "a process object",
    'var p = new Process(); p.StartInfo.FileName = "msiexec"; p.StartInfo.Arguments = "/x {1}"; p.Start(); p.WaitForExit();',
    "",
    ["msiexec |shell /x {1} yes proven"],
  ],
  [
    "a process object with an initializer",
    'using (var p = new Process { StartInfo = new ProcessStartInfo("msiexec", "/x {1}") { UseShellExecute = false } }) { p.Start(); while (!p.HasExited) Thread.Sleep(10); }',
    "",
    ["msiexec | /x {1} yes proven"],
  ],
  [
    "waiting in a helper",
    'Run("msiexec", "/i a.msi");',
    "static int Run(string file, string rest) { var p = Process.Start(file, rest); p.WaitForExit(); return p.ExitCode; }",
    ["msiexec |shell /i a.msi yes proven"],
  ],
  [
    "waiting only sometimes",
    'var p = Process.Start("msiexec", "/i a.msi"); if (session["WAIT"] == "1") p.WaitForExit();',
    "",
    ["msiexec |shell /i a.msi unknown proven"],
  ],
  [
    "waiting a minute",
    'if (!Process.Start("msiexec", "/i a.msi").WaitForExit(60 * 1000)) throw new TimeoutException();',
    "",
    ["msiexec |shell /i a.msi yes proven"],
  ],
  [
    "waiting a moment",
    'Process.Start("msiexec", "/i a.msi").WaitForExit(500);',
    "",
    ["msiexec |shell /i a.msi unknown proven"],
  ],
  [
    "the automation object",
    'dynamic i = Activator.CreateInstance(Type.GetTypeFromProgID("WindowsInstaller.Installer")); i.InstallProduct("a.msi");',
    "",
    ["Installer.InstallProduct install a.msi proven"],
  ],
  [
    "WMI",
    'foreach (ManagementObject o in new ManagementObjectSearcher("SELECT * FROM Win32_Product").Get()) o.InvokeMethod("Uninstall", null);',
    "",
    ["Win32_Product.Uninstall uninstall - service likely"],
  ],
  [
    "what only looks",
    'Installer.ProvideComponent("{1}", "F", "{2}", InstallMode.NoDetection); mutex.WaitOne(0); var m = Mutex.OpenExisting("Global\\\\_MSIExecute"); m.WaitOne(0);',
    "",
    [],
  ],
  [
    "on demand",
    'Installer.ProvideComponent("{1}", "F", "{2}", InstallMode.Default);',
    "",
    ["Installer.ProvideComponent installs-on-demand unknown {1} proven"],
  ],
  [
    "opens a package",
    'using (var s = Installer.OpenPackage("a.msi", false)) { }',
    "",
    ["Installer.OpenPackage opens-session unknown a.msi proven"],
  ],
  [
    "a bounded wait for the mutex",
    'var m = new Mutex(false, @"Global\\_MSIExecute"); m.WaitOne(60000);',
    "",
    ["waits Mutex.WaitOne bounded proven"],
  ],
  [
    "a transaction",
    'using (var t = new Transaction("T", TransactionAttributes.None)) { }',
    "",
    ["Transaction unknown - proven"],
  ],
  [
    "queries",
    'var p = new ProductInstallation("{1}"); foreach (var q in ProductInstallation.AllProducts) session.Log(q.ProductName); using (var i = new InstallPackage("a.msi", 0)) i.UpdateFiles();',
    "",
    [],
  ],
];

describe("C#, followed from an entry point", () => {
  for (const [name, body, more, seen] of cases)
    test(name, async () => assert.deepEqual(linesOf(await follow("c-sharp", around(body, more))), seen));

  test("what could not be parsed is said where it is reached, and only there", async () => {
    const broken = "static void Odd() { if ((( }";
    assert.deepEqual(linesOf(await follow("c-sharp", around("Fine();", `static void Fine() {} ${broken}`))), []);
    const reached = linesOf(await follow("c-sharp", around("Odd();", broken)));
    assert.match(reached.join(), /could not be parsed/);
  });

  test("work is bounded", async () => {
    const methods = Array.from(
      { length: 60 },
      (_, n) => `static void M${n}() { M${n + 1}(); M${n + 1}(); M${n + 1}(); }`,
    );
    const deep = linesOf(await follow("c-sharp", around("M0();", `${methods.join("\n")} static void M60() { }`)));
    assert.match(deep.join(), /its code calls itself through more than 24 functions/);
    const wide = Array.from({ length: 14 }, (_, n) => `static void W${n}() { ${`W${n + 1}();`.repeat(6)} }`);
    const many = linesOf(await follow("c-sharp", around("W0();", `${wide.join("\n")} static void W14() { }`)));
    assert.match(many.join(), /its code goes on for more than 20000 steps/);
    const choices = 'if (a) s += "x"; else s += "y";'.repeat(400);
    await follow("c-sharp", around(`var s = ""; ${choices} Process.Start(s);`));
    const doubled = "s += s;".repeat(60);
    await follow("c-sharp", around(`var s = "xxxxxxxx"; ${doubled} Process.Start(s);`));
  });
});
