import { describe, expect, it } from 'vitest'
import { cookieOf, isOurCookie } from '../src/agent/openflow/flow-cookie.ts'
import { actionsText, flowText } from '../src/agent/openflow/flow-text.ts'
import { decodeActions, encodeActions } from '../src/agent/openflow/action-codec.ts'
import { checkHello, OpenFlowVersionError } from '../src/agent/openflow/hello.ts'
import { decodeFields, encodeFields } from '../src/agent/openflow/match-codec.ts'
import { MessageSplitter } from '../src/agent/openflow/message-splitter.ts'
import { decodeError } from '../src/agent/openflow/open-flow-error.ts'
import { encodeMessage } from '../src/agent/openflow/protocol.ts'
import type { ResolvedAction, ResolvedMatch } from '../src/agent/openflow/resolved-flow.ts'

const hex = (bytes: Buffer): string => bytes.toString('hex')
const bytes = (text: string): Buffer => Buffer.from(text, 'hex')

/** Recorded from Open vSwitch 3.1, which had been told the flows by `ovs-ofctl`. */
const RECORDED_MATCHES: readonly (readonly [string, ResolvedMatch])[] = [
  ['8000000400000007', { inPort: 7 }],
  ['8000070c010000000000010000000000', { ethDst: '01:00:00:00:00:00/01:00:00:00:00:00' }],
  ['80004c080000000000000065', { tunnelId: 101 }],
  ['80000a02080680000c02100580002e040a000003', { ethType: 0x0806, vlan: 5, arpTpa: '10.0.0.3' }],
  ['800000040000000180000c0213ec', { inPort: 1, vlan: 1004 }],
  ['80000c020000', { vlan: 'none' }],
  ['80000d0410001000', { vlan: 'tagged' }],
  ['80000a0208000001350201010001d3080000002000000030', { ethType: 0x0800, ipFrag: 'yes', ctState: '-inv+trk' }],
  ['00010004000012340001020400000005', { reg0: 0x1234, reg1: 5 }],
  ['00010f080000000100000011', { reg7: '0x1/0x11' }],
]
const LEARN =
  'ffff00600000232000100000012c000100000000000000000000140000000000000c000008020000000008020000003000000406000000000206' +
  '000028100000000008020000084000012008000000012008000010100000000200000000'
const RECORDED_ACTIONS: readonly (readonly [string, readonly ResolvedAction[]])[] = [
  [
    'ffff0018000023200007001f00010a040000000000000007ffff0018000023200007020000010e040000000000000001',
    [
      { type: 'load', field: 'reg5', value: 7 },
      { type: 'load', field: 'reg7', value: 1, at: 8, bits: 1 },
    ],
  ],
  [
    'ffff0018000023200023000300010c04000f490000000000ffff00180000232000230000000000000fff4b0000000000ffff001000002320002b000000000000',
    [
      { type: 'ct', zone: 'reg6', table: 73, commit: 'forced' },
      { type: 'ct', zone: 4_095, table: 75 },
      { type: 'ct-clear' },
    ],
  ],
  [
    'ffff00180000232000060008000000080001f80200010804001900180001e2101234567890abcdef1234567890abcdefffff001800002320000f001f00010a04ffff000000000000',
    [
      { type: 'move', from: 'ct_tp_src', to: 'reg4', at: 8, bits: 8 },
      { type: 'set-field', field: 'xxreg2', value: '0x1234567890abcdef1234567890abcdef' },
      { type: 'output-register' },
    ],
  ],
  ['ffff001000002320000efff816000000', [{ type: 'resubmit', table: 22 }]],
  [`${LEARN}0000`.padEnd(192, '0'), [{ type: 'learn-source', table: 20, priority: 1, hardTimeout: 300 }]],
  [
    '00120008000000000019001080004c0800000000000000650000001000000002000000000000000000000010000000030000000000000000',
    [
      { type: 'strip-vlan' },
      { type: 'set-field', field: 'tunnel_id', value: 101 },
      { type: 'output', port: 2 },
      { type: 'output', port: 3 },
    ],
  ],
]

describe('matches on the wire', () => {
  it.each(RECORDED_MATCHES)('%s', (wire, match) => {
    expect(hex(encodeFields(match))).toBe(wire)
    expect(decodeFields(bytes(wire))).toEqual(match)
  })

  it('are the same however they are ordered or spelled', () => {
    // Fields as Open vSwitch orders them: protocol before addresses of IPv4, behind those of IPv6.
    const v4 = encodeFields({ ethType: 0x0800, ipProto: 17, portDst: 67, ipv4Src: '10.0.0.1/32' })
    expect(encodeFields(decodeFields(bytes('80000a0208008000140111800016040a000001800020020043')))).toEqual(v4)
    const v6 = encodeFields({ ethType: 0x86dd, ipProto: 58, icmpv6Type: 135, ipv6Src: 'FE80:0::5/10' })
    const wire = `80000a0286dd80003520fe80${'0'.repeat(28)}ffc0${'0'.repeat(28)}800014013a80003a0187`
    expect(encodeFields(decodeFields(bytes(wire)))).toEqual(v6)
    expect(encodeFields({ ethSrc: 'FA:16:3E:00:00:01/ff:ff:ff:ff:ff:ff' })).toEqual(
      encodeFields({ ethSrc: 'fa:16:3e:00:00:01' }),
    )
    expect(encodeFields({ ipv4Src: '10.0.0.0/0' })).toEqual(Buffer.alloc(0))
  })

  it('keep fields that we do not know, and refuse values that do not fit', () => {
    const foreign = decodeFields(bytes(`80000004000000070000090400050fff`))
    expect(foreign).toEqual({ inPort: 7, others: ['0000090400050fff'] })
    expect(() => encodeFields({ ethDst: 'fa:16:3e' })).toThrow(TypeError)
    expect(() => encodeFields({ ethType: 65_536 })).toThrow(RangeError)
    expect(() => encodeFields({ ethType: 0x0800, portDst: 67 })).toThrow(/TCP/)
    expect(() => encodeFields({ arpTpa: 'fe80::1' })).toThrow(/no ipv4 address/)
  })
})

describe('actions on the wire', () => {
  it.each(RECORDED_ACTIONS)('%s', (wire, actions) => {
    expect(hex(encodeActions(actions))).toBe(wire)
    expect(decodeActions(bytes(wire))).toEqual(actions)
  })

  it('know a load of a whole field for a set', () => {
    expect(decodeActions(bytes('ffff0018000023200007000f00001e020000000000000002'))).toEqual([
      { type: 'set-field', field: 'arp_op', value: 2 },
    ])
  })

  it('keep what we never write as it is', () => {
    const push = '0011000881000000'
    const learnMore = LEARN.padEnd(192, '0').replace('0000140000', '0001140000')
    expect(decodeActions(bytes(push))).toEqual([{ type: 'other', bytes: push }])
    expect(decodeActions(bytes(learnMore))).toEqual([{ type: 'other', bytes: learnMore }])
    expect(hex(encodeActions(decodeActions(bytes(push + learnMore))))).toBe(push + learnMore)
  })
})

it('says flows as ovs-ofctl does', () => {
  const match = { ethType: 0x0806, vlan: { segmentId: 'red' }, arpTpa: '10.0.0.3' }
  expect(flowText({ table: 21, priority: 1, match }, 'in_port')).toBe(
    'table=21,priority=1,arp,dl_vlan=<VLAN of segment red>,arp_tpa=10.0.0.3,actions=in_port',
  )
  expect(actionsText([])).toBe('drop')
})

describe('cookies', () => {
  const flow = { bridge: 'br-int', table: 0, priority: 1, match: { inPort: 'a', ethSrc: 'fa:16:3e:00:00:0A' } }

  it('bear our mark, say what a flow is, and not how it is spelled', () => {
    const cookie = cookieOf('flow', flow)
    expect(isOurCookie(cookie)).toBe(true)
    expect(cookie >> 48n).toBe(0x6e6cn)
    expect(cookieOf('flow', { ...flow, match: { ethSrc: 'fa:16:3e:00:00:0a', inPort: 'a' } })).toBe(cookie)
  })

  it('differ with everything that makes a flow another', () => {
    const others = [
      { ...flow, bridge: 'br-tun' },
      { ...flow, table: 1 },
      { ...flow, priority: 2 },
      { ...flow, match: { ...flow.match, inPort: 'b' } },
      { ...flow, match: { ...flow.match, vlan: 5 } },
      { ...flow, match: { ...flow.match, vlan: { segmentId: '5' } } },
      { ...flow, match: { ...flow.match, vlan: 'none' as const } },
    ]
    const cookies = [flow, ...others].flatMap((one) => [cookieOf('flow', one), cookieOf('flood', one)])
    expect(new Set(cookies).size).toBe(16)
    expect(cookies.every(isOurCookie)).toBe(true)
  })
})

describe('the stream', () => {
  it('is cut into messages wherever it is broken', () => {
    const sent = [
      encodeMessage(2, 1, Buffer.from('ab')),
      encodeMessage(20, 2, Buffer.alloc(0)),
      encodeMessage(2, 3, Buffer.alloc(600, 7)),
    ]
    const stream = Buffer.concat(sent)
    for (const size of [1, 7, 8, 9, 4_096, stream.length]) {
      const splitter = new MessageSplitter()
      const got: string[] = []
      for (let at = 0; at < stream.length; at += size)
        for (const { type, xid, body } of splitter.push(stream.subarray(at, at + size)))
          got.push(`${String(type)} ${String(xid)} ${String(body.length)} ${String(body[0])}`)
      expect(got).toEqual(['2 1 2 97', '20 2 0 undefined', '2 3 600 7'])
    }
  })

  it('is refused when it is no OpenFlow 1.4', () => {
    expect(() => new MessageSplitter().push(bytes('0502000400000001'))).toThrow(/no OpenFlow/)
    expect(() => new MessageSplitter().push(bytes('0402000800000001'))).toThrow(/wire version 4/)
  })

  it('begins with a version that both speak', () => {
    expect(() => {
      checkHello(6, Buffer.alloc(0))
      checkHello(6, bytes('0001000800000062'))
    }).not.toThrow()
    expect(() => {
      checkHello(4, Buffer.alloc(0))
    }).toThrow(OpenFlowVersionError)
    expect(() => {
      checkHello(6, bytes('0001000800000012'))
    }).toThrow('offers OpenFlow 1.0, 1.3 but not 1.4; add OpenFlow14')
  })

  it('brings errors in words', () => {
    expect(decodeError(bytes('00050001')).message).toBe('flow mod failed: the table is full (type 5, code 1)')
    expect(decodeError(bytes('00040009')).message).toContain('a field lacks those it depends on')
    expect(decodeError(bytes('00630007')).message).toBe('error of type 99: code 7')
  })
})
