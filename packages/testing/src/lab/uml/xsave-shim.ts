/**
 * User-mode kernels of the 6.1 line reserve 2,696 octets for a processor's extended state. Where the state is larger (AVX-512,
 * AMX) ptrace refuses so small a buffer for the whole, and the kernel dies in its first process. This library, preloaded,
 * lends ptrace a large buffer and hands on what fits; processes inside are offered no state beyond that. C, for `gcc -shared`.
 */
export const XSAVE_SHIM = `#define _GNU_SOURCE
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXTENDED_STATE 0x202 /* NT_X86_XSTATE */
#define HEADER 512 /* of the XSAVE area: bits of the state components in use */
#define KEPT 0x2ffUL /* x87 to AVX-512, PKRU */

static char whole[65536] __attribute__((aligned(64)));

static long kernel(long request, long pid, long address, long data) {
  return syscall(SYS_ptrace, request, pid, address, data);
}

long ptrace(enum __ptrace_request request, ...) {
  va_list list;
  va_start(list, request);
  long pid = va_arg(list, int), address = va_arg(list, long), data = va_arg(list, long);
  va_end(list);
  if ((request == PTRACE_GETREGSET || request == PTRACE_SETREGSET) && address == EXTENDED_STATE) {
    struct iovec *asked = (struct iovec *)data, large = { whole, sizeof whole };
    if (kernel(PTRACE_GETREGSET, pid, EXTENDED_STATE, (long)&large) < 0) return -1;
    if (large.iov_len <= asked->iov_len) return kernel(request, pid, address, data);
    if (request == PTRACE_GETREGSET) {
      memcpy(asked->iov_base, whole, asked->iov_len);
      return 0;
    }
    memcpy(whole, asked->iov_base, asked->iov_len);
    *(unsigned long *)(whole + HEADER) &= KEPT;
    return kernel(PTRACE_SETREGSET, pid, EXTENDED_STATE, (long)&large);
  }
  if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
    long word, result = kernel(request, pid, address, (long)&word); /* as the C library wraps these */
    return result < 0 ? result : word;
  }
  return kernel(request, pid, address, data);
}
`
