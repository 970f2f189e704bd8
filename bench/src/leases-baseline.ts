import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BatchPipe, addNamespaces, deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import { netnsPrefix, temporaryFolder } from './scratch.ts'

/** A client that asks once a second, says nothing and ends with its lease. */
export const CLIENT = ['udhcpc', '-n', '-q', '-f', '-t', '10', '-T', '1', '-s', '/bin/true'] as const

export interface LeasesBaseline {
  /** Milliseconds from the line of one more client until it has its lease. */
  lease(): Promise<number>
  close(): Promise<void>
}

/** A bridge with a dnsmasq that reads a hosts file: what anybody would do with the tools alone. */
export async function leasesBaseline(): Promise<LeasesBaseline> {
  const netns = `${netnsPrefix(process.pid)}hand`
  const folder = temporaryFolder()
  const [hosts, pidFile] = [join(folder, 'hosts'), join(folder, 'pid')]
  await addNamespaces([netns])
  const pipe = new BatchPipe({ tool: 'ip', netns })
  await pipe.run([
    'link add br0 type bridge forward_delay 0',
    'addr add 10.0.0.1/16 dev br0',
    'link set br0 up',
    'link set lo up',
  ])
  await writeFile(hosts, '')
  const quiet = ['--conf-file=/dev/null', '--no-hosts', '--no-resolv', '--user=root', '--bind-dynamic']
  const files = [`--pid-file=${pidFile}`, `--dhcp-leasefile=${join(folder, 'leases')}`, `--dhcp-hostsfile=${hosts}`]
  const served = ['--interface=br0', '--except-interface=lo', '--dhcp-range=10.0.0.0,static,255.255.0.0,3600s']
  await runInNamespace(netns, ['dnsmasq', ...quiet, ...files, ...served])
  const pid = Number(await readFile(pidFile, 'utf8'))
  if (!(pid > 1)) throw new Error(`${pidFile} does not say who dnsmasq is`)
  let count = 0
  return {
    lease: async () => {
      count += 1
      const low = count.toString(16).padStart(2, '0')
      const [tap, inner, mac] = [`tap${low}`, `x${low}`, `fa:16:3e:aa:00:${low}`]
      const start = performance.now()
      await appendFile(hosts, `${mac},10.0.1.${String(count)}\n`)
      process.kill(pid, 'SIGHUP')
      await pipe.run([
        `link add ${tap} type veth peer name ${inner} address ${mac}`,
        `link set ${tap} master br0 up`,
        `link set ${inner} up`,
      ])
      await runInNamespace(netns, [...CLIENT, '-i', inner])
      return performance.now() - start
    },
    close: async () => {
      await pipe.close()
      process.kill(pid, 'SIGTERM')
      await deleteNamespaces([netns])
    },
  }
}
