import { join } from 'node:path'
import type { SwitchHostFile } from '@netloom/core'
import { PUBLIC, SECRET, STATE, type InitFile, type InitPlaces } from './init-file.ts'

export interface HostRequest {
  readonly host: string
  /** `wss://CONTROLLER:9696/agent` */
  readonly controller: string
  readonly mechanism: string
  /** What its package writes for a host. */
  readonly file: SwitchHostFile
  /** Of this host's agents. */
  readonly token: string
  /** Authorities that the controller is verified with. */
  readonly caFile?: string
  /** Whether it serves DHCP, too. */
  readonly dhcp: boolean
}

/** What a machine needs to be a host: an agent for its switch and, where wanted, one for DHCP. Pure. */
export function hostFiles(
  request: HostRequest,
  { directory, unitDirectory, command }: InitPlaces,
): readonly InitFile[] {
  const ini = join(directory, 'agent.ini')
  const token = join(directory, 'agent.token')
  const unit = (name: string, role: string, description: string): InitFile => ({
    path: join(unitDirectory, `${name}.service`),
    mode: PUBLIC,
    text: agentUnit({
      description,
      after: request.file.after === undefined ? '' : ` ${request.file.after}`,
      start: `${command} agent --role ${role} --mechanism ${request.mechanism} --host ${request.host} --config-file ${ini} --controller ${request.controller} --state-dir ${STATE}/${role}-agent --inspection-socket /run/netloom-${role}/agent.sock`,
      runtime: `netloom-${role}`,
    }),
  })
  return [
    { path: ini, mode: PUBLIC, text: agentIni(request, token) },
    { path: token, mode: SECRET, text: `${request.token}\n` },
    unit('netloom-agent', 'l2', 'netloom layer-2 agent: wires the ports of this host'),
    ...(request.dhcp ? [unit('netloom-dhcp-agent', 'dhcp', 'netloom DHCP agent: serves addresses')] : []),
  ]
}

function agentIni({ mechanism, file, caFile }: HostRequest, token: string): string {
  return `[DEFAULT]
interface_driver = ${mechanism}
state_path = ${STATE}

${file.ini}
[netloom]
agent_token_file = ${token}
${caFile === undefined ? '' : `ca_file = ${caFile}\n`}`
}

interface AgentUnit {
  readonly description: string
  readonly after: string
  readonly start: string
  readonly runtime: string
}

// The kernel keeps what an agent made, and DHCP servers go on: only the agent itself is ended with its unit.
const agentUnit = ({ description, after, start, runtime }: AgentUnit): string => `[Unit]
Description=${description}
After=network-online.target${after}
Wants=network-online.target

[Service]
ExecStart=${start}
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
Restart=always
RestartSec=1
StateDirectory=netloom
StateDirectoryMode=0711
RuntimeDirectory=${runtime}
RuntimeDirectoryMode=0700

[Install]
WantedBy=multi-user.target
`
