import { shapeProblem, type JsonShape } from './json-shape.ts'

/** Arrays and objects inside each other. A request to the API may have 32 levels, and what it says may travel inside four more. */
const DEEPEST = 64
/** A frame's length bounds the rest. */
const MOST: JsonShape = { depth: DEEPEST, members: Infinity, values: Infinity }
const PROTO = '__proto__'

/** Longest frame either end takes, bytes. What the feed has to say is sent in pieces that are far shorter. */
export const MAX_FRAME_BYTES: number = 4 * 1024 * 1024

/** What came is no frame, whatever its schema. The message never repeats what the stranger sent. */
export class UnreadableFrameError extends Error {}

/**
 * The value that one frame's text has; its shape is for a schema to judge. Depth is judged on the bytes, before anything is
 * parsed: whatever walks a value later (a schema, a logger, `JSON.stringify`) does so with the stack.
 * @throws {UnreadableFrameError}
 */
export function readFrame(bytes: Uint8Array): unknown {
  if (shapeProblem(MOST, bytes) !== undefined)
    throw new UnreadableFrameError(`nested deeper than ${String(DEEPEST)} levels`)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  // A key may be written with escapes.
  const mayHaveProto = text.includes(PROTO) || text.includes('\\u')
  try {
    return mayHaveProto ? JSON.parse(text, refuseProto) : JSON.parse(text)
  } catch (error) {
    throw error instanceof UnreadableFrameError ? error : new UnreadableFrameError('not one JSON value')
  }
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === PROTO) throw new UnreadableFrameError(`a key is called ${PROTO}`)
  return value
}
