import type { DeviceKind, HostAccess } from '@netloom/core'
import { METADATA_ADDRESS_6 } from '@netloom/core/kit'
import {
  applyEach,
  hasIpv6,
  serviceProcessKind,
  type FoundServedProcess,
  type ServiceProcesses,
} from '@netloom/dataplane/service'
import { PROXY_CONFIG, withoutIpv6 } from '../render/proxy-config.ts'
import type { MetadataProxyState } from '../render/states.ts'

/** Metadata proxies of networks: processes whose file says less where the link can have no address of IPv6. */
export function metadataProxyKind(processes: ServiceProcesses): DeviceKind<MetadataProxyState> {
  const base = serviceProcessKind(processes, { kind: 'metadata-proxy', order: 43 })
  return {
    ...base,
    equal: (a, b) => base.equal(b.withoutIpv6 === true ? onIpv4(a) : a, b),
    read: async (host, scope) =>
      Promise.all((await processes.read(host, scope)).map((found) => foundState(found, host))),
    apply: (steps, host) =>
      applyEach(steps, ({ op, state }) => (op === 'remove' ? processes.remove(state) : run(state, host, processes))),
  }
}

const onIpv4 = (state: MetadataProxyState): MetadataProxyState => ({
  ...state,
  files: { [PROXY_CONFIG]: withoutIpv6(state.files[PROXY_CONFIG] ?? '', state.interface) },
})

async function foundState(found: FoundServedProcess, host: HostAccess): Promise<MetadataProxyState> {
  const config = found.files[PROXY_CONFIG] ?? ''
  const device = / interface (\S+)$/m.exec(config)?.[1] ?? ''
  const listens6 = config.includes(`bind ${METADATA_ADDRESS_6}:`)
  const lacksIpv6 = device !== '' && !listens6 && !(await hasIpv6(host, found.namespace, device))
  return { kind: 'metadata-proxy', ...found, interface: device, ...(lacksIpv6 && { withoutIpv6: true }) }
}

async function run(state: MetadataProxyState, host: HostAccess, processes: ServiceProcesses): Promise<void> {
  const fits = await hasIpv6(host, state.namespace, state.interface)
  await processes.serve(fits ? state : onIpv4(state), host)
}
