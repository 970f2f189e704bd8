import type { RoleView } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import type {
  ConntrackHelperItem,
  FloatingIpItem,
  PortForwardingItem,
  RouterInterfaceItem,
  RouterItem,
} from '../wire/router-items.ts'
import { ROUTER_KEY } from '../wire/router-topics.ts'

/** An item behind which an object stands that reports for itself. */
export type SingleItem =
  | { readonly kind: 'floating-ip'; readonly id: string; readonly body: FloatingIpItem }
  | { readonly kind: 'port-forwarding'; readonly id: string; readonly body: PortForwardingItem }

const SINGLE = /^(floating-ip|port-forwarding)\/(.+)$/

/** Whether the key is of an item that is rendered by itself. */
export const isSingle = (key: string): boolean => SINGLE.test(key)

/** Floating IP that an item is of: it is what the controller waits for. */
export const floatingIpOf = ({ kind, id, body }: SingleItem): string =>
  kind === 'floating-ip' ? id : body.floatingIpId

/** What a router's topic says, with what this version could not read as it was before. */
export class RouterItems {
  private readonly bodies = new Map<string, unknown>()

  constructor(
    private readonly view: RoleView,
    readonly topic: Topic,
  ) {}

  /** undefined = there is none, or none that could ever be read. */
  router(): RouterItem | undefined {
    return this.body(ROUTER_KEY) as RouterItem | undefined
  }

  /** Whether the controller has said something that cannot be read, and never was. */
  get isUnreadable(): boolean {
    return this.view.item(this.topic, ROUTER_KEY) !== undefined && this.router() === undefined
  }

  revision(key: string): number {
    return this.view.item(this.topic, key)?.revision ?? 0
  }

  interfaces(): readonly RouterInterfaceItem[] {
    return this.bodiesOf('interface/') as readonly RouterInterfaceItem[]
  }

  helpers(): readonly ConntrackHelperItem[] {
    return this.bodiesOf('conntrack-helper/') as readonly ConntrackHelperItem[]
  }

  singleKeys(): readonly string[] {
    return this.keys().filter(isSingle)
  }

  single(key: string): SingleItem | undefined {
    const [, kind, id = ''] = SINGLE.exec(key) ?? []
    const body = this.body(key)
    if (kind === undefined || body === undefined) return undefined
    return { kind, id, body } as SingleItem
  }

  private bodiesOf(prefix: string): readonly unknown[] {
    return this.keys()
      .filter((key) => key.startsWith(prefix))
      .map((key) => this.body(key))
      .filter((body) => body !== undefined)
  }

  private keys(): readonly string[] {
    return this.view.keys(this.topic)
  }

  private body(key: string): unknown {
    const item = this.view.item(this.topic, key)
    if (item === undefined) this.bodies.delete(key)
    else if (item.body !== undefined && item.body !== null) this.bodies.set(key, item.body)
    return this.bodies.get(key)
  }
}
