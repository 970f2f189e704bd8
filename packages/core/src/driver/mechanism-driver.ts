import type { BindingContext, BindingDecision, NetworkContext, PortContext, SubnetContext } from './contexts.ts'
import type { QosRuleSupport, QosRuleType } from '../model/qos-rule.ts'
import type { Transaction } from '../store/store.ts'

type Precommit<C> = (context: C, tx: Transaction) => Promise<void>
type Postcommit<C> = (context: C, signal: AbortSignal) => Promise<void>

/**
 * Realises networks and ports on one kind of switch. Absent hooks are skipped; without `bindPort` the driver is never
 * asked to bind (population, loggers). Creates and updates call drivers in configured order, deletes in reverse.
 *
 * `…Precommit` runs inside the transaction: no I/O beside `tx`; the first throw stops the chain and rolls all back, and so does
 * the end of its two seconds, after which its `tx` writes nothing any more.
 * `…Postcommit` runs after the commit, for at most thirty seconds; its signal is aborted then, and when the controller closes. A throw in create deletes the new resource again; in update the other drivers are
 * still called and the errors raised together; in delete it is logged only.
 */
export interface MechanismDriver {
  readonly name: string
  /** `l2`, `l3` or `legacy`; a port without addresses binds only through `l2`. Default `legacy`. */
  readonly connectivity?: 'l2' | 'l3' | 'legacy'
  /** `binding:vnic_type` values it accepts. Default `normal`. */
  readonly supportedVnicTypes?: readonly string[]
  /**
   * Type of the agents that realise its bindings. Provisioning blocks wait for them, they alone are told of the ports that it
   * binds, and what agents of other types on the same host report of those ports is ignored. Absent = it has no agent: a
   * port is what the driver says when it binds it (`status`), or what the host application reports; agents are not heard.
   */
  readonly agentType?: string
  /**
   * Types of QoS rules that it realises on ports it binds, with the values it can do. Absent = it has no QoS. As soon as one
   * driver declares any, policies with rules that no driver of a port or network supports are refused for it (409).
   */
  readonly supportedQosRules?: Readonly<Partial<Record<QosRuleType, QosRuleSupport>>>
  /** A port it has bound may become, or stop being, the parent of a trunk. Default false: only unbound ports may. */
  readonly trunksBoundPorts?: boolean
  /** In configured order, after the type drivers. A throw aborts the start. */
  initialize?(): Promise<void>
  close?(): Promise<void>

  createNetworkPrecommit?: Precommit<NetworkContext>
  createNetworkPostcommit?: Postcommit<NetworkContext>
  updateNetworkPrecommit?: Precommit<NetworkContext>
  updateNetworkPostcommit?: Postcommit<NetworkContext>
  deleteNetworkPrecommit?: Precommit<NetworkContext>
  deleteNetworkPostcommit?: Postcommit<NetworkContext>

  createSubnetPrecommit?: Precommit<SubnetContext>
  createSubnetPostcommit?: Postcommit<SubnetContext>
  updateSubnetPrecommit?: Precommit<SubnetContext>
  updateSubnetPostcommit?: Postcommit<SubnetContext>
  deleteSubnetPrecommit?: Precommit<SubnetContext>
  deleteSubnetPostcommit?: Postcommit<SubnetContext>

  createPortPrecommit?: Precommit<PortContext>
  createPortPostcommit?: Postcommit<PortContext>
  /** Also called when a port's status or binding changes, and for the ACTIVE ports of a host whose tunnel address or types change. */
  updatePortPrecommit?: Precommit<PortContext>
  updatePortPostcommit?: Postcommit<PortContext>
  deletePortPrecommit?: Precommit<PortContext>
  deletePortPostcommit?: Postcommit<PortContext>

  /** Decides without side effects; undefined hands the port to the next driver, a throw counts as "cannot bind". */
  bindPort?(context: BindingContext): BindingDecision | undefined
}
