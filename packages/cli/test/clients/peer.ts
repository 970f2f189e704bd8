import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A Neutron API that the clients are pointed at. */
export interface Peer {
  readonly url: string
  readonly token: string
  close(): Promise<void>
}

const BIN = fileURLToPath(new URL('../../bin/netloom.mjs', import.meta.url))
const INI = `[ml2]
type_drivers = local,flat,vxlan
project_network_types = vxlan
mechanism_drivers = linuxbridge,l2population
extension_drivers =

[ml2_type_flat]
flat_networks = physnet1

[ml2_type_vxlan]
vni_ranges = 1:20000
`

/**
 * A controller of our own, started as users start it. `NEUTRON_URL=http://127.0.0.1:9696` names another server instead, to hold
 * the same expectations against: OpenStack Neutron 21 with auth_strategy = noauth, all service plugins and the options above.
 * `plugins` = services that have to be named.
 */
export async function startPeer(plugins: readonly string[] = []): Promise<Peer> {
  const reference = process.env['NEUTRON_URL']
  if (reference !== undefined) return { url: reference, token: 'any', close: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'netloom-clients-'))
  const ini = join(folder, 'ml2_conf.ini')
  await writeFile(ini, plugins.length === 0 ? INI : `[DEFAULT]\nservice_plugins = ${plugins.join(',')}\n\n${INI}`)
  const tokenFile = join(folder, 'tokens.json')
  const child = spawn(
    process.execPath,
    [BIN, 'server', '--config-file', ini, '--listen', '127.0.0.1:0', '--store', join(folder, 'store.sqlite')].concat(
      '--token-file',
      tokenFile,
    ),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const gone = new Promise((resolve) => child.once('close', resolve))
  const said: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line)
    const url = /"url":"(http:[^"]+)","store"/.exec(line)?.[1]
    if (url === undefined) continue
    return {
      url,
      token: (await readFile(`${tokenFile}.admin`, 'utf8')).trim(),
      close: async () => {
        child.kill()
        await gone
        await rm(folder, { recursive: true })
      },
    }
  }
  throw new Error(`the controller ended: ${said.join('\n')}`)
}
