import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { createInterface } from 'node:readline'

const SCRIPT = `
import socket, struct, sys, threading
SOL_PACKET, PACKET_AUXDATA, VLAN_VALID = 263, 8, 16
line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
line.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
line.bind((sys.argv[1], 0))
def hear():
    while True:
        frame, more, flags, at = line.recvmsg(65535, 64)
        if at[2] == socket.PACKET_OUTGOING:
            continue
        # The kernel takes the outer tag off a frame, and tells of it beside.
        for level, kind, data in more:
            status, _, _, _, _, tci, tpid = struct.unpack('IIIHHHH', data[:20])
            if status & VLAN_VALID:
                frame = frame[:12] + struct.pack('!HH', tpid, tci) + frame[12:]
        print(frame.hex(), flush=True)
# Nothing else prints once it hears: lines of two threads run into each other. What comes meanwhile waits in the socket.
print('ready', flush=True)
threading.Thread(target=hear, daemon=True).start()
for text in sys.stdin:
    line.send(bytes.fromhex(text.strip()))
`

/** Sends and hears whole frames at a device of a namespace, as a VM could. */
export class FrameInjector {
  readonly heard: string[] = []
  private waiting: (() => void)[] = []

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      this.heard.push(text)
      for (const wake of this.waiting.splice(0)) wake()
    })
  }

  static async open(netns: string, device = 'eth0'): Promise<FrameInjector> {
    const args = ['netns', 'exec', netns, '/usr/bin/python3', '-c', SCRIPT, device]
    const line = new FrameInjector(spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] }))
    await line.until('ready')
    return line
  }

  send(frame: Buffer): void {
    this.child.stdin.write(`${frame.toString('hex')}\n`)
  }

  /** Resolves when a frame that begins so has come; with it, all that came before. */
  async until(text: string): Promise<void> {
    const deadline = performance.now() + 5_000
    while (!this.heard.some((one) => one.startsWith(text))) {
      if (performance.now() > deadline) throw new Error(`not heard within five seconds: ${text}`)
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve)
        setTimeout(resolve, 100)
      })
    }
  }

  close(): void {
    this.child.kill('SIGKILL')
  }
}
