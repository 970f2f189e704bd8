import { statSync } from 'node:fs'
import { type Clock, type HostEvent, systemClock } from '@netloom/core'
import { lookAgain } from '../monitor/look-again.ts'
import { openLibc } from '../netlink/libc.ts'
import { message, REQUEST } from '../netlink/messages.ts'
import { NETFILTER, openNetlink } from '../netlink/netlink-socket.ts'
import { NAMESPACES } from './read-namespaces.ts'
import type { ServiceNamespaces } from './service-namespaces.ts'

/** Milliseconds between looks. */
const LOOK = 300
/** However many namespaces there are, a look is followed by that many times what it took: 2 % of a processor. */
const REST = 49
const LONGEST_REST = 5_000
/** NFNL_SUBSYS_NFTABLES, NFT_MSG_GETGEN; NFTA_GEN_ID comes first in its answer. */
const GET_GENERATION = (10 << 8) | 16

interface Watched {
  inode: number | undefined
  generation: number | undefined
}

/**
 * Namespaces looked at from time to time, since the kernel tells nobody outside of them: whether each is still there, and whether
 * its rules are as we left them, by the number that every change of rules counts up.
 */
export class NamespaceWatch {
  private readonly watched = new Map<string, Watched>()
  private nextLook = 0

  constructor(
    private readonly namespaces: ServiceNamespaces,
    private readonly clock: Clock = systemClock,
  ) {}

  /** From now on; what it has now is as it should be. */
  async expect(namespace: string): Promise<void> {
    const now = { inode: inodeOf(namespace), generation: await generationOf(namespace) }
    this.watched.set(namespace, now)
  }

  forget(namespace: string): void {
    this.watched.delete(namespace)
  }

  start(listener: (event: HostEvent) => void): () => void {
    return lookAgain(this.clock, LOOK, () => this.look(listener))
  }

  private async look(listener: (event: HostEvent) => void): Promise<void> {
    const start = performance.now()
    if (start < this.nextLook) return
    await this.lookAtAll(listener)
    const took = performance.now() - start
    this.nextLook = start + took + Math.min(took * REST, LONGEST_REST)
  }

  private async lookAtAll(listener: (event: HostEvent) => void): Promise<void> {
    for (const [namespace, known] of this.watched) {
      const now = { inode: inodeOf(namespace), generation: await generationOf(namespace) }
      // Changed by us, or forgotten, meanwhile.
      if (this.watched.get(namespace) !== known) continue
      if (now.inode === known.inode && now.generation === known.generation) continue
      this.watched.set(namespace, now)
      for (const device of this.namespaces.devicesOf(namespace)) listener({ type: 'touched', device })
    }
  }
}

function inodeOf(namespace: string): number | undefined {
  return statSync(`${NAMESPACES}/${namespace}`, { throwIfNoEntry: false })?.ino
}

/** undefined = nobody can say. */
async function generationOf(namespace: string): Promise<number | undefined> {
  const libc = await openLibc()
  if (libc === undefined) return undefined
  try {
    const socket = openNetlink(libc, NETFILTER, namespace)
    try {
      const [answer] = socket.askNow([message(GET_GENERATION, REQUEST, Buffer.alloc(4))])
      return answer?.message?.readUInt32BE(24)
    } finally {
      socket.close()
    }
  } catch {
    return undefined
  }
}
