const SOURCES = `  PATHS                  folders and files; a folder is searched for projects and loose sources, files given
                         together are one product, a file given alone counts every fragment of it as used;
                         without any, the current folder
  -d, --define NAME=VALUE  preprocessor variable, as in \`wix build -d\`; again for more
  -I, --include DIR      where <?include?> looks; again for more
      --arch ARCH        x86, x64 or arm64
      --root DIR         read nothing outside this folder; without it, nothing outside the repositories of PATHS`;

const TOPICS: Readonly<Record<string, string>> = {
  check: `msi1618 check [PATHS]    report the custom actions that start another installation

${SOURCES}
  -f, --format FORMAT    text or json
      --fail-on LEVEL    error (the default), warning, information or never: what makes the exit code 1
      --all              show hints and what only informs of the sources too, and long lists to their end
      --fix[=KIND]       fix what can be fixed: without KIND only where nothing but the finding changes; KIND is bundle,
                         exit-dialog, ui-sequence, upgrade, wait, pass-command, suppress or suppress-file
      --dry-run          with --fix: show what would be changed as a unified diff, and change nothing
      --no-color         plain text, as with NO_COLOR set

Exit codes: 0 no finding at or above --fail-on; 1 such findings; 2 wrong usage, or no source found or readable;
3 msi1618 itself failed.
`,
  tables: `msi1618 tables [PATHS]   print the Windows Installer tables that the sources make, as JSON, or write them as text archives

${SOURCES}
  -f, --format FORMAT    json (the default), or idt: a folder of text archives
      --out DIR          where archives go; nothing that is there already is overwritten. Of several databases each gets
                         a folder of its own
      --dialect DIALECT  windows (the default): as Windows Installer and WiX write archives; or msitools: as msibuild
                         takes them, with \`msibuild x.msi -i _ForceCodepage.idt CustomAction.idt …\` in one call

Exit codes: 0; 2 wrong usage, or no source found or readable; 3 msi1618 itself failed.
`,
  explain: `msi1618 explain RULE     print what a rule reports, why, and what to do\n`,
  status: `msi1618 status           tell whether Windows Installer is at work on this machine, and with what

      --watch            go on, one line for each change, until it is ended
      --json             the state with its evidence, as JSON; with --watch one line for each change

Exit codes: 0 idle; 1 an installation runs, and another would get 1618; 2 wrong usage; 3 it cannot be told, because
this is not Windows or for the reason given.
`,
  wait: `msi1618 wait             wait until Windows Installer is idle

      --timeout TIME     as 90s, 10m or 1h; 10m if not given

Exit codes: 0 idle; 1 not known to be idle in that time, so that an installation may get 1618; 2 wrong usage; 3 it
cannot be told on this machine.
`,
  lsp: `msi1618 lsp              serve the Language Server Protocol on standard input and output\n`,
};

const OVERVIEW = `msi1618 finds custom actions that start another installation while one is running (error 1618).

  msi1618 check [PATHS]    report them
  msi1618 tables [PATHS]   print the tables that the sources make
  msi1618 explain RULE     explain a rule
  msi1618 status           tell whether Windows Installer is at work on this machine
  msi1618 wait             wait until it is idle
  msi1618 lsp              serve an editor
  msi1618 help COMMAND     the options of a command
  msi1618 --version
`;

/** The help for a command, or the overview. */
export function helpOn(topic: string | undefined): string {
  return (topic === undefined ? undefined : TOPICS[topic]) ?? OVERVIEW;
}
