import type { FrameInjector } from './frame-injector.ts'

/** What the check of a table needs of the two ends. */
export type FrameEnd = Pick<FrameInjector, 'send' | 'heard' | 'until'>

/**
 * Resolves when all that `from` has sent is through what stands before `to`, or dropped there: two marks, which must pass, have
 * come, the second sent when the first was there. One is not enough: Open vSwitch in user space takes what waits at a port as
 * one batch, and sends what it asks its tables about at once, but what matches a flow it has only at the batch's end. So a mark
 * that is the first of its kind overtakes all that it shares a batch with; a mark that is sent later shares none with them.
 */
export async function untilThrough(from: FrameEnd, to: FrameEnd, mark: (text: string) => Buffer): Promise<void> {
  for (const text of ['first mark', 'second mark']) {
    from.send(mark(text))
    await to.until(mark(text).toString('hex'))
  }
}
