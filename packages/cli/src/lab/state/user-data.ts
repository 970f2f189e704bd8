import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../base/failure.ts'
import type { LabHost, LabState } from './lab-state.ts'

const METADATA = 'metadata'
/** Ids of instances that can be names of files. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** Whether guests of the host are answered at the metadata address. */
export const hasMetadata = ({ agents }: Pick<LabHost, 'agents'>): boolean =>
  agents.some(({ role }) => role.name === METADATA)

/** A file for each VM that has user data, by the `device_id` of its port. */
export const userDataDirectory = ({ directory }: Pick<LabState, 'directory'>): string => join(directory, 'user-data')

/** @throws {Failure} for a file that cannot be read, and a lab that would not answer with it */
export async function readUserData(state: Pick<LabState, 'hosts'>, file: string): Promise<Buffer> {
  if (!state.hosts.some(hasMetadata)) {
    const remedy = 'build the lab with `netloom lab up --role l2,dhcp,metadata`'
    throw new Failure(`--user-data ${file}: no host of the lab answers guests; ${remedy}`, 'usage')
  }
  try {
    return await readFile(file)
  } catch (error) {
    throw new Failure(`--user-data ${file}: ${error instanceof Error ? error.message : String(error)}`, 'usage')
  }
}

export async function writeUserData(
  state: Pick<LabState, 'directory'>,
  deviceId: string,
  content: Buffer,
): Promise<void> {
  if (!NAME.test(deviceId))
    throw new Failure(`--user-data: the port's device_id "${deviceId}" is no name for a file; give it another`, 'usage')
  await mkdir(userDataDirectory(state), { recursive: true })
  await writeFile(join(userDataDirectory(state), deviceId), content, { mode: 0o600 })
}

export const removeUserData = (state: Pick<LabState, 'directory'>, deviceId: string): Promise<void> =>
  NAME.test(deviceId) ? rm(join(userDataDirectory(state), deviceId), { force: true }) : Promise.resolve()
