// Places that are lent: each answers whatever it is asked at once, and what it was asked is kept.
import type { ProbeOrder } from '../../workers/domain/measurement.ts'
import type { Lending } from '../../workers/loan-ports.ts'

export function lentPlaces() {
  const asked: { location: string; order: ProbeOrder }[] = []
  const lending: Lending = {
    list: () => [
      { id: 'one', network: 'net-a', label: 'one' },
      { id: 'two', network: 'net-b', label: 'two' },
    ],
    ask: async function* (location, order) {
      asked.push({ location, order })
      const seen = { order: order.id, startedAt: 1, totalMs: 30, budgetMs: order.budgetMs }
      yield { v: 1, kind: 'answered', ...seen, phases: { headers: 30 }, status: 200 }
    },
  }
  return { asked, lending }
}
