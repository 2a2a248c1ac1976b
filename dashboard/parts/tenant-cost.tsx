// What a workspace costs whoever runs the installation, a line for each thing.
import { pricesOf } from '../../workers/domain/cost/prices.ts'
import { type CostLine, dollarsText } from '../../workers/domain/cost/tenant.ts'
import { unitsOf } from '../../workers/domain/cost/units.ts'

export function TenantCost({ lines }: { lines: CostLine[] }) {
  const total = lines.reduce((sum, one) => sum + one.dollars, 0)
  return (
    <>
      <p class="soft">
        Of the last 30 days, at prices of {pricesOf} beyond all that is included, and what was
        counted of a probe on {unitsOf}. History is for a month of keeping.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="number">
              Counted
            </th>
            <th scope="col" class="number">
              Costs
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, amount, unit, dollars }) => (
            <tr>
              <th scope="row">{name}</th>
              <td class="number">
                {amount.toLocaleString('en')} {unit}
              </td>
              <td class="number">{dollarsText(dollars)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">Together</th>
            <td />
            <td class="number">
              <strong>{dollarsText(total)}</strong>
            </td>
          </tr>
        </tbody>
      </table>
    </>
  )
}
