// A check's settings as sentences: what will happen, not what was typed.
import {
  askedOf,
  type Check,
  isAsked,
  isGentle,
  kindOf,
  settingsOf,
} from '../../workers/domain/check/index.ts'
import type { Run } from '../../workers/domain/fit.ts'
import { duration, milliseconds } from '../../workers/domain/words/index.ts'

export function SettingsInWords({
  check,
  asked,
  places,
}: {
  check: Check
  /** How it runs, where the shard says so. */
  asked: Run | undefined
  places: Record<string, string>
}) {
  if (!isAsked(check)) {
    return (
      <p>
        {kindOf(check.type).words(settingsOf(check))} Told at the level {check.downLevel}.
      </p>
    )
  }
  const from = check.locations
    ? check.locations.map((id) => places[id] ?? id).join(', ')
    : askedOf(check) === 'agent'
      ? 'the built-in agent'
      : 'the default places'
  const slow =
    check.slowAfterMs === null ? 'three times its usual median' : milliseconds(check.slowAfterMs)
  return (
    <>
      <p>
        Asked every {duration(check.intervalSeconds)} from {from}; an answer has{' '}
        {milliseconds(check.timeoutMs)}.{` ${kindOf(check.type).words(settingsOf(check))}`}
      </p>
      {asked && <Narrowed check={check} asked={asked} places={places} />}
      {!isGentle(check) && <Verifying check={check} slow={slow} />}
    </>
  )
}

/** What the plan keeps from running as it is set. */
function Narrowed({
  check,
  asked,
  places,
}: {
  check: Check
  asked: Run
  places: Record<string, string>
}) {
  const isSlower = asked.intervalSeconds > check.intervalSeconds
  const isFewer = (asked.locations?.length ?? 0) < (check.locations?.length ?? 0)
  if (!isSlower && !isFewer) return null
  const parts = [
    ...(isSlower ? [`every ${duration(asked.intervalSeconds)}`] : []),
    ...(isFewer ? [`from ${asked.locations?.map((id) => places[id] ?? id).join(', ')}`] : []),
  ]
  return (
    <p>
      The plan lets it run {parts.join(' ')}; a larger one runs it as it is set:{' '}
      <a href="/usage">Usage</a>.
    </p>
  )
}

function Verifying({ check, slow }: { check: Check; slow: string }) {
  return (
    <p>
      You are told that it is down when most places, and most networks, agree
      {check.confirmSeconds > 0 ? ` for ${duration(check.confirmSeconds)}` : ' twice in a row'}
      {check.patienceSeconds > 0
        ? `; when it accepts but does not answer, only after a patient probe waited ${duration(check.patienceSeconds)} in vain`
        : ''}
      . It is back when most places agree for {duration(check.recoverSeconds)}. Slow means more than{' '}
      {slow}; a trouble that only some places see is told after {duration(check.regionalSeconds)}.
    </p>
  )
}
