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
  /** `ethtool -K DEVICE tx off`, in the namespace of the socket. False = the kernel refuses. */
  checksumsOff(fd: number, device: string): Promise<boolean>
  close(fd: number): number
  /** On a thread of the pool, for what the kernel takes its time with; nobody hears how it went. */
  closeLater(fd: number): void
  /** For what the kernel answers at once. */
  sendNow(fd: number, data: Uint8Array): number
  receiveNow(fd: number, data: Uint8Array): number
  /** These wait for the kernel, on a thread of the pool. */
  send(fd: number, data: Uint8Array): Promise<number>
  receive(fd: number, data: Uint8Array): Promise<number>
}

const MSG_DONTWAIT = 0x40

type Call = ((...args: readonly unknown[]) => number) & { async(...args: readonly unknown[]): void }

interface Library {
  func(prototype: string): Call
}

interface Koffi {
  load(library: string): Library
  struct(name: string, fields: Readonly<Record<string, unknown>>): unknown
  array(of: string, length: number): unknown
  pointer(to: unknown): unknown
}

let loading: Promise<Libc | undefined> | undefined

/** undefined = koffi (an optional dependency) is not there. Loaded once for the process. */
export function openLibc(): Promise<Libc | undefined> {
  loading ??= load().catch(() => undefined)
  return loading
}

async function load(): Promise<Libc> {
  const { default: koffi } = (await import('koffi')) as unknown as { readonly default: Koffi }
  const libc = koffi.load('libc.so.6')
  const send = libc.func('long send(int fd, const uint8_t *data, size_t length, int flags)')
  const close = libc.func('int close(int fd)')
  const receive = libc.func('long recv(int fd, _Out_ uint8_t *data, size_t length, int flags)')
  return {
    setns: libc.func('int setns(int fd, int type)'),
    socket: libc.func('int socket(int domain, int type, int protocol)'),
    sendto: libc.func(
      'long sendto(int fd, const uint8_t *data, size_t length, int flags, const uint8_t *address, uint32_t size)',
    ),
    indexOf: libc.func('uint32_t if_nametoindex(const char *name)'),
    checksumsOff: checksumsOff(koffi, libc),
    close,
    closeLater: (fd) => void onPool(close, fd).catch(() => undefined),
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

/** linux/sockios.h, linux/ethtool.h */
const [SIOCETHTOOL, ETHTOOL_STXCSUM] = [0x8946, 0x17]

function checksumsOff(koffi: Koffi, libc: Library): Libc['checksumsOff'] {
  const value = koffi.struct('ethtool_value', { cmd: 'uint32_t', data: 'uint32_t' })
  const fields = { name: koffi.array('char', 16), data: koffi.pointer(value), rest: koffi.array('uint8_t', 16) }
  koffi.struct('ethtool_request', fields)
  const ioctl = libc.func('int ioctl(int fd, unsigned long request, ethtool_request *what)')
  return async (fd, device) => {
    const request = { name: device, data: { cmd: ETHTOOL_STXCSUM, data: 0 }, rest: [] }
    return (await onPool(ioctl, fd, SIOCETHTOOL, request)) === 0
  }
}
