import { describe, expect, it } from 'vitest'
import { gathered } from '@/assist/runs'

describe('what a customer gave in a task', () => {
  it('is read with its names: an order by its number, an answer by what it says', () => {
    expect(
      gathered({
        order: { id: 'f00', number: 'U1-2', title: '净水器' },
        reason: { value: 'mistake', label: '拍错了' },
        address: '文三路391号',
        refund: { id: 'f01', state: '已退款', cents: 900 },
        note: null,
      }),
    ).toEqual([
      { name: 'order', text: 'U1-2' },
      { name: 'reason', text: '拍错了' },
      { name: 'address', text: '文三路391号' },
      { name: 'refund', text: 'state 已退款 · cents 900' },
    ])
  })
})
