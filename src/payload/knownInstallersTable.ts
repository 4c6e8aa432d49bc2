import type { KnownInstaller, Proof } from "./effect.ts";

/** A row of the table: which file names it speaks of, and what is known of the programs so called. */
export interface KnownEntry extends KnownInstaller {
  /** Matches a file name in lower case with `*` for a part that is not known. */
  readonly names: RegExp;
  /** Matches the arguments with which it installs something; undefined where it does whatever it is given. */
  readonly when?: RegExp;
  /** Since which version that is so, where it was not always. */
  readonly since?: string;
  /** How sure a file of that name is to carry Windows Installer packages; undefined where it is known to carry none. */
  readonly proof: Proof | undefined;
}

const WINGET = "https://github.com/microsoft/winget-pkgs/pull/414162";
const DOKANY = "https://github.com/dokan-dev/dokany/issues/813";
const CORE = "https://github.com/dotnet/core/issues/587";
const LESSMSI = "https://github.com/activescott/lessmsi/issues/129";
const SQL =
  "https://learn.microsoft.com/sql/database-engine/install-windows/install-sql-server-from-the-command-prompt";
const NETFX = "https://learn.microsoft.com/dotnet/framework/deployment/deployment-guide-for-developers";
const WEBVIEW2 = "https://learn.microsoft.com/microsoft-edge/webview2/concepts/distribution";
const DIRECTX = "https://learn.microsoft.com/windows/win32/directx-setup-for-game-developers";
const COMMANDS = "https://learn.microsoft.com/windows-server/administration/windows-commands/windows-commands";
const ACCESS = "https://github.com/dfinke/ImportExcel/pull/1101";
const SSMS = "https://github.com/MicrosoftDocs/sql-docs/issues/2292";
const PYTHON = "https://github.com/python/cpython/tree/main/Tools/msi/bundle";
const JRE = "https://docs.oracle.com/javase/8/docs/technotes/guides/install/windows_installer_options.html";

const VSIX = "https://github.com/wixtoolset/issues/issues/5433";

/**
 * The programs that are known to hand something to Windows Installer, and those that are known not to although they are often taken for it. The first row that matches counts.
 *
 * A new row needs a source (documentation, published code, a public log) and its names in test/payload/knownInstallers.test.ts. `*` stands for a part of the name that is not known: `vc_redist.$(var.Platform).exe`. */
export const KNOWN_ENTRIES: readonly KnownEntry[] = [
  {
    id: "vcredist-msi",
    title: "Visual C++ Redistributable (2005 to 2010)",
    carries: "vc_red.msi inside a self-extracting program",
    source: LESSMSI,
    names:
      /^(?=.{0,40}20(?:05|08|10))vc_?redist(?:[._-]*(?:x86|x64|x32|ia64|amd64|win32|arm64|arm(?!64)|all|latest|vs|sp|update|v|\d+(?!\d)|\*))*\.exe$/,
    proof: "likely",
  },
  {
    id: "vcredist",
    title: "Visual C++ Redistributable",
    carries: "a WiX bundle of .msi packages; before 2012, one .msi",
    since: "2012",
    source: WINGET,
    names:
      /^vc_?redist(?:[._-]*(?:x86|x64|x32|ia64|amd64|win32|arm64|arm(?!64)|all|latest|vs|sp|update|v|\d+(?!\d)|\*))*\.exe$/,
    proof: "likely",
  },
  {
    id: "dotnet",
    title: ".NET runtime or SDK",
    carries: "a WiX bundle of .msi packages",
    source: CORE,
    names:
      /^(?:(?:dotnet-(?:runtime|sdk|hosting|win)|windowsdesktop-runtime|aspnetcore-runtime)(?:[._-][\w.*-]*)?|dotnetcore\.[\d.*]+-(?:windowshosting|sdk|runtime)[\w.*-]*)\.exe$/,
    proof: "likely",
  },
  {
    id: "sql-server",
    title: "SQL Server Express set-up",
    carries: "a chain of .msi packages",
    source: SQL,
    names: /^(?:sqlexpr(?:adv|wt)?(?:32)?(?:_[\w*]+)?|sql(?:server)?20\d\d-ssei-[a-z]+)\.exe$/,
    proof: "likely",
  },
  {
    id: "dokan",
    title: "Dokan set-up",
    carries: "a WiX bundle of .msi packages",
    source: DOKANY,
    names: /^dokansetup(?:[._-][\w.*-]*)?\.exe$/,
    proof: "likely",
  },
  {
    id: "access-database-engine",
    title: "Access Database Engine",
    carries: "aceredist.msi inside a self-extracting program",
    source: ACCESS,
    names: /^(?:20\d\d[._-]?)?accessdatabaseengine(?:_?(?:x64|x86|\*))?(?:[._-]?20\d\d)?\.exe$/,
    proof: "likely",
  },
  {
    id: "ssms",
    title: "SQL Server Management Studio",
    carries: "a WiX bundle of .msi packages",
    source: SSMS,
    names: /^ssms-setup(?:-[a-z*]{1,5})?\.exe$/,
    proof: "likely",
  },
  {
    id: "python",
    title: "Python for Windows (3.5 and later)",
    carries: "a WiX bundle of .msi packages",
    source: PYTHON,
    names: /^python-[\d*][\d.*]{0,12}(?:(?:a|b|rc)\d{1,2})?(?:-(?:amd64|arm64|win32|full|webinstall|\*)){0,3}\.exe$/,
    proof: "likely",
  },
  {
    id: "jre",
    title: "Java Runtime Environment (Oracle, to version 8)",
    carries: "an .msi that its program runs",
    source: JRE,
    names: /^jre-(?:[5-8]u[\d*]{1,4}|\*)-windows-(?:i586|x64|\*)(?:-[\w*]{1,8}){0,2}\.exe$/,
    proof: "likely",
  },
  {
    id: "wsl",
    title: "Windows Subsystem for Linux",
    carries: "wsl.msi, which --update and --install may fetch",
    source: "https://github.com/microsoft/WSL/issues/11431",
    names: /^wsl(?:\.exe)?$/,
    when: /(?:^|\s)--(?:update|install)(?:\s|$)/i,
    since: "2.0",
    proof: "likely",
  },
  {
    id: "winget",
    title: "Windows Package Manager",
    carries: "whatever the package is that it installs or removes: an .msi, or none",
    source: "https://github.com/microsoft/winget-cli/issues/433",
    names: /^winget(?:\.exe)?$/,
    when: /^\s*"?(?:install|add|upgrade|update|uninstall|remove|import)\b/i,
    proof: "possible",
  },
  {
    id: "chocolatey",
    title: "Chocolatey",
    carries: "whatever the package is that it installs or removes: an .msi, or none",
    source: "https://github.com/chocolatey/choco/issues/484",
    names: /^(?:choco|chocolatey|cinst|cup|cuninst)(?:\.exe)?$/,
    when: /^\s*"?(?:install|upgrade|uninstall)\b/i,
    proof: "possible",
  },
  {
    id: "vsix-installer",
    title: "the VSIX installer of Visual Studio",
    carries:
      "nothing itself; from Visual Studio 2017 on it installs the workloads that an extension asks for, which may be .msi packages",
    source: VSIX,
    names: /^vsixinstaller\.exe$/,
    proof: "possible",
  },
  {
    id: "netfx",
    title: ".NET Framework",
    carries: "no .msi on Windows 8 and later, where it is a part of the operating system",
    since: "4.5 on Windows 8",
    source: NETFX,
    names: /^(?:ndp\d[\w.*-]*|dotnetfx[\w.*-]*)\.exe$/,
    proof: undefined,
  },
  {
    id: "webview2",
    title: "WebView2 runtime",
    carries: "no .msi: it is installed by Edge Update",
    source: WEBVIEW2,
    names: /^microsoftedgewebview(?:2setup|2runtimeinstaller[\w.*-]*)\.exe$/,
    proof: undefined,
  },
  {
    id: "directx",
    title: "DirectX set-up",
    carries: "no .msi",
    source: DIRECTX,
    names: /^(?:dxsetup|dxwebsetup|directx_[\w*]+_redist)\.exe$/,
    proof: undefined,
  },
  {
    id: "windows-command",
    title: "a command of Windows",
    carries: "no .msi",
    source: COMMANDS,
    names:
      /^(?:wusa|dism|pnputil|dpinst[\w.*-]*|devcon|sc|net|net1|netsh|regsvr32|regasm|regsvcs|reg|regedit|ngen|taskkill|tasklist|icacls|cacls|schtasks|wevtutil|lodctr|unlodctr|attrib|xcopy|robocopy|certutil|bcdedit|powercfg|shutdown|timeout|ping|explorer|notepad|iisreset|appcmd|mofcomp|installutil|gacutil|sdbinst|takeown|where|findstr|setx)(?:\.exe)?$/,
    proof: undefined,
  },
];
