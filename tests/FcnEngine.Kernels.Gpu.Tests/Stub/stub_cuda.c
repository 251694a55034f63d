// A stand-in for libcuda.so.1 where there is no card: it keeps "device" memory on the host, runs no kernel, writes one line a call
// to a log, and refuses what a real driver refuses (work on a capturing stream that cannot be captured, copies outside an
// allocation, launches beyond the limits of the card). Build: cc -shared -fPIC -o libcuda.so.1 stub_cuda.c
//   STUB_CUDA_LOG=FILE        where the log goes; stub_log_to(FILE) inside a program
//   stub_set("capability", 90)  "second" (the capability of a second card), "memory" (bytes), "devices", "init" (what cuInit
//                             returns), "driver" (13000): before a context is made
//   STUB_CUDA="devices=2 second=75"  the same from outside, read by the first cuInit
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int Result;
typedef void *Handle;
enum { OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NO_DEVICE = 100, ILLEGAL_ADDRESS = 700, NOT_CAPTURABLE = 900, BAD_CAPTURE = 901 };

static long capability = 90, second = 90, memory = 64L << 30, devices = 1, init_result = OK, driver = 13000;
static FILE *log_file;

static FILE *out(void) {
    const char *path = log_file ? NULL : getenv("STUB_CUDA_LOG");
    if (path) log_file = fopen(path, "w");
    return log_file;
}

#define LOG(...) do { if (out()) { fprintf(log_file, __VA_ARGS__); fputc('\n', log_file); fflush(log_file); } } while (0)

void stub_log_to(const char *path) {
    if (log_file) fclose(log_file);
    log_file = fopen(path, "w");
}

void stub_set(const char *name, long value) {
    if (!strcmp(name, "capability")) capability = value;
    else if (!strcmp(name, "second")) second = value;
    else if (!strcmp(name, "memory")) memory = value;
    else if (!strcmp(name, "devices")) devices = value;
    else if (!strcmp(name, "init")) init_result = (int)value;
    else if (!strcmp(name, "driver")) driver = value;
}

// Allocations, and what a stream, a kernel and a graph are here.
enum { MOST_BLOCKS = 65536 };
static struct { char *start; size_t size; } blocks[MOST_BLOCKS];
static size_t used;
enum { MOST_NODES = 1024 };
static struct stream { long number; int capturing; long captured, ends[MOST_NODES], end_count; Handle returned[MOST_NODES]; } streams[1024];
static long stream_count;
struct kernel { uint64_t hash; int most_shared; char entry[160]; };
struct graph { long launches; };

static int inside(const void *p, size_t size) {
    for (int i = 0; i < MOST_BLOCKS; i++)
        if (blocks[i].start && (char *)p >= blocks[i].start && (char *)p + size <= blocks[i].start + blocks[i].size) return 1;
    return 0;
}

static long number(Handle stream) { return stream ? ((struct stream *)stream)->number : 0; }

static int any_capture(void) {
    for (long i = 0; i < stream_count; i++) if (streams[i].capturing) return 1;
    return 0;
}

static uint64_t hash(const char *text) {
    uint64_t h = 1469598103934665603u;
    for (; *text; text++) h = (h ^ (unsigned char)*text) * 1099511628211u;
    return h;
}

static void settings_from_outside(void) {
    static int done;
    const char *text = done++ ? NULL : getenv("STUB_CUDA");
    char name[32];
    long value;
    for (int length = 0; text && sscanf(text, " %31[a-z]=%ld%n", name, &value, &length) == 2; text += length) stub_set(name, value);
}

// The card.
Result cuInit(unsigned flags) { settings_from_outside(); LOG("init flags=%u", flags); return (int)init_result; }
Result cuDriverGetVersion(int *v) { *v = (int)driver; return OK; }
Result cuDeviceGetCount(int *n) { *n = (int)devices; return OK; }
Result cuDeviceGet(int *d, int ordinal) { *d = ordinal; return ordinal < devices ? OK : NO_DEVICE; }
Result cuDeviceGetName(char *name, int size, int d) { snprintf(name, size, d ? "Stub GPU %d" : "Stub GPU", d + 1); return OK; }
Result cuDeviceTotalMem_v2(size_t *bytes, int d) { (void)d; *bytes = memory; return OK; }
Result cuDeviceGetAttribute(int *v, int attribute, int d) {
    long mine = d ? second : capability;
    switch (attribute) {
        case 1: case 2: *v = 1024; break;            // threads of a block
        case 3: *v = 1024; break;
        case 4: *v = 64; break;
        case 5: *v = 2147483647; break;              // blocks of a grid
        case 6: case 7: *v = 65535; break;
        case 8: *v = 48 << 10; break;                // shared memory of a block
        case 9: *v = 65536; break;                   // constant memory
        case 10: *v = 32; break;                     // threads of a warp
        case 12: *v = 65536; break;                  // registers of a block
        case 13: *v = 1800000; break;                // kHz
        case 16: *v = 132; break;                    // multiprocessors
        case 33: *v = d + 1; break;                  // PCI bus: ILGPU tells cards apart by it
        case 39: *v = 2048; break;                   // threads of a multiprocessor
        case 75: *v = (int)(mine / 10); break;
        case 76: *v = (int)(mine % 10); break;
        case 81: *v = 228 << 10; break;              // shared memory of a multiprocessor
        case 82: *v = 65536; break;                  // registers of one
        case 97: *v = 227 << 10; break;              // shared memory of a block that asks for it
        default: *v = 1;
    }
    return OK;
}
Result cuDeviceCanAccessPeer(int *v, int a, int b) { (void)a; (void)b; *v = 0; return OK; }
Result cuDeviceGetP2PAttribute(int *v, int a, int s, int d) { (void)a; (void)s; (void)d; *v = 0; return OK; }
Result cuGetErrorString(int e, const char **text) {
    *text = e == OUT_OF_MEMORY ? "out of memory" : e == NO_DEVICE ? "no CUDA-capable device is detected" :
            e == NOT_CAPTURABLE ? "operation not permitted when stream is capturing" : e == ILLEGAL_ADDRESS ? "an illegal memory access was encountered" : "invalid argument";
    return OK;
}

// Contexts.
Result cuCtxCreate_v2(Handle *c, unsigned flags, int d) { (void)flags; *c = (Handle)0x1000; LOG("context device=%d", d); return OK; }
Result cuCtxDestroy_v2(Handle c) { (void)c; LOG("context_destroy"); return OK; }
Result cuCtxSetCurrent(Handle c) { (void)c; return OK; }
Result cuCtxSynchronize(void) { LOG("context_synchronize"); return any_capture() ? NOT_CAPTURABLE : OK; }
Result cuCtxGetCacheConfig(int *v) { *v = 0; return OK; }
Result cuCtxSetCacheConfig(int v) { (void)v; return OK; }
Result cuCtxGetSharedMemConfig(int *v) { *v = 0; return OK; }
Result cuCtxSetSharedMemConfig(int v) { (void)v; return OK; }
Result cuCtxEnablePeerAccess(Handle c, unsigned f) { (void)c; (void)f; return OK; }
Result cuCtxDisablePeerAccess(Handle c) { (void)c; return OK; }

// Memory.
Result cuMemGetInfo_v2(size_t *free_bytes, size_t *total) { *free_bytes = memory - used; *total = memory; return OK; }
Result cuMemAlloc_v2(Handle *p, size_t size) {
    LOG("alloc bytes=%zu", size);
    if (any_capture()) return NOT_CAPTURABLE;
    if (used + size > (size_t)memory) return OUT_OF_MEMORY;
    size_t whole = (size + 511) / 512 * 512;
    for (int i = 0; i < MOST_BLOCKS; i++) {
        if (blocks[i].start) continue;
        char *start = aligned_alloc(512, whole);
        if (!start) return OUT_OF_MEMORY;
        blocks[i].start = start;
        blocks[i].size = size;
        used += size;
        *p = start;
        return OK;
    }
    return OUT_OF_MEMORY;
}
Result cuMemFree_v2(Handle p) {
    LOG("free");
    if (any_capture()) return NOT_CAPTURABLE;
    for (int i = 0; i < MOST_BLOCKS; i++) {
        if (blocks[i].start != p || !p) continue;
        used -= blocks[i].size;
        free(p);
        blocks[i].start = NULL;
        return OK;
    }
    return INVALID_VALUE;
}
Result cuMemAllocHost_v2(Handle *p, size_t size) { LOG("alloc_host bytes=%zu", size); *p = aligned_alloc(4096, (size + 4095) / 4096 * 4096); return OK; }
Result cuMemFreeHost(Handle p) { LOG("free_host"); free(p); return OK; }
Result cuMemHostRegister_v2(Handle p, size_t size, unsigned f) { (void)p; (void)f; LOG("register_host bytes=%zu", size); return OK; }
Result cuMemHostUnregister(Handle p) { (void)p; return OK; }
Result cuMemHostGetDevicePointer_v2(Handle *d, Handle h, unsigned f) { (void)f; *d = h; return OK; }
Result cuPointerGetAttribute(Handle value, int attribute, Handle p) { (void)attribute; *(int *)value = inside(p, 1) ? 2 : 1; return OK; }

static Result copy(const char *kind, char *to, const char *from, size_t size, Handle stream) {
    LOG("copy kind=%s bytes=%zu stream=%ld to=%p", kind, size, number(stream), (void *)to);
    if ((kind[2] == 'd' && !inside(to, size)) || (kind[0] == 'd' && !inside(from, size))) return ILLEGAL_ADDRESS;
    memcpy(to, from, size);
    return OK;
}
Result cuMemcpyHtoDAsync_v2(Handle to, const void *from, size_t size, Handle stream) { return copy("h2d", to, from, size, stream) ; }
Result cuMemcpyDtoHAsync_v2(Handle to, Handle from, size_t size, Handle stream) { return copy("d2h", to, from, size, stream); }
Result cuMemcpyAsync(Handle to, Handle from, size_t size, Handle stream) {
    const char *kind = inside(to, size) ? inside(from, size) ? "d2d" : "h2d" : "d2h";
    return copy(kind, to, from, size, stream);
}
Result cuMemsetD8Async(Handle p, unsigned char v, size_t size, Handle stream) {
    LOG("set bytes=%zu stream=%ld", size, number(stream));
    if (!inside(p, size)) return ILLEGAL_ADDRESS;
    memset(p, v, size);
    return OK;
}

// Streams and events.
Result cuStreamCreate(Handle *s, unsigned flags) {
    struct stream *made = &streams[stream_count++ % 1024];
    *made = (struct stream){ .number = stream_count };
    LOG("stream number=%ld flags=%u", made->number, flags);
    *s = made;
    return OK;
}
Result cuStreamCreateWithPriority(Handle *s, unsigned flags, int p) { (void)p; return cuStreamCreate(s, flags); }
Result cuStreamDestroy_v2(Handle s) { LOG("stream_destroy number=%ld", number(s)); return OK; }
Result cuStreamSynchronize(Handle s) { LOG("stream_synchronize stream=%ld", number(s)); return any_capture() ? NOT_CAPTURABLE : OK; }
static long events;
Result cuEventCreate(Handle *e, unsigned flags) { *e = (Handle)(++events); LOG("event number=%ld flags=%u", events, flags); return OK; }
Result cuEventDestroy_v2(Handle e) { (void)e; return OK; }
Result cuEventQuery(Handle e) { (void)e; return OK; }
Result cuEventRecord(Handle e, Handle s) { LOG("event_record event=%ld stream=%ld", (long)e, number(s)); return OK; }
Result cuEventSynchronize(Handle e) { LOG("event_synchronize event=%ld", (long)e); return any_capture() ? NOT_CAPTURABLE : OK; }
Result cuEventElapsedTime(float *ms, Handle a, Handle b) { (void)a; (void)b; *ms = 1; return OK; }

// Modules.
static Result load(Handle *m, const char *ptx) {
    const char *version = strstr(ptx, ".version"), *target = strstr(ptx, ".target"), *threads = strstr(ptx, ".maxntid");
    char v[16] = "?", t[16] = "?";
    int block = 0;
    if (version) sscanf(version, ".version %15s", v);
    if (target) sscanf(target, ".target %15[^ ,\n]", t);
    if (threads) sscanf(threads, ".maxntid %d", &block);
    struct kernel *k = calloc(1, sizeof *k);
    k->hash = hash(ptx);
    k->most_shared = 48 << 10;
    LOG("module hash=%016llx target=%s version=%s maxntid=%d", (unsigned long long)k->hash, t, v, block);
    *m = k;
    return OK;
}
Result cuModuleLoadData(Handle *m, const char *ptx) { return load(m, ptx); }
Result cuModuleLoadDataEx(Handle *m, const char *ptx, unsigned n, Handle options, Handle values) { (void)n; (void)options; (void)values; return load(m, ptx); }
Result cuModuleUnload(Handle m) { LOG("module_unload"); free(m); return OK; }
Result cuModuleGetFunction(Handle *f, Handle m, const char *name) { snprintf(((struct kernel *)m)->entry, 160, "%s", name); *f = m; return OK; }
Result cuFuncSetAttribute(Handle f, int attribute, int value) {
    LOG("function hash=%016llx attribute=%d value=%d", (unsigned long long)((struct kernel *)f)->hash, attribute, value);
    if (attribute != 8 || value > 227 << 10) return INVALID_VALUE;
    ((struct kernel *)f)->most_shared = value;
    return OK;
}
Result cuOccupancyMaxActiveBlocksPerMultiprocessor(int *n, Handle f, int b, size_t s) { (void)f; (void)b; (void)s; *n = 2; return OK; }
Result cuOccupancyMaxPotentialBlockSize(int *grid, int *block, Handle f, Handle c, size_t s, int limit) {
    (void)f; (void)c; (void)s; (void)limit;
    *grid = 132;
    *block = 256;
    return OK;
}

// Launches and graphs.
Result cuLaunchKernel(Handle f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, Handle s, Handle *arguments, Handle *extra) {
    struct kernel *k = f;
    struct stream *stream = s;
    if (out()) {
        fprintf(log_file, "launch hash=%016llx entry=%s grid=%u,%u,%u block=%u,%u,%u shared=%u stream=%ld captured=%d node=%ld after=",
            (unsigned long long)k->hash, k->entry, gx, gy, gz, bx, by, bz, shared, number(s), stream ? stream->capturing : 0,
            stream && stream->capturing ? stream->captured + 1 : 0);
        for (long i = 0; stream && stream->capturing && i < stream->end_count; i++) fprintf(log_file, i ? ",%ld" : "%ld", stream->ends[i]);
        fprintf(log_file, " args=");
        if (!arguments && extra && extra[0] == (Handle)1) {
            size_t size = *(size_t *)extra[3];
            for (size_t i = 0; i < size; i++) fprintf(log_file, "%02x", ((unsigned char *)extra[1])[i]);
        }
        fputc('\n', log_file);
        fflush(log_file);
    }
    if (!gx || !gy || !gz || gy > 65535 || gz > 65535 || gx > 2147483647u || bx * by * bz > 1024 || (int)shared > k->most_shared) return INVALID_VALUE;
    if (stream && stream->capturing) {
        stream->ends[0] = ++stream->captured;
        stream->end_count = 1;
    }
    return OK;
}
Result cuStreamBeginCapture_v2(Handle s, int mode) {
    struct stream *stream = s;
    LOG("capture_begin stream=%ld mode=%d", number(s), mode);
    if (!stream || stream->capturing) return NOT_CAPTURABLE;
    stream->capturing = 1;
    stream->captured = 0;
    stream->end_count = 0;
    return OK;
}
// Nodes are numbered from 1 within a capture; as handles they are those numbers.
Result cuStreamUpdateCaptureDependencies(Handle s, Handle *nodes, size_t count, unsigned flags) {
    struct stream *stream = s;
    if (!stream || !stream->capturing || flags != 1 || count > MOST_NODES) return INVALID_VALUE;
    for (size_t i = 0; i < count; i++) {
        stream->ends[i] = (long)nodes[i];
        if (stream->ends[i] < 1 || stream->ends[i] > stream->captured) return INVALID_VALUE;
    }
    stream->end_count = (long)count;
    return OK;
}
Result cuStreamGetCaptureInfo_v2(Handle s, int *status, unsigned long long *id, Handle *graph, Handle **nodes, size_t *count) {
    struct stream *stream = s;
    if (!stream || !stream->capturing) return INVALID_VALUE;
    *status = 1;
    *id = 1;
    *graph = (Handle)0x3000;
    for (long i = 0; i < stream->end_count; i++) stream->returned[i] = (Handle)stream->ends[i];
    *nodes = stream->returned;
    *count = (size_t)stream->end_count;
    return OK;
}
Result cuStreamEndCapture(Handle s, Handle *g) {
    struct stream *stream = s;
    if (!stream || !stream->capturing) return BAD_CAPTURE;
    stream->capturing = 0;
    struct graph *made = calloc(1, sizeof *made);
    made->launches = stream->captured;
    LOG("capture_end stream=%ld launches=%ld", number(s), made->launches);
    *g = made;
    return OK;
}
Result cuGraphInstantiateWithFlags(Handle *x, Handle g, unsigned long long flags) { (void)flags; *x = g; LOG("graph_instantiate launches=%ld", ((struct graph *)g)->launches); return OK; }
Result cuGraphLaunch(Handle x, Handle s) { LOG("graph_launch launches=%ld stream=%ld", ((struct graph *)x)->launches, number(s)); return OK; }
Result cuGraphExecDestroy(Handle x) { (void)x; LOG("graph_exec_destroy"); return OK; }
Result cuGraphDestroy(Handle g) { LOG("graph_destroy"); free(g); return OK; }
