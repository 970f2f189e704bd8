import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Failure } from '../../base/failure.ts'

/** Hears at a device of the first namespace, sends at one of the second's, and says whether the frame came. One process for both. */
const SCRIPT = `
import os, socket, sys, time
token, frame, patience = bytes.fromhex(sys.argv[3]), bytes.fromhex(sys.argv[4]), float(sys.argv[5])
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def line(place):
    name, device = place.split(' ')
    with open('/var/run/netns/' + name) as space:
        if libc.setns(space.fileno(), 0x40000000) != 0:
            raise OSError(ctypes.get_errno(), 'setns ' + name)
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    one.bind((device, 0))
    return one
hears, sends = line(sys.argv[1]), line(sys.argv[2])
end = time.monotonic() + patience
sends.send(frame)
while True:
    left = end - time.monotonic()
    if left <= 0:
        print('lost')
        break
    hears.settimeout(left)
    try:
        got, at = hears.recvfrom(65535)
    except TimeoutError:
        continue
    if at[2] != socket.PACKET_OUTGOING and token in got:
        print('arrived ' + got.hex())
        break
`

const PATIENCE_S = 1

/** A device of a network namespace. */
export interface LivePlace {
  readonly netns: string
  readonly device: string
}

const wordOf = ({ netns, device }: LivePlace): string => `${netns} ${device}`

/** The frame as it comes to one place when another sends it; undefined = it does not. @throws {Failure} where that cannot be tried */
export function sendLive(from: LivePlace, to: LivePlace, frame: Buffer, token: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const args = [
      '-c',
      SCRIPT,
      wordOf(to),
      wordOf(from),
      token.toString('hex'),
      frame.toString('hex'),
      String(PATIENCE_S),
    ]
    const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let problem = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      said = line
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      problem = text.trim().split('\n').at(-1) ?? ''
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      const text =
        error.code === 'ENOENT'
          ? 'python3: no such command; --live sends by it: install the Debian package python3'
          : error.message
      reject(new Failure(text))
    })
    child.on('close', () => {
      if (said === '') reject(new Failure(`--live: the packet could not be sent: ${problem}`))
      else resolve(said === 'lost' ? undefined : Buffer.from(said.split(' ')[1] ?? '', 'hex'))
    })
  })
}
