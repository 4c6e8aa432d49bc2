/*
 * A service named msiserver in place of Windows Installer's: it installs nothing, and shows from outside what an installation shows.
 * User-defined controls make it do so:
 *
 *   128  an installation begins: takes the mutex, makes the key InProgress, accepts SHUTDOWN alone
 *   129  it ends: releases and closes the mutex, removes the key, accepts STOP and SHUTDOWN again
 *   130  it crashes: the thread that owns the mutex ends, and the service rests
 *   131  the service is stopping, which takes it two seconds
 */
#include <windows.h>

#define MUTEX_NAME L"Global\\_MSIExecute"
#define IN_PROGRESS L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer\\InProgress"

enum { BEGIN = 128, END, CRASH, STOPPING };

enum { STOPPING_TAKES = 2000 };

static SERVICE_STATUS_HANDLE service;
static SERVICE_STATUS status = { .dwServiceType = SERVICE_WIN32_OWN_PROCESS };
static HANDLE stopped, mutex, installing, begun, ending;

static void tell(DWORD state, DWORD accepted) {
    status.dwCurrentState = state;
    status.dwControlsAccepted = accepted;
    SetServiceStatus(service, &status);
}

static void rest(void) { tell(SERVICE_RUNNING, SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN); }

static void showKey(void) {
    HKEY key;
    if (!RegCreateKeyExW(HKEY_LOCAL_MACHINE, IN_PROGRESS, 0, NULL, REG_OPTION_VOLATILE, KEY_WRITE | KEY_WOW64_64KEY, NULL, &key, NULL))
        RegCloseKey(key);
}

/* Owns the mutex from its first to its last message: a mutex belongs to a thread. */
static DWORD WINAPI installation(void *unused) {
    (void)unused;
    mutex = CreateMutexW(NULL, FALSE, MUTEX_NAME);
    WaitForSingleObject(mutex, 0);
    showKey();
    tell(SERVICE_RUNNING, SERVICE_ACCEPT_SHUTDOWN);
    SetEvent(begun);
    if (WaitForSingleObject(ending, INFINITE) == WAIT_OBJECT_0) ReleaseMutex(mutex);
    CloseHandle(mutex);
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, IN_PROGRESS, KEY_WOW64_64KEY, 0);
    rest();
    return 0;
}

/* A control has returned only when what it does can be seen. */
static void begin(void) {
    begun = CreateEventW(NULL, FALSE, FALSE, NULL);
    ending = CreateEventW(NULL, FALSE, FALSE, NULL);
    installing = CreateThread(NULL, 0, installation, NULL, 0, NULL);
    WaitForSingleObject(begun, 10000);
    CloseHandle(begun);
}

static void end(void) {
    SetEvent(ending);
    WaitForSingleObject(installing, 10000);
    CloseHandle(installing);
    CloseHandle(ending);
}

static void crash(void) {
    TerminateThread(installing, 1);
    WaitForSingleObject(installing, 10000);
    CloseHandle(installing);
    CloseHandle(ending);
    rest();
}

static DWORD WINAPI stopLater(void *unused) {
    (void)unused;
    Sleep(STOPPING_TAKES);
    SetEvent(stopped);
    return 0;
}

static DWORD WINAPI control(DWORD code, DWORD type, void *data, void *context) {
    (void)type, (void)data, (void)context;
    switch (code) {
    case SERVICE_CONTROL_INTERROGATE: return NO_ERROR;
    case SERVICE_CONTROL_STOP: tell(SERVICE_STOP_PENDING, 0); SetEvent(stopped); return NO_ERROR;
    case BEGIN: begin(); return NO_ERROR;
    case END: end(); return NO_ERROR;
    case CRASH: crash(); return NO_ERROR;
    case STOPPING: tell(SERVICE_STOP_PENDING, 0); CloseHandle(CreateThread(NULL, 0, stopLater, NULL, 0, NULL)); return NO_ERROR;
    default: return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

static void WINAPI run(DWORD count, LPWSTR *arguments) {
    (void)count, (void)arguments;
    stopped = CreateEventW(NULL, TRUE, FALSE, NULL);
    service = RegisterServiceCtrlHandlerExW(L"msiserver", control, NULL);
    rest();
    WaitForSingleObject(stopped, INFINITE);
    tell(SERVICE_STOPPED, 0);
}

int main(void) {
    SERVICE_TABLE_ENTRYW table[] = { { L"msiserver", run }, { NULL, NULL } };
    return !StartServiceCtrlDispatcherW(table);
}
