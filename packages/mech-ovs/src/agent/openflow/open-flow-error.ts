/** Types of OFPT_ERROR and the codes that flows can meet (OpenFlow 1.4, 7.5.4), in words. */
const TYPES: Readonly<Record<number, readonly [name: string, codes: readonly string[]]>> = {
  0: ['hello failed', ['no version in common', 'not permitted']],
  1: [
    'bad request',
    [
      'bad version',
      'bad type',
      'bad multipart type',
      'bad experimenter',
      'bad experimenter type',
      'not permitted',
      'bad length',
      'buffer is empty',
      'unknown buffer',
      'bad table',
      'denied to a slave',
      'bad port',
      'bad packet',
      'multipart request too large',
    ],
  ],
  2: [
    'bad action',
    [
      'unknown type',
      'bad length',
      'unknown experimenter',
      'unknown experimenter type',
      'bad output port',
      'bad argument',
      'not permitted',
      'too many',
      'bad queue',
      'bad group',
      'not with this match',
      'unsupported order',
      'bad tag',
      'unknown field to set',
      'bad length of field to set',
      'bad value of field to set',
    ],
  ],
  3: [
    'bad instruction',
    [
      'unknown',
      'unsupported',
      'bad table',
      'unsupported metadata',
      'unsupported metadata mask',
      'unknown experimenter',
      'unknown experimenter type',
      'bad length',
      'not permitted',
      'duplicate',
    ],
  ],
  4: [
    'bad match',
    [
      'bad type',
      'bad length',
      'bad tag',
      'bad data link mask',
      'bad network mask',
      'bad wildcards',
      'unknown field',
      'bad value',
      'bad mask',
      'a field lacks those it depends on',
      'a field twice',
      'not permitted',
    ],
  ],
  5: [
    'flow mod failed',
    [
      'unknown',
      'the table is full',
      'bad table',
      'overlaps another flow',
      'not permitted',
      'bad timeout',
      'bad command',
      'bad flags',
      'cannot keep in step',
      'bad priority',
    ],
  ],
  13: ['multipart failed', []],
  16: ['flow monitor failed', ['unknown', 'monitor exists', 'bad flags']],
  17: [
    'bundle failed',
    [
      'unknown',
      'not permitted',
      'bad id',
      'bundle exists',
      'bundle is closed',
      'out of bundles',
      'bad type',
      'bad flags',
      'bad length of message',
      'bad xid of message',
      'unsupported message',
      'messages conflict',
      'too many messages',
      'a message failed',
      'timed out',
      'bundle in progress',
    ],
  ],
}
const EXPERIMENTER = 0xffff

/** What a switch refused, in its words. */
export class OpenFlowError extends Error {
  override readonly name = 'OpenFlowError'

  constructor(
    /** OFPET_*. */
    readonly type: number,
    /** Within `type`; of an experimenter's error its type. */
    readonly code: number,
  ) {
    super(wordsOf(type, code))
  }
}

export function decodeError(body: Buffer): OpenFlowError {
  return new OpenFlowError(body.readUInt16BE(0), body.readUInt16BE(2))
}

function wordsOf(type: number, code: number): string {
  const [name, codes] = TYPES[type] ?? [type === EXPERIMENTER ? 'Nicira error' : `error of type ${String(type)}`, []]
  const word = codes[code]
  return `${name}: ${word === undefined ? `code ${String(code)}` : `${word} (type ${String(type)}, code ${String(code)})`}`
}
