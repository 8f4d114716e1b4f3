import { describe, expect, it } from 'vitest'
import { Identity } from '../src/loader/identity'

function heard() {
  const said: unknown[] = []
  const identity = new Identity((token) => said.push(token))
  return { said, identity }
}

describe('who the site says is asking', () => {
  it('is told before anything is asked, also when it has to be fetched', async () => {
    const { said, identity } = heard()
    identity.from(() => Promise.resolve('token'))
    const opened = new Promise<void>((resolve) => {
      identity.first(() => {
        said.push('opened')
        resolve()
      })
    })
    await opened
    expect(said).toEqual(['token', 'opened'])
  })

  it('is told at once when it is known, and asked for again when it has expired', () => {
    const { said, identity } = heard()
    let count = 0
    identity.from(() => `token ${(count += 1)}`)
    identity.first(() => said.push('opened'))
    identity.ask()
    expect(said).toEqual(['token 1', 'opened', 'token 2'])
  })

  it('is nobody when the site fails to say', async () => {
    const { said, identity } = heard()
    identity.from(() => Promise.reject(new Error('down')))
    await new Promise<void>((resolve) => {
      identity.first(resolve)
    })
    identity.from(42)
    expect(said).toEqual([null, null])
  })
})
