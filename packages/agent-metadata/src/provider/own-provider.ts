import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type MetadataAnswer, type MetadataProvider, type MetadataRequest, plainAnswer } from './metadata-answer.ts'
import type { AskingPortItem } from '../wire/metadata-topics.ts'
import { ec2Leaves } from './ec2-tree.ts'
import { listing, type Leaves } from './listing.ts'
import { openstackLeaves } from './openstack-tree.ts'

/** Ids of projects and instances that can be names of files. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** Nova takes 65,535 characters of Base64. */
export const MOST_USER_DATA: number = 49_151

export interface OwnProviderOptions {
  /**
   * A folder for each project, with a file of user data for each instance that has any, by its id (`device_id` of the port): a project
   * that names another's instance gets nothing of it. Absent = none has.
   */
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
    if (userData === 'too large') return plainAnswer(500, `user data of more than ${String(MOST_USER_DATA)} bytes`)
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

  async #userData({ projectId, instanceId }: AskingPortItem): Promise<Buffer | 'too large' | undefined> {
    const { userData } = this.options
    if (userData === undefined || !PLAIN.test(projectId) || !PLAIN.test(instanceId)) return undefined
    const file = join(userData, projectId, instanceId)
    try {
      const { size } = await stat(file)
      return size > MOST_USER_DATA ? 'too large' : await readFile(file)
    } catch {
      // There is none; or a folder, say.
      return undefined
    }
  }
}
