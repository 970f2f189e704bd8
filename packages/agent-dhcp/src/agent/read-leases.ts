import { setTimeout as sleep } from 'node:timers/promises'
import { readText } from '@netloom/dataplane/service'

/** Milliseconds between two looks; dnsmasq writes a file of thousands of leases in less. */
const PAUSE = 10
const LOOKS = 20

/**
 * The lease file of a server, whole. dnsmasq cuts it to nothing and writes it anew in place with every lease that changes: who
 * looks in between sees no leases, or half of them. What two looks agree on stands.
 */
export async function readLeases(
  directory: string,
  look: () => Promise<string | undefined> = () => readText(directory, 'leases'),
): Promise<string> {
  let seen = (await look()) ?? ''
  for (let n = 1; n < LOOKS; n += 1) {
    await sleep(PAUSE)
    const text = (await look()) ?? ''
    if (text === seen) return text
    seen = text
  }
  return seen
}
