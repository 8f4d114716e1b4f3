/** File sizes and money as people write them. */
export function saySize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}

/** The currencies that are offered to choose from. */
export const CURRENCIES = ['CNY', 'TWD', 'HKD', 'USD', 'EUR']

const MICRO = 1_000_000
const CENTS_MATTER = 0.1

/** Money in millionths of its currency; less than a tenth of it is told more exactly. */
export function sayMicro(micro: number, currency: string, locale: string): string {
  const amount = micro / MICRO
  const maximumFractionDigits = amount < CENTS_MATTER ? 4 : 2
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits }).format(amount)
}

export function sayMoney(cents: number, currency: string, locale: string): string {
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  return new Intl.NumberFormat(locale, options).format(cents / 100)
}
