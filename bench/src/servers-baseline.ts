import { join } from 'node:path'
import { addNamespaces, deleteNamespaces } from '@netloom/dataplane'
import { execa } from 'execa'
import { range } from './population.ts'
import { netnsPrefix, temporaryFolder, timed } from './scratch.ts'

/** Set up at the same time, as many as an agent does. */
const AT_ONCE = 8

/**
 * Milliseconds that `count` namespaces, pairs and dnsmasq processes take with nothing but the tools: two batches of `ip` in
 * all, then one batch and one process for each namespace. Everything is gone afterwards.
 */
export async function serversBaseline(count: number): Promise<number> {
  const host = `${netnsPrefix(process.pid)}raw`
  const folder = temporaryFolder()
  const names = range(count).map((index) => `${host}-${String(index)}`)
  const pids = names.map((name) => join(folder, `${name}.pid`))
  await addNamespaces([host])
  try {
    return await timed(async () => {
      await execa('ip', ['-batch', '-'], { input: lines(names.map((name) => `netns add ${name}`)) })
      const pairs = names.flatMap((name, index) => [
        `link add tap${String(index)} type veth peer name ns0 netns ${name}`,
        `link set tap${String(index)} up`,
      ])
      await execa('ip', ['-n', host, '-batch', '-'], { input: lines(pairs) })
      const queue = [...names.keys()]
      const work = async (): Promise<void> => {
        for (let index = queue.shift(); index !== undefined; index = queue.shift())
          await server(names[index] ?? '', pids[index] ?? '')
      }
      await Promise.all(range(AT_ONCE).map(work))
    })
  } finally {
    await Promise.all(pids.map((file) => execa('pkill', ['--pidfile', file], { reject: false })))
    await deleteNamespaces([...names, host])
  }
}

async function server(netns: string, pidFile: string): Promise<void> {
  const inner = ['link set lo up', 'addr add 10.0.0.2/16 dev ns0', 'link set ns0 up']
  await execa('ip', ['-n', netns, '-batch', '-'], { input: lines(inner) })
  const files = [`--pid-file=${pidFile}`, `--dhcp-leasefile=${pidFile}.leases`]
  const quiet = ['--conf-file=/dev/null', '--no-hosts', '--no-resolv', '--user=root']
  const where = ['--bind-dynamic', '--interface=ns0', '--except-interface=lo']
  const range4 = '--dhcp-range=10.0.0.0,static,255.255.0.0,3600s'
  await execa('nsenter', [`--net=/run/netns/${netns}`, 'dnsmasq', ...quiet, ...where, ...files, range4])
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
