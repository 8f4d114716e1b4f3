import { describe, expect, it } from 'vitest'
import { dayAndTime, money, size, wait } from '../src/frame/state/format'
import { problemText } from '../src/frame/state/problems'
import { subjectOf } from '../src/frame/state/start'
import { closestTo } from '@yingda/words/speaking'
import { speak, t, tCode } from '../src/frame/state/words'

describe('words', () => {
  it('finds the closest language', () => {
    expect(['zh', 'zh-SG', 'zh-Hant-HK', 'zh-TW', 'fr'].map(closestTo)).toEqual([
      'zh-CN',
      'zh-CN',
      'zh-TW',
      'zh-TW',
      'en',
    ])
  })

  it('says the same thing in the language spoken', async () => {
    await speak('zh-TW')
    expect(t('queue.place', { position: 2 })).toBe('排在第 2 位')
    await speak('en')
    expect(t('queue.place', { position: 2 })).toBe('Number 2 in line')
    expect(tCode('events', 'no_such_event')).toBeNull()
    expect(problemText({ code: 'files.type_refused' })).toMatch(/not accepted/)
    expect(problemText({ code: 'no.such' })).toMatch(/no\.such/)
  })

  it('says waits as people do, without false precision', async () => {
    await speak('zh-CN')
    expect([20, 61, 140, 3600].map(wait)).toEqual([
      '不到 1 分钟',
      '约 2 分钟',
      '约 3 分钟',
      '约 1 小时',
    ])
    expect(money(32900, 'CNY')).toBe('¥329')
    expect(money(32950, 'CNY')).toBe('¥329.50')
    expect(size(1536)).toBe('2 kB')
    const noon = new Date(2026, 10, 21, 12).getTime()
    expect(dayAndTime(noon - 24 * 3_600_000, noon)).toBe('昨天 12:00')
  })

  it('tells one signed-in person from the next', () => {
    const token = `x.${btoa(JSON.stringify({ sub: 'li' }))}.y`
    expect(subjectOf(token)).toBe('li')
    for (const bad of [null, '', 'x', 'a.b.c', `x.${btoa('{}')}.y`])
      expect(subjectOf(bad)).toBeNull()
  })
})
