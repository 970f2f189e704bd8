import { join } from 'node:path'
import type { Clock, DeviceKind } from '@netloom/core'
import {
  serviceProcessKind,
  ServiceProcesses,
  type ServiceNamespaces,
  type ServiceProcessState,
  type ServiceProgram,
} from '@netloom/dataplane/service'
import { ADVERTISEMENTS } from '../render/advertisements.ts'
import { namespaceOf } from '../render/names.ts'

/** radvd processes whose files are below `directory`. Once it is no root's it cannot read its file again: it is started anew. */
const radvdProgram = (directory: string): ServiceProgram => ({
  program: 'radvd',
  directory,
  namespaceOf,
  word: (folder) => join(folder, ADVERTISEMENTS),
  files: [ADVERTISEMENTS],
})

/** Router advertisements of routers. */
export const advertiserKind = (
  directory: string,
  namespaces: ServiceNamespaces,
  clock: Clock,
): DeviceKind<ServiceProcessState> =>
  serviceProcessKind(new ServiceProcesses(radvdProgram(directory), namespaces, clock), {
    kind: 'router-advertiser',
    order: 44,
  })
