import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** One socket for all devices of a namespace. Of what comes it tells tokens: `nlvk` and the four bytes after it. */
const SCRIPT = `
import socket, sys, threading
line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
line.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)
line.setsockopt(263, 23, 1)
def hear():
    while True:
        frame, at = line.recvfrom(65535)
        if at[2] == socket.PACKET_OUTGOING:
            continue
        start = frame.find(b'nlvk')
        while start >= 0:
            print(at[0], frame[start + 4:start + 8].hex(), flush=True)
            start = frame.find(b'nlvk', start + 8)
print('ready', flush=True)
threading.Thread(target=hear, daemon=True).start()
for text in sys.stdin:
    device, frame = text.split()
    line.sendto(bytes.fromhex(frame), (device, 0))
`

/** Sends whole frames at devices of a namespace, and counts which tokens came to which. */
export class FrameExchange {
  private readonly counts = new Map<string, number>()
  private readonly ready: Promise<void>

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    this.ready = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', () => {
        reject(new Error('the frame injector ended; it needs python3'))
      })
      createInterface({ input: child.stdout }).on('line', (text) => {
        if (text === 'ready') resolve()
        else this.counts.set(text, (this.counts.get(text) ?? 0) + 1)
      })
    })
    this.ready.catch(() => undefined)
  }

  static async open(netns: string): Promise<FrameExchange> {
    const args = ['netns', 'exec', netns, '/usr/bin/python3', '-c', SCRIPT]
    const exchange = new FrameExchange(spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] }))
    await exchange.ready
    return exchange
  }

  send(device: string, frame: Buffer): void {
    this.child.stdin.write(`${device} ${frame.toString('hex')}\n`)
  }

  /** How often a token has come to a device. */
  count(device: string, token: Buffer): number {
    return this.counts.get(`${device} ${token.subarray(4).toString('hex')}`) ?? 0
  }

  close(): void {
    this.child.kill('SIGKILL')
  }
}
