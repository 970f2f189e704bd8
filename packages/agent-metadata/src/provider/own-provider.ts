import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type MetadataAnswer, type MetadataProvider, type MetadataRequest, plainAnswer } from './metadata-answer.ts'
import type { AskingPortItem } from '../wire/metadata-topics.ts'
import { ec2Leaves } from './ec2-tree.ts'
import { listing, type Leaves } from './listing.ts'
import { openstackLeaves } from './openstack-tree.ts'

/** Names of instances that can be names of files. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

export interface OwnProviderOptions {
  /** A file of user data for each instance that has any, by its id (`device_id` of the port). Absent = none has. */
  readonly userData?: string | undefined
}

/** Answers from what the controller knows of the port, so that cloud-init works where there is no Nova: labs, and programs that embed netloom. */
export class OwnProvider implements MetadataProvider {
  constructor(private readonly options: OwnProviderOptions = {}) {}

  async answer(guest: AskingPortItem, { method, path }: MetadataRequest, address: string): Promise<MetadataAnswer> {
    if (method !== 'GET' && method !== 'HEAD') return plainAnswer(405)
    const [plain = ''] = path.split('?')
    const words = plain.split('/').filter((word) => word !== '')
    const userData = await this.#userData(guest)
    const leaves: Leaves = { ...openstackLeaves(guest, userData), ...ec2Leaves(guest, address, userData) }
    const found = listing(leaves, words)
    if (found === undefined) return plainAnswer(404)
    const last = words.at(-1) ?? ''
    const contentType = last.endsWith('.json')
      ? 'application/json'
      : last.startsWith('user') && typeof found !== 'string'
        ? 'application/octet-stream'
        : 'text/plain; charset=utf-8'
    return { status: 200, contentType, body: found }
  }

  async #userData({ instanceId }: AskingPortItem): Promise<Buffer | undefined> {
    const { userData } = this.options
    if (userData === undefined || !PLAIN.test(instanceId)) return undefined
    return readFile(join(userData, instanceId)).catch(() => undefined)
  }
}
