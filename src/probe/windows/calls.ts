import path from "node:path";

/** A HANDLE, SC_HANDLE, HKEY or EVT_HANDLE: a number that only Windows understands; 0 is none. */
export type Handle = number | bigint;

/** An output parameter of one DWORD: the call writes its only element. */
export type Out = [number];

/**
 * The calls of Windows that the probe makes: all of them look, none creates, starts, stops, takes or changes anything. Names and parameters are those of the Windows SDK; `ntdll` those of
 * the native API, whose NtQueryMutant is described in the Windows Driver Kit's headers and by System Informer's. A library that cannot be loaded throws when it is asked for, and only then.
 */
export interface Windows {
  readonly kernel32: () => Kernel32;
  readonly ntdll: () => Ntdll;
  readonly advapi32: () => Advapi32;
  readonly version: () => Version;
  readonly wevtapi: () => Wevtapi;
}

export interface Kernel32 {
  readonly GetLastError: () => number;
  readonly CloseHandle: (handle: Handle) => number;
  readonly OpenMutexW: (access: number, inherit: number, name: string) => Handle;
  readonly OpenProcess: (access: number, inherit: number, pid: number) => Handle;
  readonly GetExitCodeProcess: (process: Handle, code: Out) => number;
  readonly QueryFullProcessImageNameW: (process: Handle, flags: number, name: Buffer, characters: Out) => number;
  readonly GetProcessTimes: (process: Handle, created: Buffer, ended: Buffer, kernel: Buffer, user: Buffer) => number;
}

/** MUTANT_BASIC_INFORMATION: `CurrentCount` is 1 where nobody owns the mutex, and falls with each time its owner took it. */
export interface MutantBasicInformation {
  CurrentCount: number;
  OwnedByCaller: number;
  AbandonedState: number;
}

/** MUTANT_OWNER_INFORMATION: the thread that owns the mutex, zeros where none does. */
export interface MutantOwnerInformation {
  UniqueProcess: number;
  UniqueThread: number;
}

export interface Ntdll {
  /** NtQueryMutant with the class MutantBasicInformation; an NTSTATUS, 0 where it worked. */
  readonly queryMutantBasic: (mutant: Handle, into: Partial<MutantBasicInformation>) => number;
  /** NtQueryMutant with the class MutantOwnerInformation, which Wine does not have. */
  readonly queryMutantOwner: (mutant: Handle, into: Partial<MutantOwnerInformation>) => number;
}

/** SERVICE_STATUS_PROCESS. */
export interface ServiceStatusProcess {
  dwServiceType: number;
  dwCurrentState: number;
  dwControlsAccepted: number;
  dwWin32ExitCode: number;
  dwServiceSpecificExitCode: number;
  dwCheckPoint: number;
  dwWaitHint: number;
  dwProcessId: number;
  dwServiceFlags: number;
}

export interface Advapi32 {
  readonly OpenSCManagerW: (machine: null, database: null, access: number) => Handle;
  readonly OpenServiceW: (manager: Handle, name: string, access: number) => Handle;
  readonly CloseServiceHandle: (handle: Handle) => number;
  /** QueryServiceStatusEx with SC_STATUS_PROCESS_INFO. */
  readonly queryServiceStatus: (service: Handle, into: Partial<ServiceStatusProcess>) => number;
  readonly RegOpenKeyExW: (root: number, key: string, options: number, access: number, into: [Handle]) => number;
  readonly RegCloseKey: (key: Handle) => number;
  /** RegGetValueW; the type is fixed by `flags`. */
  readonly getRegistryValue: (
    root: number,
    key: string,
    value: string,
    flags: number,
    data: Buffer,
    bytes: Out,
  ) => number;
}

export interface Version {
  readonly GetFileVersionInfoSizeW: (file: string, unused: Out) => number;
  readonly GetFileVersionInfoW: (file: string, unused: number, bytes: number, into: Buffer) => number;
}

export interface Wevtapi {
  readonly EvtQuery: (session: number, channel: string, query: string, flags: number) => Handle;
  readonly EvtNext: (
    results: Handle,
    count: number,
    events: Buffer,
    timeout: number,
    flags: number,
    returned: Out,
  ) => number;
  /** EvtRender without a context. */
  readonly render: (event: Handle, flags: number, bytes: number, into: Buffer, used: Out, properties: Out) => number;
  readonly EvtClose: (handle: Handle) => number;
}

/** Where Windows keeps its own libraries. They are loaded from there by their full path: never from the program's folder or one on PATH. */
export function systemFolder(): string {
  return path.win32.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32");
}

/** Loads koffi and what is asked for through it. Rejects where koffi is not there or its binary does not load. */
export async function loadWindows(): Promise<Windows> {
  const { default: koffi } = await import("koffi");
  const load = (library: string) => koffi.load(path.win32.join(systemFolder(), library));
  const out = (name: string, members: Record<string, string>) => koffi.out(koffi.pointer(koffi.struct(name, members)));
  return {
    kernel32: once(() => kernel32(load("kernel32.dll"))),
    ntdll: once(() => ntdll(load("ntdll.dll"), out)),
    advapi32: once(() => advapi32(load("advapi32.dll"), out)),
    version: once(() => version(load("version.dll"))),
    wevtapi: once(() => wevtapi(load("wevtapi.dll"))),
  };
}

type Koffi = typeof import("koffi")["default"];
type Library = ReturnType<Koffi["load"]>;
type OutStruct = (name: string, members: Record<string, string>) => ReturnType<Koffi["out"]>;

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

function kernel32(library: Library): Kernel32 {
  return {
    GetLastError: library.func("uint32_t GetLastError()"),
    CloseHandle: library.func("int CloseHandle(intptr_t)"),
    OpenMutexW: library.func("intptr_t OpenMutexW(uint32_t, int, str16)"),
    OpenProcess: library.func("intptr_t OpenProcess(uint32_t, int, uint32_t)"),
    GetExitCodeProcess: library.func("int GetExitCodeProcess(intptr_t, _Out_ uint32_t *)"),
    QueryFullProcessImageNameW: library.func(
      "int QueryFullProcessImageNameW(intptr_t, uint32_t, void *, _Inout_ uint32_t *)",
    ),
    GetProcessTimes: library.func("int GetProcessTimes(intptr_t, void *, void *, void *, void *)"),
  };
}

function ntdll(library: Library, out: OutStruct): Ntdll {
  const basic = out("MUTANT_BASIC_INFORMATION", {
    CurrentCount: "int32_t",
    OwnedByCaller: "uint8_t",
    AbandonedState: "uint8_t",
  });
  const owner = out("MUTANT_OWNER_INFORMATION", { UniqueProcess: "uintptr_t", UniqueThread: "uintptr_t" });
  const query = (into: ReturnType<Koffi["out"]>) =>
    library.func("NtQueryMutant", "int32_t", ["intptr_t", "int", into, "uint32_t", "void *"]);
  const [queryBasic, queryOwner] = [query(basic), query(owner)];
  return {
    queryMutantBasic: (mutant, into) => queryBasic(mutant, 0, into, 8, null),
    queryMutantOwner: (mutant, into) => queryOwner(mutant, 1, into, 16, null),
  };
}

function advapi32(library: Library, out: OutStruct): Advapi32 {
  const status = out("SERVICE_STATUS_PROCESS", {
    dwServiceType: "uint32_t",
    dwCurrentState: "uint32_t",
    dwControlsAccepted: "uint32_t",
    dwWin32ExitCode: "uint32_t",
    dwServiceSpecificExitCode: "uint32_t",
    dwCheckPoint: "uint32_t",
    dwWaitHint: "uint32_t",
    dwProcessId: "uint32_t",
    dwServiceFlags: "uint32_t",
  });
  const queryStatus = library.func("QueryServiceStatusEx", "int", ["intptr_t", "int", status, "uint32_t", "void *"]);
  const getValue = library.func(
    "int32_t RegGetValueW(intptr_t, str16, str16, uint32_t, void *, void *, _Inout_ uint32_t *)",
  );
  // Windows fails without a place for the bytes that it would need.
  const needed = Buffer.alloc(4);
  return {
    OpenSCManagerW: library.func("intptr_t OpenSCManagerW(str16, str16, uint32_t)"),
    OpenServiceW: library.func("intptr_t OpenServiceW(intptr_t, str16, uint32_t)"),
    CloseServiceHandle: library.func("int CloseServiceHandle(intptr_t)"),
    queryServiceStatus: (service, into) => queryStatus(service, 0, into, 36, needed),
    RegOpenKeyExW: library.func("int32_t RegOpenKeyExW(intptr_t, str16, uint32_t, uint32_t, _Out_ intptr_t *)"),
    RegCloseKey: library.func("int32_t RegCloseKey(intptr_t)"),
    getRegistryValue: (root, key, value, flags, data, bytes) => getValue(root, key, value, flags, null, data, bytes),
  };
}

function version(library: Library): Version {
  return {
    GetFileVersionInfoSizeW: library.func("uint32_t GetFileVersionInfoSizeW(str16, _Out_ uint32_t *)"),
    GetFileVersionInfoW: library.func("int GetFileVersionInfoW(str16, uint32_t, uint32_t, void *)"),
  };
}

function wevtapi(library: Library): Wevtapi {
  const render = library.func(
    "int EvtRender(intptr_t, intptr_t, uint32_t, uint32_t, void *, _Out_ uint32_t *, _Out_ uint32_t *)",
  );
  return {
    EvtQuery: library.func("intptr_t EvtQuery(intptr_t, str16, str16, uint32_t)"),
    EvtNext: library.func("int EvtNext(intptr_t, uint32_t, void *, uint32_t, uint32_t, _Out_ uint32_t *)"),
    render: (event, flags, bytes, into, used, properties) => render(0, event, flags, bytes, into, used, properties),
    EvtClose: library.func("int EvtClose(intptr_t)"),
  };
}
