import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { readText, removeFile, replaceFile } from '@netloom/dataplane/service'
import type { CertificateStore } from '../certificates/certificate-store.ts'
import { SECRETS_FILE } from '../render/haproxy-options.ts'
import { SECRET_FILE } from '../render/names.ts'
import type { HaproxyState, NeededSecret } from '../render/states.ts'

/** A secret as a balancer has it: a hash of its text, or what is wrong with it. */
interface TakenSecret extends NeededSecret {
  readonly hash?: string
  readonly problem?: string
}

/** What a balancer's certificates come to. */
export interface TakenSecrets {
  /** Text of {@link SECRETS_FILE}: another one means another process. */
  readonly text: string
  /** By listener. */
  readonly problems: Readonly<Record<string, string>>
}

/** Certificates of balancers, from the store into their folders. */
export class BalancerSecrets {
  constructor(private readonly store: CertificateStore) {}

  /** Writes those that are right. One that is wrong keeps its listeners from serving, and nobody else. */
  async take({ directory, secrets }: Pick<HaproxyState, 'directory' | 'secrets'>): Promise<TakenSecrets> {
    const taken: TakenSecret[] = []
    for (const needed of secrets) {
      const { pem, problem } = await this.load(needed)
      if (pem !== undefined && (await readText(directory, needed.file)) !== pem)
        await replaceFile(directory, needed.file, pem)
      taken.push({ ...needed, ...(pem === undefined ? { problem: problem ?? '' } : { hash: hashOf(pem) }) })
    }
    return { text: textOf(taken), problems: problemsOf(taken) }
  }

  /** Whether the store has other texts by now than a balancer took. */
  async haveChanged(directory: string): Promise<boolean> {
    const taken = await takenIn(directory)
    for (const one of taken) {
      const { pem } = await this.load(one)
      if ((pem === undefined ? undefined : hashOf(pem)) !== one.hash) return true
    }
    return false
  }

  /** Keys that are needed no more do not stay. */
  async tidy({ directory, secrets }: Pick<HaproxyState, 'directory' | 'secrets'>): Promise<void> {
    const needed = new Set(secrets.map(({ file }) => file))
    const names = await readdir(directory).catch(() => [])
    for (const name of names) if (SECRET_FILE.test(name) && !needed.has(name)) await removeFile(directory, name)
  }

  private async load({ kind, ref }: NeededSecret): Promise<{ readonly pem?: string; readonly problem?: string }> {
    try {
      return await this.store.load(kind, ref)
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) }
    }
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const textOf = (taken: readonly TakenSecret[]): string => `${JSON.stringify(taken)}\n`

async function takenIn(directory: string): Promise<readonly TakenSecret[]> {
  try {
    return JSON.parse((await readText(directory, SECRETS_FILE)) ?? '[]') as readonly TakenSecret[]
  } catch {
    return []
  }
}

const problemsOf = (taken: readonly TakenSecret[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    taken.flatMap(({ listeners, problem }) =>
      problem === undefined ? [] : listeners.map((id) => [id, problem] as const),
    ),
  )
