import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPcap, type CapturedFrame } from './pcap.ts'

const PATIENCE_MS = 10_000

/** A running capture of every device of one namespace. */
export interface Capture {
  /**
   * Waits until a frame that fits has been captured: with it, everything that crossed before. Sending a marker and waiting
   * for it is the only way to know that nothing is still on its way. @throws {Error} after 10 s
   */
  until(fits: (frame: CapturedFrame) => boolean): Promise<void>
  /** Ends it and hands out what it saw; again, when asked again. */
  stop(): Promise<readonly CapturedFrame[]>
}

/**
 * Starts tcpdump on all devices of `netns` and returns when it listens.
 * @throws {Error} when tcpdump is missing or ends early; the message says which.
 */
export async function startCapture(netns: string, filter = 'arp or udp or icmp'): Promise<Capture> {
  const folder = await mkdtemp(join(tmpdir(), 'netloom-capture-'))
  const file = join(folder, 'capture.pcap')
  // Headers only: in immediate mode the ring has as many slots as frames of full length fit, and a burst would be lost.
  const ring = ['--immediate-mode', '-U', '-s', '256', '-B', '32768']
  const command = ['netns', 'exec', netns, 'tcpdump', '-i', 'any', '-y', 'LINUX_SLL2', ...ring, '-Z', 'root']
  const child = spawn('ip', [...command, '-w', file, filter], { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    await listening(child)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  let stopped: Promise<readonly CapturedFrame[]> | undefined
  return {
    async until(fits) {
      const deadline = performance.now() + PATIENCE_MS
      while (!readPcap(await readFile(file)).some(fits)) {
        if (performance.now() > deadline)
          throw new Error(`the frame waited for was not captured in ${netns} within 10 s`)
        await sleep(20)
      }
    },
    stop() {
      stopped ??= drain(child, file).finally(() => rm(folder, { recursive: true, force: true }))
      return stopped
    },
  }
}

async function drain(child: ChildProcess, file: string): Promise<readonly CapturedFrame[]> {
  const ended = new Promise((resolve) => child.once('close', resolve))
  // Interrupt makes tcpdump drain the ring and close its file.
  child.kill('SIGINT')
  await ended
  return readPcap(await readFile(file))
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('listening on')) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => {
      reject(new Error(`tcpdump ended before it listened (Debian package: tcpdump): ${text.trim()}`))
    })
  })
}
