// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is not known of a text is spelled so

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readDefinitionFile } from "../../../src/payload/code/definitionFile.ts";
import { follow, linesOf } from "./follow.ts";

const around = (body: string, more = "") => `
#include <windows.h>
#include <msi.h>
${more}
extern "C" __declspec(dllexport) UINT __stdcall Entry(MSIHANDLE hInstall) { ${body} return ERROR_SUCCESS; }`;

const STARTUP = "STARTUPINFO si = { sizeof(si) }; PROCESS_INFORMATION pi = { 0 };";

/** The body of an entry point, what stands before it, and what is seen. */
const cases: readonly (readonly [name: string, body: string, more: string, seen: readonly string[]])[] = [
  [
    "a call on every way",
    'UINT er = MsiInstallProduct(TEXT("a.msi"), NULL);',
    "",
    ["MsiInstallProduct install a.msi proven"],
  ],
  [
    "a macro for the package",
    '::MsiInstallProductW(PACKAGE, L"");',
    '#define PACKAGE L"C:\\\\a.msi" // here',
    ["MsiInstallProduct install C:\\a.msi proven"],
  ],
  [
    "a removal by its state",
    "MsiConfigureProductEx(code, INSTALLLEVEL_DEFAULT, INSTALLSTATE_ABSENT, NULL);",
    "",
    ["MsiConfigureProductEx uninstall - proven"],
  ],
  [
    "after a goto that may come first",
    'if (FAILED(hr)) goto LExit; MsiInstallProductW(L"a.msi", NULL); LExit:',
    "",
    ["MsiInstallProduct install a.msi likely"],
  ],
  [
    "one of two compilations",
    '#ifdef DEBUG\n MsiInstallProductW(L"a.msi", NULL);\n#endif\n',
    "",
    ["MsiInstallProduct install a.msi likely"],
  ],
  [
    "a function of the file",
    'return Install(L"a.msi");',
    'static UINT Install(LPCWSTR package) { return MsiInstallProductW(package, L""); }',
    ["MsiInstallProduct install a.msi proven"],
  ],
  [
    "a method of a class",
    "Runner runner; runner.Install();",
    'class Runner { public: UINT Install() { return MsiInstallProductW(L"a.msi", L""); } };',
    ["MsiInstallProduct install a.msi proven"],
  ],
  [
    "CreateProcess, waited for",
    `${STARTUP} if (CreateProcess(NULL, cmd, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi)) { WaitForSingleObject(pi.hProcess, INFINITE); }`,
    'static wchar_t cmd[] = L"msiexec /i a.msi " L"/qn";',
    ["msiexec | /i a.msi /qn yes proven"],
  ],
  [
    "CreateProcess with a program and a command line",
    `${STARTUP} CreateProcessW(L"C:\\\\msiexec.exe", L"msiexec.exe /i a.msi", 0, 0, 0, 0, 0, 0, &si, &pi);`,
    "",
    ["C:\\msiexec.exe | /i a.msi no proven"],
  ],
  [
    "a std::wstring",
    'std::wstring cmd = L"msiexec /i \\""; cmd += path; cmd.append(L"\\" /qn"); _wsystem(cmd.c_str());',
    "",
    ['cmd | /c msiexec /i "${path}" /qn yes proven'],
  ],
  [
    "a stream",
    'std::wostringstream s; s << L"msiexec /i " << path << L" /qn"; WinExec(s.str().c_str(), 0);',
    "",
    ["msiexec | /i ${path} /qn no proven"],
  ],
  [
    "CString::Format",
    'CString cmd; cmd.Format(_T("msiexec /i \\"%s\\" /qn"), _T("a.msi")); QuietExec(cmd, 1000);',
    "",
    ['msiexec | /i "a.msi" /qn yes proven'],
  ],
  [
    "swprintf_s and a buffer",
    'wchar_t cmd[99]; swprintf_s(cmd, L"msiexec /x %s", code); wcscat_s(cmd, 99, L" /qn"); WinExec(cmd, 0);',
    "",
    ["msiexec | /x ${code} /qn no proven"],
  ],
  [
    "WiX's dutil",
    'LPWSTR cmd = NULL; hr = StrAllocFormatted(&cmd, L"msiexec /i \\"%ls\\" /qn", package); ExitOnFailure(hr, "x"); hr = QuietExec(cmd, 60000);',
    "",
    ['msiexec | /i "${package}" /qn yes proven'],
  ],
  ["ShellExecute", 'ShellExecute(NULL, L"open", L"a.msi", NULL, NULL, SW_SHOW);', "", ["a.msi |shell  no proven"]],
  [
    "_wspawnl",
    '_wspawnl(_P_WAIT, L"msiexec.exe", L"msiexec.exe", L"/i", L"a.msi", NULL);',
    "",
    ["msiexec.exe | /i a.msi yes proven"],
  ],
  ["another function is looked up", 'auto f = (PFN)GetProcAddress(m, "MsiQueryProductStateW"); f(L"{1}");', "", []],
  [
    "a name that is computed",
    "auto f = (PFN)GetProcAddress(m, name);",
    "",
    ["which function it looks up with GetProcAddress is not known (Entry)"],
  ],
  [
    "what only looks",
    'HANDLE m = OpenMutexW(SYNCHRONIZE, FALSE, L"Global\\\\_MSIExecute"); WaitForSingleObject(m, 0); MsiProvideComponent(a, b, c, INSTALLMODE_NODETECTION, p, &n);',
    "",
    [],
  ],
  ["an advertise script is only written", 'MsiAdvertiseProduct(L"a.msi", L"C:\\\\a.aas", NULL, 1033);', "", []],
  [
    "advertising",
    'MsiAdvertiseProduct(L"a.msi", (LPCWSTR)ADVERTISEFLAGS_MACHINEASSIGN, NULL, 1033);',
    "",
    ["MsiAdvertiseProduct advertise a.msi proven"],
  ],
  [
    "queries",
    'MsiQueryProductState(L"{1}"); MsiGetProductInfo(L"{1}", INSTALLPROPERTY_VERSIONSTRING, b, &n); MsiSetProperty(hInstall, L"X", b);',
    "",
    [],
  ],
];

describe("C++, followed from an entry point", () => {
  for (const [name, body, more, seen] of cases)
    test(name, async () => assert.deepEqual(linesOf(await follow("cpp", around(body, more))), seen));
});

test("a module-definition file exports functions under its names", () => {
  const text =
    '; comment\r\nLIBRARY helper\r\nEXPORTS Install @1\r\n  Remove = _RemoveOld@4 @2 NONAME ; old\r\n  "Quoted" PRIVATE\r\nVERSION 1.0\r\nNot\r\n';
  assert.deepEqual(
    [...readDefinitionFile(text)],
    [
      ["Install", "Install"],
      ["Remove", "RemoveOld"],
      ["Quoted", "Quoted"],
    ],
  );
});
