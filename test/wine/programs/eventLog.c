/*
 * wevtapi.dll for Wine, whose own is empty: the four functions that read an event log, over a file of events that a test writes.
 * The environment variable MSI1618_TEST_EVENTS names the file; each line of it, in UTF-8, is one event as XML, the oldest first. It is read
 * with each query. What stands in the first line may be a word in place of an event:
 *
 *   hang     EvtQuery never returns        denied   EvtQuery fails with ERROR_ACCESS_DENIED
 *   crash    EvtQuery ends the process with the status of an access violation, which under Wine would first start a debugger
 *
 * A test asks with OpenEventHandles how many handles were not closed.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define MOST 256

/* What a query or an event is to its reader: a text of its own and, of a query, the lines of it that were not given out yet. */
typedef struct Handle { char *text; char *lines[MOST]; int left; } Handle;

static LONG handles;

__declspec(dllexport) LONG WINAPI OpenEventHandles(void) { return handles; }

static char *readAll(void) {
    wchar_t name[MAX_PATH];
    long size = 0;
    char *text;
    FILE *file = NULL;
    if (GetEnvironmentVariableW(L"MSI1618_TEST_EVENTS", name, MAX_PATH)) file = _wfopen(name, L"rb");
    if (file != NULL && !fseek(file, 0, SEEK_END)) { size = ftell(file); rewind(file); }
    text = calloc(1, size + 1);
    if (file != NULL) { fread(text, 1, size, file); fclose(file); }
    return text;
}

static BOOL misbehave(const char *text) {
    if (!strncmp(text, "hang", 4)) Sleep(INFINITE);
    if (!strncmp(text, "crash", 5)) TerminateProcess(GetCurrentProcess(), STATUS_ACCESS_VIOLATION);
    return !strncmp(text, "denied", 6);
}

/* Only the question that the product asks is answered: another one, or another direction, would be a fault of it. */
static BOOL asksRight(const wchar_t *channel, const wchar_t *query, DWORD flags) {
    return channel && query && !wcscmp(channel, L"Application") && wcsstr(query, L"Provider[@Name='MsiInstaller']") && flags == 0x201;
}

static Handle *open(char *text) {
    Handle *made = calloc(1, sizeof *made);
    made->text = text;
    InterlockedIncrement(&handles);
    return made;
}

__declspec(dllexport) BOOL WINAPI EvtClose(HANDLE handle) {
    free(((Handle *)handle)->text);
    free(handle);
    InterlockedDecrement(&handles);
    return TRUE;
}

__declspec(dllexport) HANDLE WINAPI EvtQuery(HANDLE session, LPCWSTR channel, LPCWSTR query, DWORD flags) {
    Handle *made;
    char *line;
    if (session != NULL || !asksRight(channel, query, flags)) { SetLastError(ERROR_INVALID_PARAMETER); return NULL; }
    made = open(readAll());
    if (misbehave(made->text)) { EvtClose(made); SetLastError(ERROR_ACCESS_DENIED); return NULL; }
    for (line = strtok(made->text, "\r\n"); line && made->left < MOST; line = strtok(NULL, "\r\n")) made->lines[made->left++] = line;
    return made;
}

__declspec(dllexport) BOOL WINAPI EvtNext(HANDLE results, DWORD count, HANDLE *events, DWORD timeout, DWORD flags, DWORD *returned) {
    Handle *query = results;
    (void)timeout, (void)flags;
    for (*returned = 0; *returned < count && query->left > 0; (*returned)++)
        events[*returned] = open(strdup(query->lines[--query->left]));
    if (*returned == 0) SetLastError(ERROR_NO_MORE_ITEMS);
    return *returned > 0;
}

__declspec(dllexport) BOOL WINAPI EvtRender(HANDLE context, HANDLE event, DWORD flags, DWORD size, void *buffer, DWORD *used, DWORD *properties) {
    const char *text = ((Handle *)event)->text;
    DWORD characters = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
    *used = characters * sizeof(wchar_t);
    *properties = 0;
    if (context != NULL || flags != 1) { SetLastError(ERROR_INVALID_PARAMETER); return FALSE; }
    if (size < *used) { SetLastError(ERROR_INSUFFICIENT_BUFFER); return FALSE; }
    return MultiByteToWideChar(CP_UTF8, 0, text, -1, buffer, characters) > 0;
}
