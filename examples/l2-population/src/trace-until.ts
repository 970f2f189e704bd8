import { labTrace, type ShownTrace, type TraceRequest } from 'netloom/lab'

const PATIENCE_MS = 8_000

/** Traces and sends a packet, until hosts have what makes it end so, or some seconds are over. */
export async function traceUntil(
  lab: string,
  request: TraceRequest,
  verdict: ShownTrace['verdict'],
): Promise<ShownTrace> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const shown = await labTrace(request, { lab, live: true })
    const isSo = shown.verdict === verdict && shown.live?.agrees === true && shown.problems.length === 0
    if (isSo || performance.now() > deadline) return shown
  }
}
