/* A disk that fails, and a clock that is set, for one process: LD_PRELOAD this library.
 *
 * Only calls on files below FAULT_DIR count. FAULT_AT=n lets the n-th of them fail as FAULT_KIND
 * says: enospc, eio, eintr, short (half of a write), kill (before it) or killed (after it). The file
 * FAULT_HIT is created when it was reached. While the file FAULT_FULL is there every write fails for
 * want of space; while FAULT_SYNC is there every flush fails, and while FAULT_FOLD is there every
 * flush of the database itself, but not of its log. While FAULT_CLOCK is there the wall
 * clock is off by the seconds that it holds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define REAL(result, name, ...)                                                                    \
    static result (*real)(__VA_ARGS__);                                                            \
    if (!real)                                                                                     \
        *(void **)&real = dlsym(RTLD_NEXT, name)

static int is_there(const char *variable) {
    const char *path = getenv(variable);
    return path && access(path, F_OK) == 0;
}

static int counts_path(const char *path) {
    const char *folder = getenv("FAULT_DIR");
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int path_of(int file, char path[PATH_MAX + 1]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX);
    path[length < 0 ? 0 : length] = 0;
    return 0 < length;
}

static int counts(int file) {
    char path[PATH_MAX + 1];
    return path_of(file, path) && counts_path(path);
}

static int is_database(int file) {
    char path[PATH_MAX + 1];
    size_t length = path_of(file, path) ? strlen(path) : 0;
    return 3 < length && strcmp(path + length - 3, ".db") == 0;
}

/* Whether this is the call that fails, and as what. */
static const char *fault(void) {
    static int count;
    const char *at = getenv("FAULT_AT");
    if (!at || __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) != atoi(at))
        return NULL;
    const char *hit = getenv("FAULT_HIT");
    int file = hit ? open(hit, O_CREAT | O_WRONLY, 0600) : -1;
    if (0 <= file)
        close(file);
    return getenv("FAULT_KIND");
}

static int is(const char *kind, const char *name) { return kind && strcmp(kind, name) == 0; }

/* The error of a call that fails; 0 if it is made. */
static int error_of(const char *kind) {
    if (is(kind, "kill"))
        kill(getpid(), SIGKILL);
    return is(kind, "enospc") ? ENOSPC : is(kind, "eio") ? EIO : is(kind, "eintr") ? EINTR : 0;
}

static void after(const char *kind) {
    if (is(kind, "killed"))
        kill(getpid(), SIGKILL);
}

#define FAIL(code)                                                                                 \
    do {                                                                                           \
        errno = (code);                                                                            \
        return -1;                                                                                 \
    } while (0)

#define WRITE(call)                                                                                \
    if (!counts(file))                                                                             \
        return call;                                                                               \
    if (is_there("FAULT_FULL"))                                                                    \
        FAIL(ENOSPC);                                                                              \
    const char *kind = fault();                                                                    \
    int code = error_of(kind);                                                                     \
    if (code)                                                                                      \
        FAIL(code);                                                                                \
    if (is(kind, "short") && 1 < length)                                                           \
        length /= 2;                                                                               \
    ssize_t written = call;                                                                        \
    after(kind);                                                                                   \
    return written

ssize_t write(int file, const void *bytes, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    WRITE(real(file, bytes, length));
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    WRITE(real(file, bytes, length, at));
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    WRITE(real(file, bytes, length, at));
}

/* Calls that are made whole or not at all. */
#define WHOLE(call)                                                                                \
    const char *kind = fault();                                                                    \
    int code = error_of(kind);                                                                     \
    if (code)                                                                                      \
        FAIL(code);                                                                                \
    int result = call;                                                                             \
    after(kind);                                                                                   \
    return result

#define SYNC(call)                                                                                 \
    if (!counts(file))                                                                             \
        return call;                                                                               \
    if (is_there("FAULT_SYNC") || (is_there("FAULT_FOLD") && is_database(file)))                  \
        FAIL(EIO);                                                                                 \
    WHOLE(call)

int fsync(int file) {
    REAL(int, "fsync", int);
    SYNC(real(file));
}

int fdatasync(int file) {
    REAL(int, "fdatasync", int);
    SYNC(real(file));
}

int ftruncate(int file, off_t length) {
    REAL(int, "ftruncate", int, off_t);
    if (!counts(file))
        return real(file, length);
    WHOLE(real(file, length));
}

int ftruncate64(int file, off64_t length) {
    REAL(int, "ftruncate64", int, off64_t);
    if (!counts(file))
        return real(file, length);
    WHOLE(real(file, length));
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    if (!counts_path(to))
        return real(from, to);
    WHOLE(real(from, to));
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int result = real(clock, time);
    if (result != 0 || clock != CLOCK_REALTIME || !is_there("FAULT_CLOCK"))
        return result;
    char text[32] = "";
    int file = open(getenv("FAULT_CLOCK"), O_RDONLY);
    if (0 <= file) {
        if (read(file, text, sizeof text - 1) < 0)
            text[0] = 0;
        close(file);
    }
    time->tv_sec += atol(text);
    return result;
}
