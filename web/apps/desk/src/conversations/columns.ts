/** The widths of the workbench's columns, remembered in this browser. */
import { useLocalStorage } from '@vueuse/core'

const limits = { queue: [240, 460], context: [260, 520] } as const
export type Column = keyof typeof limits

export function useColumns() {
  const widths = useLocalStorage('yingda.columns', { queue: 312, context: 324 })

  function drag(column: Column, by: number) {
    const [least, most] = limits[column]
    widths.value[column] = Math.min(most, Math.max(least, widths.value[column] + by))
  }

  return { widths, drag }
}
