import type { AgentFrame, Channel, ControllerFrame, LinkIdentity } from '@netloom/core/wire'
import { AgentSession } from './agent-session.ts'
import { HostClaims } from './host-claims.ts'
import type { SessionOptions } from './session-options.ts'

/** All agents connected to this controller. */
export class AgentSessions {
  private readonly sessions = new Set<AgentSession>()
  private readonly byAgent = new Map<string, AgentSession>()
  private readonly hosts = new HostClaims()

  constructor(private readonly options: SessionOptions) {}

  get size(): number {
    return this.sessions.size
  }

  /** Serves one agent until its channel closes. */
  serve(channel: Channel<ControllerFrame, AgentFrame>, identity: LinkIdentity = {}): void {
    const session: AgentSession = new AgentSession(
      channel,
      this.options,
      (agentId) => {
        this.greeted(agentId, session)
      },
      () => {
        this.forget(session)
      },
      identity,
      (host) => this.hosts.claim(session, host, identity.address),
    )
    this.sessions.add(session)
  }

  closeAll(reason = 'the controller stops'): void {
    for (const session of this.sessions) session.close(reason)
  }

  /** An agent that comes back has left its old connection, even if TCP does not know it yet. */
  private greeted(agentId: string, session: AgentSession): void {
    const earlier = this.byAgent.get(agentId)
    this.byAgent.set(agentId, session)
    if (earlier !== undefined && earlier !== session) earlier.close('the agent connected again')
  }

  private forget(session: AgentSession): void {
    this.sessions.delete(session)
    this.hosts.release(session)
    const { agentId } = session
    if (agentId !== undefined && this.byAgent.get(agentId) === session) this.byAgent.delete(agentId)
  }
}
