import { join } from 'node:path'
import { PUBLIC, STATE, type InitFile, type InitPlaces } from './init-file.ts'

export interface ControllerRequest {
  /** ADDRESS:PORT */
  readonly listen: string
  readonly mechanisms: readonly string[]
  /** Both or none; needed beyond loopback. */
  readonly tlsCert?: string
  readonly tlsKey?: string
}

/** What a machine needs to be the controller. Pure. */
export function controllerFiles(
  { listen, mechanisms, tlsCert, tlsKey }: ControllerRequest,
  { directory, unitDirectory, command }: InitPlaces,
): readonly InitFile[] {
  const ini = join(directory, 'controller.ini')
  const tls = tlsCert === undefined || tlsKey === undefined ? '' : ` --tls-cert ${tlsCert} --tls-key ${tlsKey}`
  return [
    { path: ini, mode: PUBLIC, text: controllerIni(mechanisms) },
    {
      path: join(unitDirectory, 'netloom-server.service'),
      mode: PUBLIC,
      text: `[Unit]
Description=netloom controller: Neutron's API and the agents' link
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=${command} server --config-file ${ini} --listen ${listen} --store ${STATE}/netloom.sqlite --token-file ${STATE}/tokens.json${tls}
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=1
StateDirectory=netloom
StateDirectoryMode=0711
UMask=0077
LimitNOFILE=32768
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
`,
    },
  ]
}

const controllerIni = (mechanisms: readonly string[]): string => `[ml2]
type_drivers = vxlan,vlan,flat
project_network_types = vxlan
mechanism_drivers = ${[...mechanisms, 'l2population'].join(',')}

[ml2_type_vxlan]
vni_ranges = 100:9999
`
