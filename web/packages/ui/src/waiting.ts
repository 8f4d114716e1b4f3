/** How loud a waiting clock is: grey, amber from 55 % of the reply target, red from all of it. */
export type Alarm = 'calm' | 'soon' | 'late'

export function alarmOf(waitedSeconds: number, targetSeconds: number): Alarm {
  if (waitedSeconds >= targetSeconds) return 'late'
  return waitedSeconds * 100 >= targetSeconds * 55 ? 'soon' : 'calm'
}
