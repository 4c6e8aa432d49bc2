/** Actions written in C# and C++: the DLL is what the project beside the package builds. Plain text, as people write it; imports nothing. */

const dll = (file: string) =>
  `<Binary Id="Code" SourceFile="${file}" /><CustomAction Id="Run" BinaryKey="Code" DllEntry="Run" EXECUTION />`;

const PROJECT = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net472</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="WixToolset.Dtf.CustomAction" Version="4.0.6" /></ItemGroup>
</Project>
`;

const cSharp = (body: string, more = "") => ({
  wix: dll("Actions.CA.dll"),
  files: {
    "Actions.csproj": PROJECT,
    "Actions.cs": `using System.Diagnostics;
using System.Threading;
using Microsoft.Deployment.WindowsInstaller;

public static class Actions
{
    [CustomAction]
    public static ActionResult Run(Session session)
    {
        ${body}
        return ActionResult.Success;
    }
    ${more}
}
`,
  },
});

const cpp = (body: string, more = "") => ({
  wix: dll("helper.dll"),
  files: {
    "helper.def": "LIBRARY helper\r\nEXPORTS\r\n    Run\r\n",
    "helper.cpp": `#include <windows.h>
#include <msi.h>
#include <msiquery.h>
${more}
UINT __stdcall Run(MSIHANDLE session)
{
    ${body}
    return ERROR_SUCCESS;
}
`,
  },
});

/** Effect, process and waiting of each action are in its name: `own-` is the action's own process, `child-` another. */
export const CODE_ACTIONS = {
  "own-cs-installs": cSharp('Installer.InstallProduct("child.msi", "");'),
  "own-cs-helper": cSharp(
    "Remove(session);",
    'private static void Remove(Session session) { Installer.ConfigureProduct(session["OLD"], 0, InstallState.Absent, ""); }',
  ),
  "own-cs-opens": cSharp('using (var package = Installer.OpenPackage("child.msi", true)) { }'),
  "own-cs-on-demand": cSharp('Installer.ProvideComponent("{A}", "Main", "{B}", InstallMode.Default);'),
  "own-cs-only-looks": cSharp('Installer.ProvideComponent("{A}", "Main", "{B}", InstallMode.Existing);'),
  "own-cs-asks": cSharp('session["X"] = new ProductInstallation("{A}").IsInstalled ? "1" : "";'),
  "own-cs-perhaps": cSharp('if (session["X"] == "") Installer.InstallProduct("child.msi", "");'),
  "own-cs-mutex": cSharp('Mutex.OpenExisting(@"Global\\_MSIExecute").WaitOne();'),
  "child-waits-cs": cSharp('Process.Start("msiexec.exe", "/i child.msi /qn").WaitForExit();'),
  "child-loose-cs": cSharp('Process.Start("msiexec.exe", "/i child.msi /qn");'),
  "child-notepad-cs": cSharp('Process.Start("notepad.exe", "readme.txt").WaitForExit();'),
  "own-cpp-installs": cpp('MsiInstallProduct(TEXT("child.msi"), NULL);'),
  "own-cpp-opens": cpp('MSIHANDLE package; MsiOpenPackage(TEXT("child.msi"), &package);'),
  "own-cpp-asks": cpp('MsiQueryProductState(TEXT("{A}"));'),
  "own-cpp-mutex": cpp(
    'HANDLE mutex = OpenMutexW(SYNCHRONIZE, FALSE, L"Global\\\\_MSIExecute"); WaitForSingleObject(mutex, INFINITE);',
  ),
  "child-waits-cpp": cpp(
    "if (CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi)) WaitForSingleObject(pi.hProcess, INFINITE);",
    'static wchar_t line[] = L"msiexec.exe /i child.msi /qn"; static STARTUPINFOW si = { sizeof(si) }; static PROCESS_INFORMATION pi;',
  ),
  "child-loose-cpp": cpp('ShellExecuteW(NULL, L"open", L"msiexec.exe", L"/i child.msi /qn", NULL, SW_HIDE);'),
};
