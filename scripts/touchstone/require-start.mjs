import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from '../setup/run.mjs'

const FILE = `[ml2]
type_drivers = vxlan
project_network_types = vxlan
mechanism_drivers = linuxbridge

[ml2_type_vxlan]
vni_ranges = 100:200
`

/** Starts the command's controller of `folder` and asks it for a network. */
export async function requireStart(folder) {
  const state = join(folder, 'state')
  mkdirSync(state)
  writeFileSync(join(state, 'ml2_conf.ini'), FILE)
  const args = ['server', '--config-file', 'ml2_conf.ini', '--auth', 'noauth', '--listen', '127.0.0.1:0']
  const child = spawn(process.execPath, [join(folder, 'packages/cli/dist/main.js'), ...args], { cwd: state })
  let said = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  child.stdout.on('data', (chunk) => (said += chunk))
  const ended = new Promise((resolve) => child.on('close', resolve))
  try {
    const url = await addressIn(() => said, ended)
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ network: { name: 'blue' } })
    const answer = await fetch(`${url}/v2.0/networks`, { method: 'POST', headers, body })
    if (answer.status !== 201)
      throw new SetupError(`POST /v2.0/networks: ${String(answer.status)} ${await answer.text()}`)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

async function addressIn(said, ended) {
  let over = false
  void ended.then(() => (over = true))
  const deadline = performance.now() + 30_000
  while (!over && performance.now() < deadline) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said()) ?? []
    if (url !== undefined) return url
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new SetupError(`the controller does not start\n${said()}`)
}
