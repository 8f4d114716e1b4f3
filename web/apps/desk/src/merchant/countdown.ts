/** How much of the reply target is left, as a big clock says it. Pure. */
import { alarmOf, clockFace, type Alarm } from '@yingda/ui'

export interface Countdown {
  face: string
  late: boolean
  alarm: Alarm
}

export function countdownOf(since: number, targetSeconds: number, now: number): Countdown {
  const waited = Math.max(0, Math.floor((now - since) / 1000))
  const late = waited >= targetSeconds
  return {
    face: clockFace(Math.abs(targetSeconds - waited)),
    late,
    alarm: alarmOf(waited, targetSeconds),
  }
}
