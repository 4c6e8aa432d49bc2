import assert from "node:assert/strict";
import { test } from "node:test";
import { createWorkspace } from "../src/analysis/index.ts";
import { createFiles } from "../src/files.ts";
import { createParsers } from "../src/parsers.ts";
import { createFolder } from "./folder.ts";

/** What looks like a nested installation and is none: each of these was met in public installers, and has to stay silent. */

const parsers = createParsers();

const product = (content: string) => `<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="*" Name="Trap" Language="1033" Version="1.0.0" Manufacturer="Example" UpgradeCode="A7057487-2090-02F2-78C9-F879E3644BAB">
    <Package InstallerVersion="500" Compressed="yes" />
    <Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="INSTALLDIR" Name="Trap">
      <Component Id="cmpApp" Guid="5E0B4B43-9E0C-4C0C-8A3B-7D106F2C1B52"><File Id="filApp" Source="app.exe" KeyPath="yes" /></Component>
    </Directory></Directory>
    <Feature Id="Main" Level="1"><ComponentRef Id="cmpApp" /></Feature>
    ${content}
  </Product>
</Wix>
`;

const deferred = (action: string) => `${action}
    <InstallExecuteSequence><Custom Action="Run" Before="InstallFinalize">NOT Installed</Custom></InstallExecuteSequence>`;

const command = (exe: string) =>
  deferred(
    `<CustomAction Id="Run" Directory="INSTALLDIR" ExeCommand="${exe}" Execute="deferred" Impersonate="no" Return="check" />`,
  );

const binary = (file: string, exe: string) =>
  deferred(
    `<Binary Id="Setup" SourceFile="${file}" /><CustomAction Id="Run" BinaryKey="Setup" ExeCommand="${exe}" Execute="deferred" Impersonate="no" Return="check" />`,
  );

const quiet = (line: string) =>
  deferred(
    `<SetProperty Id="Run" Value="${line}" Before="Run" Sequence="execute" /><CustomAction Id="Run" BinaryKey="WixCA" DllEntry="WixQuietExec" Execute="deferred" Impersonate="no" Return="check" />`,
  );

const script = (language: string, text: string) =>
  deferred(`<CustomAction Id="Run" Script="${language}" Execute="deferred"><![CDATA[${text}]]></CustomAction>`);

const traps: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the WebView2 bootstrapper from a Binary": {
    "a.wxs": product(binary("MicrosoftEdgeWebview2Setup.exe", "/silent /install")),
  },
  "the WebView2 bootstrapper, downloaded and waited for by PowerShell": {
    "a.wxs": product(
      command(
        "powershell.exe -NoProfile -windowstyle hidden try { [Net.ServicePointManager]::SecurityProtocol = 'Tls12' } catch {}; Invoke-WebRequest -Uri &quot;https://go.microsoft.com/fwlink/p/?LinkId=2124703&quot; -OutFile &quot;$env:TEMP\\MicrosoftEdgeWebview2Setup.exe&quot; ; Start-Process -FilePath &quot;$env:TEMP\\MicrosoftEdgeWebview2Setup.exe&quot; -ArgumentList ('/silent', '/install') -Wait",
      ),
    ),
  },
  DXSETUP: { "a.wxs": product(command("&quot;[INSTALLDIR]redist\\DXSETUP.exe&quot; /silent")) },
  "msiexec in a shortcut": {
    "a.wxs": product(
      '<DirectoryRef Id="INSTALLDIR"><Component Id="cmpLink" Guid="6E0B4B43-9E0C-4C0C-8A3B-7D106F2C1B52"><Shortcut Id="Remove" Name="Remove" Target="[System64Folder]msiexec.exe" Arguments="/x [ProductCode]" /><RegistryValue Root="HKCU" Key="Software\\Trap" Name="x" Type="integer" Value="1" KeyPath="yes" /></Component></DirectoryRef>',
    ),
  },
  "the application from the exit dialog": {
    "a.wxs": product(
      '<CustomAction Id="Launch" FileKey="filApp" ExeCommand="" Return="asyncNoWait" /><UI><Dialog Id="ExitDialog" Width="370" Height="270" Title="Done"><Control Id="Finish" Type="PushButton" X="236" Y="243" Width="56" Height="17" Text="Finish"><Publish Event="DoAction" Value="Launch">NOT Installed</Publish><Publish Event="EndDialog" Value="Return">1</Publish></Control></Dialog><InstallUISequence><Show Dialog="ExitDialog" OnExit="success" /></InstallUISequence></UI>',
    ),
  },
  "net, started through quiet exec": { "a.wxs": product(quiet("&quot;[SystemFolder]net.exe&quot; start Spooler")) },
  "sc, started through quiet exec": { "a.wxs": product(quiet("&quot;[SystemFolder]sc.exe&quot; delete Old")) },
  "DISM, started through quiet exec": {
    "a.wxs": product(quiet("&quot;[SystemFolder]dism.exe&quot; /online /enable-feature /featurename:NetFx3 /all")),
  },
  "taskkill, started through quiet exec": {
    "a.wxs": product(quiet("&quot;[SystemFolder]taskkill.exe&quot; /f /im app.exe")),
  },
  "an UninstallString in the registry": {
    "a.wxs": product(
      '<DirectoryRef Id="INSTALLDIR"><Component Id="cmpKey" Guid="7E0B4B43-9E0C-4C0C-8A3B-7D106F2C1B52"><RegistryValue Root="HKLM" Key="Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Trap" Name="UninstallString" Type="string" Value="MsiExec.exe /X[ProductCode]" KeyPath="yes" /></Component></DirectoryRef>',
    ),
  },
  "msiexec /y": { "a.wxs": product(command("msiexec /y &quot;[INSTALLDIR]server.dll&quot;")) },
  "msiexec /z": { "a.wxs": product(command("msiexec /z &quot;[INSTALLDIR]server.dll&quot;")) },
  "queries of the installer, VBScript": {
    "a.wxs": product(
      script(
        "vbscript",
        'For Each code In Installer.RelatedProducts("{A7057487-2090-02F2-78C9-F879E3644BAB}")\nIf Session.Installer.ProductState(code) = 5 Then Session.Property("OLD") = Installer.ProductInfo(code, "VersionString")\nNext',
      ),
    ),
  },
  "queries of the installer, JScript": {
    "a.wxs": product(
      script(
        "jscript",
        'var s = Session.Installer.ProductState("{A}"); var p = Session.Installer.ComponentPath("{A}", "{B}");',
      ),
    ),
  },
  "queries of the installer, C#, and InstallPackage of DTF, which edits a database": {
    "setup/a.wxs": product(
      deferred(
        '<Binary Id="Code" SourceFile="$(var.Actions.TargetDir)Actions.CA.dll" /><CustomAction Id="Run" BinaryKey="Code" DllEntry="Prepare" Execute="deferred" />',
      ),
    ),
    "setup/setup.wixproj":
      '<Project Sdk="WixToolset.Sdk/3.14.1"><ItemGroup><Compile Include="a.wxs" /><ProjectReference Include="..\\Actions\\Actions.csproj"><Name>Actions</Name></ProjectReference></ItemGroup></Project>',
    "Actions/Actions.csproj":
      '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net472</TargetFramework></PropertyGroup></Project>',
    "Actions/CustomActions.cs": `using Microsoft.Deployment.WindowsInstaller;
using Microsoft.Deployment.WindowsInstaller.Package;
public class CustomActions
{
    [CustomAction]
    public static ActionResult Prepare(Session session)
    {
        var product = new ProductInstallation("{A7057487-2090-02F2-78C9-F879E3644BAB}");
        session["OLD"] = product.IsInstalled ? product.ProductVersion.ToString() : "";
        using (var package = new InstallPackage(session["OUT"], DatabaseOpenMode.Direct)) { package.ExtractFiles(); package.Commit(); }
        return ActionResult.Success;
    }
}
`,
  },
  "packages in the chain of a bundle": {
    "a.wxs": `<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Bundle Name="Trap" Version="1.0.0" Manufacturer="Example" UpgradeCode="A7057487-2090-02F2-78C9-F879E3644BAB">
  <BootstrapperApplicationRef Id="WixStandardBootstrapperApplication.RtfLicense" />
  <Chain><ExePackage SourceFile="vc_redist.x64.exe" InstallCommand="/quiet" DetectCondition="x" /><MsiPackage SourceFile="a.msi" /><MspPackage SourceFile="a.msp" /></Chain>
</Bundle></Wix>`,
  },
  "Add-AppxPackage in PowerShell": {
    "a.wxs": product(command("powershell -NoProfile -File &quot;[INSTALLDIR]setup.ps1&quot;")),
    "setup.ps1": "Add-AppxPackage -Path (Join-Path $PSScriptRoot 'app.msix') -ForceApplicationShutdown\n",
  },
  "text about msiexec in a script that is never started": {
    "a.wxs": product(command("cscript //nologo setup.vbs")),
    "setup.vbs":
      '\' msiexec /i child.msi\nWScript.Echo "run msiexec /i child.msi yourself"\nSub Unused\n  CreateObject("WScript.Shell").Run "msiexec /i child.msi"\nEnd Sub\n',
  },
};

for (const [name, files] of Object.entries(traps)) {
  test(`silent: ${name}`, async () => {
    const folder = createFolder(files);
    const configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
    const workspace = createWorkspace(createFiles({ roots: [folder.path], trusted: false }), configuration, parsers);
    workspace.setScope({ folders: [folder.path], files: [] });
    const { findings, unresolved, problems, databases } = await workspace.analyse(new AbortController().signal);
    const errors = problems.filter(({ severity }) => severity === "error").map(({ message }) => message);
    assert.deepEqual(errors, []);
    assert.deepEqual(
      findings.map(({ message }) => message),
      [],
    );
    assert.deepEqual(
      unresolved.map(({ reason }) => reason),
      [],
    );
    assert.equal(databases.length > 0, !name.includes("bundle"));
  });
}
