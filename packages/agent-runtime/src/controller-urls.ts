import { ConfigurationError, type ConfigurationProblem } from '@netloom/core'

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/

/**
 * The token, and all that the agent is told, would cross the network in the clear, and anybody could answer for the controller.
 * @throws {ConfigurationError} for each URL of that sort, unless it `isMeant`, and for what is no URL of an agent link
 */
export function checkControllerUrls(urls: readonly string[], isMeant = false): void {
  const problems = urls.flatMap((url): readonly ConfigurationProblem[] => {
    const where = 'controller'
    const parsed = URL.canParse(url) ? new URL(url) : undefined
    if (parsed?.protocol === 'wss:') return []
    if (parsed?.protocol !== 'ws:') {
      const problem = 'is no URL of an agent link'
      return [{ where, value: url, problem, remedy: 'write for example wss://controller.example:9696/agent' }]
    }
    if (isMeant || LOOPBACK.test(parsed.hostname)) return []
    const problem = 'leads over the network in the clear, and nobody verifies who answers'
    return [{ where, value: url, problem, remedy: 'write wss://…, or say that it is meant (--insecure-controller)' }]
  })
  if (problems.length > 0) throw new ConfigurationError(problems)
}
