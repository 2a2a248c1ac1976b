// /metrics: figures of the workspace whose key is shown, for Prometheus.
import { createRoute, z } from '@hono/zod-openapi'
import { prometheusText, prometheusType } from '../domain/prometheus.ts'
import { metricsOf } from '../flow/metrics.ts'
import { authenticated } from '../middleware/actor.ts'
import { limited } from '../middleware/limit.ts'
import { resource } from './api.ts'

export const metricRoutes = resource()
metricRoutes.use('/metrics', authenticated, limited)

metricRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/metrics',
    tags: ['exports'],
    summary: 'Figures for Prometheus',
    responses: {
      200: {
        description: 'Health, latency, uptime, certificates and open incidents, text format 0.0.4',
        content: { 'text/plain': { schema: z.string() } },
      },
    },
  }),
  async (c) => {
    const metrics = await metricsOf(c.get('hub'), c.get('actor'))
    const headers = { 'content-type': prometheusType, 'cache-control': 'no-store' }
    return c.text(prometheusText(metrics), 200, headers)
  },
)
