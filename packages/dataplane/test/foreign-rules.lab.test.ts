import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNamespaces, deleteNamespaces, foreignRules, judgeForeignRules, runInNamespace } from '../src/index.ts'
import { parseIptables } from '../src/nft/parse-rules.ts'

const netns = `nlt-${randomUUID().slice(0, 8)}`
beforeAll(() => addNamespaces([netns]))
afterAll(() => deleteNamespaces([netns]))

const nft = (text: string): Promise<string> => runInNamespace(netns, ['nft', '-f', '-'], { input: text })
async function found(text: string): Promise<readonly string[]> {
  await nft(`flush ruleset\n${text}\n`)
  return (await foreignRules(netns)).map(({ table, chain, deed, rule }) => `${table} ${chain} ${deed}: ${rule}`)
}

/** As dockerd 20 writes them by iptables-nft, without counters. */
const DOCKER = `
table ip nat {
  chain DOCKER {
    iifname "docker0" return
    iifname != "docker0" tcp dport 8080 dnat to 172.17.0.2:80
  }
  chain PREROUTING {
    type nat hook prerouting priority dstnat; policy accept;
    fib daddr type local jump DOCKER
  }
  chain POSTROUTING {
    type nat hook postrouting priority srcnat; policy accept;
    oifname != "docker0" ip saddr 172.17.0.0/16 masquerade
  }
}
table ip filter {
  chain DOCKER-USER {
    return
  }
  chain DOCKER-ISOLATION-STAGE-2 {
    oifname "docker0" drop
    return
  }
  chain DOCKER-ISOLATION-STAGE-1 {
    iifname "docker0" oifname != "docker0" jump DOCKER-ISOLATION-STAGE-2
    return
  }
  chain FORWARD {
    type filter hook forward priority filter; policy drop;
    counter jump DOCKER-USER
    counter jump DOCKER-ISOLATION-STAGE-1
    oifname "docker0" ct state related,established accept
    iifname "docker0" oifname != "docker0" accept
  }
}`
/** As kube-proxy in mode iptables. */
const KUBE = `
table ip nat {
  chain KUBE-SEP-A {
    ip saddr 10.0.0.4 meta mark set meta mark | 0x4000
    meta l4proto tcp dnat to 10.0.0.4:6443
  }
  chain KUBE-SVC-A {
    jump KUBE-SEP-A
  }
  chain KUBE-SERVICES {
    ip daddr 10.96.0.1 tcp dport 443 jump KUBE-SVC-A comment "default/kubernetes:https cluster IP"
  }
  chain KUBE-POSTROUTING {
    meta mark & 0x4000 != 0x4000 return
    masquerade fully-random
  }
  chain PREROUTING {
    type nat hook prerouting priority dstnat; policy accept;
    jump KUBE-SERVICES comment "kubernetes service portals"
  }
  chain POSTROUTING {
    type nat hook postrouting priority srcnat; policy accept;
    jump KUBE-POSTROUTING
  }
}
table ip filter {
  chain KUBE-FORWARD {
    ct state invalid drop
    meta mark & 0x4000 == 0x4000 accept
  }
  chain FORWARD {
    type filter hook forward priority filter; policy accept;
    jump KUBE-FORWARD
  }
}`

describe('rules of others on a host', () => {
  it.each([
    [
      "Docker's",
      DOCKER,
      [
        'ip nat PREROUTING translates: iifname != "docker0" tcp dport 8080 dnat to 172.17.0.2:80',
        'ip nat POSTROUTING translates: oifname != "docker0" ip saddr 172.17.0.0/16 masquerade',
        'ip filter FORWARD drops: policy drop',
      ],
    ],
    [
      "kube-proxy's",
      KUBE,
      [
        'ip nat PREROUTING translates: meta l4proto 6 dnat to 10.0.0.4:6443',
        'ip nat POSTROUTING translates: masquerade fully-random',
        'ip filter FORWARD drops: ct state 0x1 drop',
      ],
    ],
    [
      'that drop in the family of bridges',
      'table bridge x {\nchain f {\ntype filter hook forward priority -300; policy drop;\n}\n}',
      ['bridge x f drops: policy drop'],
    ],
    [
      'that drop by a map, before ours',
      'table inet x {\nchain f {\ntype filter hook prerouting priority -200;\ntcp dport vmap { 22 : drop, 80 : accept }\n}\n}',
      ['inet x f drops: tcp dport vmap { 22 : drop, 80 : accept }'],
    ],
    [
      'that keep packets from being tracked',
      'table inet raw {\nchain p {\ntype filter hook prerouting priority raw;\nudp dport 53 notrack\n}\n}',
      ['inet raw p does not track: udp dport 53 notrack'],
    ],
  ])('%s are found', async (_, text, expected) => {
    expect(await found(text)).toEqual(expected)
  })

  it.each([
    [
      'for what the host itself sends and gets',
      'table inet x {\nchain i {\ntype filter hook input priority 0; policy drop;\n}\n}',
    ],
    ['that nothing is in', 'table ip nat {\nchain PREROUTING {\ntype nat hook prerouting priority -100;\n}\n}'],
    [
      'of other devices',
      'table ip x {\nchain f {\ntype filter hook forward priority 0;\noifname "docker0" drop\niifname { "a", "b" } drop\n}\n}',
    ],
    ['of netloom', 'table inet netloom.a {\nchain f {\ntype filter hook forward priority 0;\ndrop\n}\n}'],
    ['that no base chain leads to', 'table ip x {\nchain f {\ndrop\n}\n}'],
  ])('are not told about that are %s', async (_, text) => {
    expect(await found(text)).toEqual([])
  })

  it('are told about no more once what is advised is done', async () => {
    await found(DOCKER)
    for (const { fix } of await foreignRules(netns)) await runInNamespace(netns, ['sh', '-ec', fix])
    expect(await foreignRules(netns)).toEqual([])
    // Where Docker wants it.
    await nft(`flush ruleset\n${DOCKER}\ninsert rule ip filter DOCKER-USER iifname "brq*" accept\n`)
    expect((await foreignRules(netns)).map(({ chain }) => chain)).not.toContain('FORWARD')
  })

  it("are found in the kernel's older tables", () => {
    const saved = `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
-A FORWARD -o docker0 -m comment --comment "no drop" -j DROP
COMMIT
`
    const judged = judgeForeignRules(parseIptables(saved, 'ip', 'iptables-legacy'))
    expect(judged.map(({ table, chain, deed }) => `${table} ${chain} ${deed}`)).toEqual([
      'legacy ip nat PREROUTING translates',
      'legacy ip nat POSTROUTING translates',
      'legacy ip filter FORWARD drops',
    ])
    expect(judged[2]!.fix).toBe('iptables-legacy -t filter -I FORWARD -i brq+ -j ACCEPT')
    const passing = saved.replace('-A FORWARD', '-A FORWARD -i brq+ -j ACCEPT\n-A FORWARD')
    expect(judgeForeignRules(parseIptables(passing, 'ip', 'iptables-legacy'))).toHaveLength(2)
  })

  it.each([
    ['IPv4', 'iptables-legacy', 'ip', '172.17.0.0/16', '172.17.0.2:80'],
    ['IPv6', 'ip6tables-legacy', 'ip6', 'fd00:17::/64', '[fd00:17::2]:80'],
  ] as const)(
    "are found in the kernel's older tables of %s as iptables has written them, and no more once what is advised is done",
    async (_, tool, family, source, target) => {
      await nft('flush ruleset')
      const legacy = (line: string): Promise<string> => runInNamespace(netns, [tool, ...line.split(' ')])
      const told = async (): Promise<readonly string[]> =>
        (await foreignRules(netns)).map(({ table, chain, deed, rule }) => `${table} ${chain} ${deed}: ${rule}`)
      for (const line of [
        '-t nat -N DOCKER',
        '-t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
        `-t nat -A POSTROUTING -s ${source} ! -o docker0 -m comment --comment containers -j MASQUERADE`,
        '-t nat -A DOCKER -i docker0 -j RETURN',
        `-t nat -A DOCKER ! -i docker0 -p tcp --dport 8080 -j DNAT --to-destination ${target}`,
        '-P FORWARD DROP',
        '-P INPUT DROP',
        '-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '-A FORWARD -p tcp --dport 22 -j REJECT',
        '-t raw -A PREROUTING -p udp --dport 53 -j CT --notrack',
        '-t mangle -A FORWARD -i eth9 -j DROP',
      ])
        await legacy(line)
      const found = await told()
      expect(found.map((text) => text.split(':')[0])).toEqual(
        expect.arrayContaining([
          `legacy ${family} nat PREROUTING translates`,
          `legacy ${family} nat POSTROUTING translates`,
          `legacy ${family} filter FORWARD drops`,
          `legacy ${family} raw PREROUTING does not track`,
        ]),
      )
      expect(found).toHaveLength(4)
      expect(found.join()).toContain('policy drop')
      for (const { fix } of await foreignRules(netns)) await runInNamespace(netns, ['sh', '-ec', fix])
      expect(await told()).toEqual([])
      for (const table of ['nat', 'filter', 'raw', 'mangle']) await legacy(`-t ${table} -F`)
      await legacy('-P FORWARD ACCEPT')
    },
  )

  it.each([
    ['nft', 'nft add table ip nat; nft add chain ip nat POSTROUTING { type nat hook postrouting priority 100 \\; }'],
    [
      'nft, in PREROUTING',
      'nft add table ip nat; nft add chain ip nat PREROUTING { type nat hook prerouting priority -100 \\; }',
    ],
    ['iptables-legacy', 'true'],
  ])('translate no packet of our bridges any more once what is advised is done: %s', async (tool, made) => {
    const [one, two] = [`${netns}-1`, `${netns}-2`]
    const sh = (command: string): Promise<string> => runInNamespace(netns, ['sh', '-ec', command])
    await addNamespaces([one, two])
    try {
      await sh('ip link add brqx type bridge nf_call_iptables 1; ip link set brqx up')
      for (const [at, guest] of [one, two].entries()) {
        const n = String(at + 1)
        await sh(`ip link add tap${n} master brqx type veth peer name eth0 netns ${guest}; ip link set tap${n} up`)
        await runInNamespace(guest, ['sh', '-ec', `ip addr add 10.0.0.${n}/24 dev eth0; ip link set eth0 up`])
      }
      const pings = (): Promise<boolean> =>
        runInNamespace(one, ['ping', '-c', '1', '-W', '1', '10.0.0.2']).then(
          () => true,
          () => false,
        )
      await nft('flush ruleset')
      expect(await pings()).toBe(true)
      await sh(made)
      const rule = tool.endsWith('PREROUTING')
        ? 'nft add rule ip nat PREROUTING ip daddr 10.0.0.2 dnat to 10.0.0.99'
        : tool === 'nft'
          ? 'nft add rule ip nat POSTROUTING ip daddr 10.0.0.2 snat to 10.0.0.99'
          : 'iptables-legacy -t nat -A POSTROUTING -d 10.0.0.2 -j SNAT --to-source 10.0.0.99'
      await sh(rule)
      expect(await pings()).toBe(false)
      for (const { fix } of await foreignRules(netns)) await sh(fix)
      expect(await foreignRules(netns)).toEqual([])
      expect(await pings()).toBe(true)
    } finally {
      await sh('ip link del brqx; iptables-legacy -t nat -F; nft flush ruleset').catch(() => undefined)
      await deleteNamespaces([one, two])
    }
  })
})
