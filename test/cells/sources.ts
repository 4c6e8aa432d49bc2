import { CODE_ACTIONS } from "./code.ts";

/** The sources of the cells: what each action is, and where each place puts it. Plain text, as people write it. */

/** What an action is written as. `EXECUTION` is where the place puts its Execute and Return. */
export interface CellAction {
  readonly wix: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

const run = (command: string) => `<CustomAction Id="Run" Directory="TARGETDIR" ExeCommand="${command}" EXECUTION />`;
const inline = (language: string, text: string) =>
  `<CustomAction Id="Run" Script="${language}" EXECUTION><![CDATA[\n${text}\n]]></CustomAction>`;
const fromBinary = (attribute: string, name: string) =>
  `<Binary Id="Code" SourceFile="${name}" /><CustomAction Id="Run" BinaryKey="Code" ${attribute} EXECUTION />`;

/** Effect, process and waiting of each action are in its name: `own-` is the action's own process, `child-` another. */
export const ACTIONS: Readonly<Record<string, CellAction>> = {
  "own-vbs-inline": {
    wix: inline("vbscript", 'Session.Installer.InstallProduct Session.Property("SourceDir") & "child.msi"'),
  },
  "own-js-inline": {
    wix: inline(
      "jscript",
      'var engine = new ActiveXObject("WindowsInstaller.Installer");\nengine.InstallProduct("child.msi", "ADDLOCAL=ALL");',
    ),
  },
  "own-vbs-function": {
    wix: fromBinary('VBScriptCall="Main"', "code.vbs"),
    files: {
      "code.vbs": `Option Explicit
Function Main()
  Install "child" & ".msi"
  Main = 1
End Function
Sub Install(package)
  Dim engine
  Set engine = CreateObject("WindowsInstaller.Installer")
  engine.InstallProduct package
End Sub
Sub Unused()
  CreateObject("WScript.Shell").Run "msiexec /x {6F2C1B52-5E0B-4B43-9E0C-2C0C5A3B7D10} /qn", 0, True
End Sub
`,
    },
  },
  "own-js-function": {
    wix: fromBinary('JScriptCall="main"', "code.js"),
    files: {
      "code.js": `function main() { return configure("{6F2C1B52-5E0B-4B43-9E0C-2C0C5A3B7D10}"); }
function configure(code) { Session.Installer.ConfigureProduct(code, 0, 2); return 1; }
`,
    },
  },
  "own-vbs-installed": {
    wix: '<CustomAction Id="Run" FileKey="filSetup" VBScriptCall="" EXECUTION />',
    files: { "setup.vbs": 'Installer.ReinstallProduct "{6F2C1B52-5E0B-4B43-9E0C-2C0C5A3B7D10}", 2\n' },
  },
  "own-opens": {
    wix: inline(
      "vbscript",
      'Set package = Session.Installer.OpenPackage("child.msi")\nSession.Property("X") = package.ProductProperty("ProductVersion")',
    ),
  },
  "own-on-demand": {
    wix: inline("vbscript", 'Session.Property("X") = Session.Installer.ProvideComponent("{A}", "Main", "{B}", 0)'),
  },
  "own-only-looks": {
    wix: inline("vbscript", 'Session.Property("X") = Session.Installer.ProvideComponent("{A}", "Main", "{B}", -1)'),
  },
  "own-asks": {
    wix: inline(
      "jscript",
      'Session.Property("X") = Session.Installer.ProductState("{6F2C1B52-5E0B-4B43-9E0C-2C0C5A3B7D10}");',
    ),
  },
  "child-waits-vbs": {
    wix: inline(
      "vbscript",
      'Set shell = CreateObject("WScript.Shell")\ncode = shell.Run("msiexec /i child.msi /qn", 0, True)',
    ),
  },
  "child-waits-ps1": {
    wix: run("powershell -NoProfile -ExecutionPolicy Bypass -File setup.ps1"),
    files: {
      "setup.ps1": `$ErrorActionPreference = 'Stop'
$package = Join-Path $PSScriptRoot 'child.msi'
Start-Process msiexec.exe -ArgumentList "/i \`"$package\`" /qn" -Wait
`,
    },
  },
  "child-waits-cmd": { wix: run("cmd /c msiexec /i child.msi /qn") },
  "child-waits-hops": {
    wix: run("powershell -NoProfile -File a.ps1"),
    files: {
      "a.ps1": '& cmd.exe /c "$PSScriptRoot\\b.cmd"\n',
      "b.cmd":
        '@echo off\r\nset PACKAGE=%~dp0child.msi\r\ncall :install\r\nexit /b 0\r\n:install\r\nmsiexec /i "%PACKAGE%" /qn\r\n',
    },
  },
  "child-waits-api": {
    wix: run("cscript //nologo api.vbs"),
    files: { "api.vbs": 'CreateObject("WindowsInstaller.Installer").InstallProduct "child.msi"\n' },
  },
  "child-waits-encoded": {
    // Start-Process msiexec -ArgumentList '/i child.msi /qn' -Wait
    wix: run(
      "powershell -NoProfile -EncodedCommand UwB0AGEAcgB0AC0AUAByAG8AYwBlAHMAcwAgAG0AcwBpAGUAeABlAGMAIAAtAEEAcgBnAHUAbQBlAG4AdABMAGkAcwB0ACAAJwAvAGkAIABjAGgAaQBsAGQALgBtAHMAaQAgAC8AcQBuACcAIAAtAFcAYQBpAHQA",
    ),
  },
  "child-loose-vbs": {
    wix: inline("vbscript", 'CreateObject("WScript.Shell").Run "msiexec /i child.msi /qn", 0, False'),
  },
  "child-loose-js": {
    wix: inline(
      "jscript",
      'var app = new ActiveXObject("Shell.Application");\napp.ShellExecute("msiexec", "/i child.msi /qn", "", "runas", 0);',
    ),
  },
  "child-loose-cmd": { wix: run("cmd /c start &quot;&quot; msiexec /i child.msi /qn") },
  "child-loose-document": { wix: run("explorer child.msi") },
  "child-full-ui": { wix: run("cmd /c msiexec /i child.msi") },
  "child-wmi-vbs": {
    wix: inline(
      "vbscript",
      'Set wmi = GetObject("winmgmts:\\\\.\\root\\cimv2")\nFor Each product In wmi.ExecQuery("SELECT * FROM Win32_Product WHERE Name = \'Old\'")\n  product.Uninstall\nNext',
    ),
  },
  "child-wmic": { wix: run("wmic product where name='Old' call uninstall /nointeractive") },
  "child-download-ps1": {
    wix: run("powershell -NoProfile -File setup.ps1"),
    files: {
      "setup.ps1": `$file = "$env:TEMP\\x.exe"
Invoke-WebRequest -Uri https://aka.ms/vs/17/release/vc_redist.x64.exe -OutFile $file
Start-Process $file -ArgumentList '/install', '/quiet' -Wait
`,
    },
  },
  "child-mutex-ps1": {
    wix: run("powershell -NoProfile -File setup.ps1"),
    files: {
      "setup.ps1": "$m = [System.Threading.Mutex]::OpenExisting('Global\\_MSIExecute')\n$m.WaitOne() | Out-Null\n",
    },
  },
  ...CODE_ACTIONS,
  "child-notepad": { wix: inline("vbscript", 'CreateObject("WScript.Shell").Run "notepad.exe", 1, True') },
};

const custom = (place: string) => `<Custom Action="Run" ${place} />`;
const execute = (place: string) => `<InstallExecuteSequence>${custom(place)}</InstallExecuteSequence>`;

const dialog = (id: string, modeless: string, show: string) => `<UI>
      <Dialog Id="${id}" Width="370" Height="270" Title="Setup"${modeless}>
        <Control Id="Install" Type="PushButton" X="180" Y="243" Width="80" Height="17" Text="Install">
          <Publish Event="DoAction" Value="Run">1</Publish>
        </Control>
        <Control Id="Next" Type="PushButton" X="270" Y="243" Width="80" Height="17" Text="Next"><Publish Event="EndDialog" Value="Return">1</Publish></Control>
      </Dialog>
      <InstallUISequence><Show Dialog="${id}" ${show} /></InstallUISequence>
    </UI>`;

/** Where an action stands: `execution` is its Execute and Return, `wix` its schedule. */
export const PLACES: Readonly<Record<string, { readonly execution: string; readonly wix: string }>> = {
  early: { execution: 'Return="check"', wix: execute('After="CostFinalize"') },
  ignored: { execution: 'Return="ignore"', wix: execute('After="CostFinalize"') },
  "async-wait": { execution: 'Return="asyncWait"', wix: execute('After="CostFinalize"') },
  deferred: {
    execution: 'Execute="deferred" Return="check" Impersonate="no"',
    wix: execute('Before="InstallFinalize"'),
  },
  commit: { execution: 'Execute="commit" Return="check"', wix: execute('Before="InstallFinalize"') },
  rollback: { execution: 'Execute="rollback" Return="check"', wix: execute('After="InstallInitialize"') },
  late: { execution: 'Return="check"', wix: execute('After="InstallFinalize"') },
  admin: {
    execution: 'Return="check"',
    wix: `<AdminExecuteSequence>${custom('After="CostFinalize"')}</AdminExecuteSequence>`,
  },
  ui: {
    execution: 'Return="check"',
    wix: `<InstallUISequence>${custom('Before="ExecuteAction"')}</InstallUISequence>`,
  },
  "ui-late": {
    execution: 'Return="check"',
    wix: `<InstallUISequence>${custom('After="ExecuteAction"')}</InstallUISequence>`,
  },
  welcome: { execution: 'Return="check"', wix: dialog("Welcome", "", 'Before="ExecuteAction"') },
  progress: { execution: 'Return="check"', wix: dialog("Progress", ' Modeless="yes"', 'Before="ExecuteAction"') },
  finish: { execution: 'Return="check"', wix: dialog("Finish", "", 'OnExit="success"') },
};

/** One cell as a product: a source and the files that it points at. */
export function cellSources(
  { wix, files = {} }: CellAction,
  place: string,
): Readonly<Record<string, string | Uint8Array>> {
  const { execution, wix: schedule } = PLACES[place] ?? { execution: "", wix: "" };
  const product = `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="*" Name="Cell" Language="1033" Version="1.0.0" Manufacturer="Example" UpgradeCode="A7057487-2090-02F2-78C9-F879E3644BAB">
    <Package InstallerVersion="500" Compressed="yes" />
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Component Id="cmpSetup" Guid="5E0B4B43-9E0C-4C0C-8A3B-7D106F2C1B52"><File Id="filSetup" Source="setup.vbs" KeyPath="yes" /></Component>
    </Directory>
    <Feature Id="Main" Level="1"><ComponentRef Id="cmpSetup" /></Feature>
    ${wix.replace("EXECUTION", execution)}
    ${schedule}
  </Product>
</Wix>
`;
  return { "setup.wxs": product, ...files };
}
