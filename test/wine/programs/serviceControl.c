/*
 * Does to the service msiserver what its name says, once: configure PROGRAM, start, stop, or a user-defined control by its number.
 * Prints the error and ends with 1 where that fails.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static BOOL configure(SC_HANDLE service, const wchar_t *program) {
    return ChangeServiceConfigW(service, SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_NO_CHANGE, program, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* Stopping is over when the service says so. */
static BOOL stop(SC_HANDLE service) {
    SERVICE_STATUS status;
    int tries;
    if (!ControlService(service, SERVICE_CONTROL_STOP, &status)) return GetLastError() == ERROR_SERVICE_NOT_ACTIVE;
    for (tries = 0; tries < 100 && QueryServiceStatus(service, &status) && status.dwCurrentState != SERVICE_STOPPED; tries++) Sleep(50);
    return status.dwCurrentState == SERVICE_STOPPED;
}

/* So is starting. */
static BOOL start(SC_HANDLE service) {
    SERVICE_STATUS status;
    int tries;
    if (!StartServiceW(service, 0, NULL)) return FALSE;
    for (tries = 0; tries < 200 && QueryServiceStatus(service, &status) && status.dwCurrentState != SERVICE_RUNNING; tries++) Sleep(50);
    return status.dwCurrentState == SERVICE_RUNNING;
}

static BOOL act(SC_HANDLE service, int count, wchar_t **arguments) {
    SERVICE_STATUS status;
    if (!wcscmp(arguments[1], L"configure") && count > 2) return configure(service, arguments[2]);
    if (!wcscmp(arguments[1], L"start")) return start(service);
    if (!wcscmp(arguments[1], L"stop")) return stop(service);
    return ControlService(service, (DWORD)_wtoi(arguments[1]), &status);
}

int wmain(int count, wchar_t **arguments) {
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = OpenServiceW(manager, L"msiserver", SERVICE_ALL_ACCESS);
    if (service != NULL && count > 1 && act(service, count, arguments)) return 0;
    fprintf(stderr, "error %lu\n", GetLastError());
    return 1;
}
