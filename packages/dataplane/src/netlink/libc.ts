/** What is called of the C library. Numbers, bytes and texts alone; a result below zero is a failure. */
export interface Libc {
  setns(fd: number, type: number): number
  socket(domain: number, type: number, protocol: number): number
  sendto(
    fd: number,
    data: Uint8Array,
    length: number,
    flags: number,
    address: Uint8Array | null,
    addressLength: number,
  ): number
  indexOf(device: string): number
  close(fd: number): number
  /** For what the kernel answers at once. */
  sendNow(fd: number, data: Uint8Array): number
  receiveNow(fd: number, data: Uint8Array): number
  /** These wait for the kernel, on a thread of the pool. */
  send(fd: number, data: Uint8Array): Promise<number>
  receive(fd: number, data: Uint8Array): Promise<number>
}

const MSG_DONTWAIT = 0x40

type Call = ((...args: readonly unknown[]) => number) & { async(...args: readonly unknown[]): void }

let loading: Promise<Libc | undefined> | undefined

/** undefined = koffi (an optional dependency) is not there. Loaded once for the process. */
export function openLibc(): Promise<Libc | undefined> {
  loading ??= load().catch(() => undefined)
  return loading
}

async function load(): Promise<Libc> {
  const { default: koffi } = (await import('koffi')) as unknown as {
    readonly default: { load(library: string): { func(prototype: string): Call } }
  }
  const libc = koffi.load('libc.so.6')
  const send = libc.func('long send(int fd, const uint8_t *data, size_t length, int flags)')
  const receive = libc.func('long recv(int fd, _Out_ uint8_t *data, size_t length, int flags)')
  return {
    setns: libc.func('int setns(int fd, int type)'),
    socket: libc.func('int socket(int domain, int type, int protocol)'),
    sendto: libc.func(
      'long sendto(int fd, const uint8_t *data, size_t length, int flags, const uint8_t *address, uint32_t size)',
    ),
    indexOf: libc.func('uint32_t if_nametoindex(const char *name)'),
    close: libc.func('int close(int fd)'),
    sendNow: (fd, data) => send(fd, data, data.length, 0),
    receiveNow: (fd, data) => receive(fd, data, data.length, MSG_DONTWAIT),
    send: (fd, data) => onPool(send, fd, data, data.length, 0),
    receive: (fd, data) => onPool(receive, fd, data, data.length, 0),
  }
}

const onPool = (foreign: Call, ...args: readonly unknown[]): Promise<number> =>
  new Promise((resolve, reject) => {
    foreign.async(...args, (error: Error | null | undefined, result: number) => {
      if (error === null || error === undefined) resolve(result)
      else reject(error)
    })
  })
