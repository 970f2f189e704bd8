import { type Clock, type Logger, silentLogger, systemClock } from '@netloom/core'
import {
  AddressAnnouncer,
  chooseAccount,
  namespaceKind,
  namespacePortKind,
  namespaceRouteKind,
  ServiceNamespaces,
  ServiceProcesses,
} from '@netloom/dataplane/service'
import type { LoadBalancerDriver } from '@netloom/lbaas'
import { type CertificateStore, LocalCertificateStore } from '../certificates/certificate-store.ts'
import { CERTIFICATES_PATH, type HaproxyOptions } from '../render/haproxy-options.ts'
import { renderLoadBalancer } from '../render/render-load-balancer.ts'
import { BalancerStatuses } from './balancer-statuses.ts'
import { haproxyKind } from './haproxy-kind.ts'
import { haproxyProgram } from './haproxy-program.ts'
import { HaproxyWork } from './haproxy-work.ts'
import { SERVICE_NAMES } from './service-names.ts'

export interface HaproxyDriverOptions extends HaproxyOptions {
  /** Where listeners' certificates come from. Default: the folder `certificates`. */
  readonly store?: CertificateStore
  readonly clock?: Clock
  /** Told whom haproxy runs as. */
  readonly logger?: Logger
}

/** Load balancers by haproxy, a process and a namespace for each. Neutron: `device_driver = …haproxy.namespace_driver.HaproxyNSDriver`. */
export function haproxyDriver({
  clock = systemClock,
  logger = silentLogger,
  store,
  ...given
}: HaproxyDriverOptions): LoadBalancerDriver {
  const options: HaproxyOptions = { ...given, ...account(given, logger) }
  const namespaces = new ServiceNamespaces(SERVICE_NAMES)
  const announcer = new AddressAnnouncer(clock)
  const processes = new ServiceProcesses(haproxyProgram(options.directory), namespaces, clock)
  const statuses = new BalancerStatuses()
  const certificates = store ?? new LocalCertificateStore(options.certificates ?? CERTIFICATES_PATH)
  const work = new HaproxyWork({ processes, statuses, store: certificates, clock })
  const ports = {
    ...namespacePortKind(namespaces, announcer),
    close: () => {
      announcer.stop()
      return Promise.resolve()
    },
  }
  return {
    name: 'haproxy',
    kinds: [namespaceKind(namespaces), ports, namespaceRouteKind(namespaces), haproxyKind(processes, work)],
    loadBalancer: (balancer) => renderLoadBalancer(balancer, options),
    status: (loadBalancerId, id) => statuses.status(loadBalancerId, id),
    watch: (news) => statuses.watch(news),
  }
}

/** Debian's package makes the first; every host has the second. */
const USERS = ['haproxy', 'nobody']

/** haproxy opens its files and sockets as root, and gives that up before it serves anybody. */
function account({ user, group }: HaproxyOptions, logger: Logger): Pick<HaproxyOptions, 'user' | 'group'> {
  if (user !== undefined) return { user, ...(group !== undefined && { group }) }
  const chosen = chooseAccount(
    { program: 'haproxy', users: USERS, obstacle: () => undefined, remedy: '[haproxy] user' },
    logger,
  )
  return chosen.uid === 0 ? {} : { user: chosen.user, group: group ?? chosen.group }
}
