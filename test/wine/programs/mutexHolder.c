/*
 * Another process that does with the mutex of Windows Installer what installations do. Reads one command a line and answers each with one line,
 * "<command> ok" or "<command> error <GetLastError>":
 *
 *   create   creates the mutex without owning it        abandon  lets a thread take it and end
 *   take     owns it (creates it where it is missing)   deny     creates it so that nobody else may open it
 *   release  no longer owns it                          close    closes the handle: without another one the mutex is gone
 *
 * It ends with its input, or with "end".
 */
#include <windows.h>
#include <stdio.h>
#include <string.h>

#define MUTEX_NAME L"Global\\_MSIExecute"

static HANDLE mutex;

/* A discretionary access list without an entry allows nothing to anybody. */
static SECURITY_ATTRIBUTES *nobody(void) {
    static SECURITY_DESCRIPTOR descriptor;
    static SECURITY_ATTRIBUTES attributes = { sizeof attributes, &descriptor, FALSE };
    static ACL empty;
    InitializeAcl(&empty, sizeof empty, ACL_REVISION);
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, &empty, FALSE);
    return &attributes;
}

static BOOL create(SECURITY_ATTRIBUTES *attributes) {
    if (mutex == NULL) mutex = CreateMutexW(attributes, FALSE, MUTEX_NAME);
    return mutex != NULL;
}

static BOOL take(void) {
    DWORD waited;
    if (!create(NULL)) return FALSE;
    waited = WaitForSingleObject(mutex, 0);
    return waited == WAIT_OBJECT_0 || waited == WAIT_ABANDONED;
}

static DWORD WINAPI takeAndEnd(void *unused) {
    (void)unused;
    return take() ? 0 : 1;
}

static BOOL abandon(void) {
    DWORD code = 1;
    HANDLE thread = CreateThread(NULL, 0, takeAndEnd, NULL, 0, NULL);
    if (thread == NULL) return FALSE;
    WaitForSingleObject(thread, 5000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code == 0;
}

static BOOL closeMutex(void) {
    BOOL closed = mutex != NULL && CloseHandle(mutex);
    mutex = NULL;
    return closed;
}

static BOOL obey(const char *command) {
    if (!strcmp(command, "create")) return create(NULL);
    if (!strcmp(command, "deny")) return create(nobody());
    if (!strcmp(command, "take")) return take();
    if (!strcmp(command, "release")) return ReleaseMutex(mutex);
    if (!strcmp(command, "abandon")) return abandon();
    if (!strcmp(command, "close")) return closeMutex();
    SetLastError(ERROR_INVALID_FUNCTION);
    return FALSE;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\r\n")] = 0;
        if (!strcmp(line, "end")) break;
        if (obey(line)) printf("%s ok\n", line);
        else printf("%s error %lu\n", line, GetLastError());
        fflush(stdout);
    }
    return 0;
}
