import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ApiPort } from '../../api/neutron-types.ts'
import { Failure } from '../../base/failure.ts'
import type { LabHost, LabState } from './lab-state.ts'

const METADATA = 'metadata'
/** What metadata agents give to guests; Nova takes 65,535 characters of Base64. */
const MOST_USER_DATA = 49_151
/** Ids of projects and instances that can be names of files. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** Whether guests of the host are answered at the metadata address. */
export const hasMetadata = ({ agents }: Pick<LabHost, 'agents'>): boolean =>
  agents.some(({ role }) => role.name === METADATA)

/** A folder for each project, with a file for each VM that has user data, by the `device_id` of its port. */
export const userDataDirectory = ({ directory }: Pick<LabState, 'directory'>): string => join(directory, 'user-data')

/** @throws {Failure} for a file that cannot be read, and a lab that would not answer with it */
export async function readUserData(state: Pick<LabState, 'hosts'>, file: string): Promise<Buffer> {
  if (!state.hosts.some(hasMetadata)) {
    const remedy = 'build the lab with `netloom lab up --role l2,dhcp,metadata`'
    throw new Failure(`--user-data ${file}: no host of the lab answers guests; ${remedy}`, 'usage')
  }
  let content: Buffer
  try {
    content = await readFile(file)
  } catch (error) {
    throw new Failure(`--user-data ${file}: ${error instanceof Error ? error.message : String(error)}`, 'usage')
  }
  if (content.length > MOST_USER_DATA)
    throw new Failure(
      `--user-data ${file}: ${String(content.length)} bytes are more than guests get; give it at most ${String(MOST_USER_DATA)}`,
      'usage',
    )
  return content
}

type Owned = Pick<ApiPort, 'project_id' | 'device_id'>

const isNamed = ({ project_id, device_id }: Owned): boolean => NAME.test(project_id) && NAME.test(device_id)
const fileOf = (state: Pick<LabState, 'directory'>, { project_id, device_id }: Owned): string =>
  join(userDataDirectory(state), project_id, device_id)

export async function writeUserData(state: Pick<LabState, 'directory'>, port: Owned, content: Buffer): Promise<void> {
  if (!isNamed(port)) {
    const names = `project_id "${port.project_id}" and device_id "${port.device_id}"`
    throw new Failure(`--user-data: the port's ${names} are no names for a folder and a file; give it others`, 'usage')
  }
  const file = fileOf(state, port)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content, { mode: 0o600 })
}

export const removeUserData = (state: Pick<LabState, 'directory'>, port: Owned): Promise<void> =>
  isNamed(port) ? rm(fileOf(state, port), { force: true }) : Promise.resolve()
