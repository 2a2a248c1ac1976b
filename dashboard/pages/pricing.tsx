// Prices, drawn from the plans themselves, and honest answers beside them.
import { offered, type Per, PlanCards, PlanTable } from '../parts/plan-table.tsx'
import { type Site, SiteFrame } from '../parts/site-frame.tsx'

const answers: [question: string, answer: string][] = [
  [
    'Is verification paid for?',
    'No. A failure is verified from three places or more on every plan, Free too. More places make a finer picture, not a truer alarm.',
  ],
  [
    'What happens when my card fails?',
    'Monitoring goes on for 14 days, and the owner is told. A message that is owed is sent in any case. After that the workspace goes to Free.',
  ],
  [
    'What happens when I take a smaller plan?',
    'Nothing is deleted. The newest checks above the limit are paused, the page says which, and they go on when there is room again.',
  ],
  [
    'Can I leave in the middle of a month?',
    'Yes. The plan ends with the time that was paid for, and your history can be taken along before.',
  ],
  [
    'What when the text messages are used up?',
    'Alarms go by mail instead, and say so. None is dropped in silence. You can buy more, at the price of the country they go to.',
  ],
  [
    'Do I pay for the end of an incident, or for a check that hangs?',
    'A plan has a price, however often a check is asked, fails or recovers. Only text messages and calls are counted.',
  ],
  [
    'Why would I pay if it is free on my own machine?',
    'For places all over the world that you need not keep up, and for somebody else watching the watcher. The program is the same, and agents work with both.',
  ],
]

export function PricingPage({ site, per }: { site: Site; per: Per }) {
  return (
    <SiteFrame
      site={site}
      title="Pricing"
      lead="Free for 20 checks. Every plan verifies a failure from three places before it wakes anybody."
      path="/pricing"
    >
      <h1>Pricing</h1>
      <p class="lead">
        Every plan verifies a failure from three places or more, tells slow from down, and keeps the
        evidence. They differ in how much, how often and for how long. In US dollars, tax apart.
      </p>
      <nav class="tabs" aria-label="Paid by">
        <a href="/pricing" {...(per === 'month' ? { 'aria-current': 'page' } : {})}>
          by the month
        </a>
        <a href="/pricing?per=year" {...(per === 'year' ? { 'aria-current': 'page' } : {})}>
          by the year: two months less
        </a>
      </nav>
      <PlanCards per={per} />
      <h2>All that each plan has</h2>
      <PlanTable shown={offered} />
      <h2>Questions</h2>
      <dl class="answers">
        {answers.map(([question, answer]) => (
          <div>
            <dt>{question}</dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
    </SiteFrame>
  )
}
