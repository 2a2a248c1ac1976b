// What one resolver says of a name, and whether the name or the resolver is to blame. DNSSEC that
// does not hold is told from servers that fail; trouble that may be the resolver's own counts only
// when the same resolver answers for the root at that moment.
import type { DnsRecord, RecordType, ResolverAnswer } from '../domain/dns.ts'
import type { DnsMessage } from './dns-message.ts'
import { exchange } from './doh.ts'

const controlMsMax = 1_500
const chainMax = 16

/** Codes of RFC 8914 that say that DNSSEC does not hold. */
const bogusCodes: ReadonlySet<number> = new Set([6, 7, 8, 9, 10, 11, 12])

interface Question {
  name: string
  type: RecordType
}

/** Asks a resolver within `budgetMs`; what needs a second question takes 1.5 s more each. */
export async function askResolver(
  question: Question,
  resolver: { name: string; url: string },
  budgetMs: number,
  now: () => number,
): Promise<ResolverAnswer> {
  const begun = now()
  const said = await exchange({ ...question, dnssec: true }, resolver.url, budgetMs)
  const base = { resolver: resolver.name, ms: now() - begun }
  if (said.kind === 'unusable') return { ...base, outcome: 'unusable', detail: said.detail }
  if (said.kind === 'late') {
    if (await answersForRoot(resolver.url)) return { ...base, outcome: 'timeout' }
    return { ...base, outcome: 'unusable', detail: 'answered nothing, not even for the root' }
  }
  return { ...base, ...(await outcomeOf(question, said.message, resolver.url)) }
}

type Outcome = Omit<ResolverAnswer, 'resolver' | 'ms'>

/** What a message says by itself: `bogus` only where its extended errors say so. */
export function readAnswer(question: Question, message: DnsMessage): Outcome {
  const { rcode, errors, answers } = message
  const noted = notes(message)
  if (rcode === 0) return { ...followed(question, answers), ...noted }
  if (rcode === 3) return { outcome: 'nxdomain', ...noted }
  if (rcode === 5) return { outcome: 'refused', ...noted }
  if (rcode !== 2) return { outcome: 'unusable', detail: `answered with code ${rcode}` }
  const isBogus = errors.some(({ code }) => bogusCodes.has(code))
  return { outcome: isBogus ? 'bogus' : 'servfail', ...noted }
}

/** The same with what further questions to the resolver show. */
async function outcomeOf(question: Question, message: DnsMessage, url: string): Promise<Outcome> {
  const read = readAnswer(question, message)
  if (read.outcome === 'servfail' && (await answersUnchecked(question, url))) {
    return { ...read, outcome: 'bogus' }
  }
  const isDoubtful = read.outcome === 'servfail' || read.outcome === 'refused'
  if (!isDoubtful || (await answersForRoot(url))) return read
  return { outcome: 'unusable', detail: 'does not answer for the root either' }
}

async function answersForRoot(url: string): Promise<boolean> {
  const said = await exchange({ name: '', type: 'NS' }, url, controlMsMax)
  return said.kind === 'message' && (said.message.rcode === 0 || said.message.rcode === 3)
}

/** Without validation there is an answer: so it is validation that fails. */
async function answersUnchecked(question: Question, url: string): Promise<boolean> {
  const query = { ...question, dnssec: true, unchecked: true }
  const said = await exchange(query, url, controlMsMax)
  return said.kind === 'message' && (said.message.rcode === 0 || said.message.rcode === 3)
}

function notes({ errors }: DnsMessage): { detail?: string } {
  if (errors.length === 0) return {}
  const texts = errors.map(({ code, text }) => (text === '' ? `${code}` : `${code}: ${text}`))
  return { detail: `extended error ${texts.join(', ')}`.slice(0, 300) }
}

/** Follows aliases within the answer to the records of the type that was asked for. */
function followed({ name, type }: Question, answers: DnsRecord[]): Outcome {
  const chain: string[] = []
  let at = name
  for (;;) {
    const owner = at
    const records = answers.filter((one) => one.name === owner && one.type === type)
    const along = chain.length > 0 ? { chain } : {}
    if (records.length > 0) return { outcome: 'answer', records, ...along }
    const alias = answers.find((one) => one.name === owner && one.type === 'CNAME')
    if (!alias) return { outcome: 'no_data', ...along }
    if (chain.length >= chainMax || alias.data === name || chain.includes(alias.data))
      return { outcome: 'cname_loop', ...along }
    chain.push(alias.data)
    at = alias.data
  }
}
