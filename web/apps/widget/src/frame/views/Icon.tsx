/** Line icons, drawn here; decoration only, the words beside them or their button's label say it. */
const paths = {
  back: 'M14.5 6l-6 6 6 6',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  menu: 'M12 6h.01M12 12h.01M12 18h.01',
  send: 'M5 12l14-7-4.5 14-3-6z',
  clip: 'M19 11.5l-7 7a4.5 4.5 0 01-6.4-6.4l7.4-7.4a3 3 0 014.3 4.3l-7.4 7.3a1.5 1.5 0 01-2.1-2.1l6.7-6.7',
  person: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  robot: 'M6 9h12v9H6zM12 9V5.5M9.5 13h.01M14.5 13h.01M3.5 12v3M20.5 12v3',
  talk: 'M4 5.5h16v11H9.5L5 20.5v-4H4zM8 9.5h8M8 12.5h5',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4.5l3 2',
  alert: 'M12 4.5l8.5 15h-17zM12 10v4M12 16.8h.01',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M19.5 14.5A8 8 0 019.5 4.5a8 8 0 1010 10z',
  globe:
    'M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM3.5 12h17M12 3.5c2.5 2.4 3.5 5.2 3.5 8.5s-1 6.1-3.5 8.5c-2.5-2.4-3.5-5.2-3.5-8.5s1-6.1 3.5-8.5z',
  box: 'M4 8l8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5',
  end: 'M9 4.5H5v15h4M14 8l4 4-4 4M18 12H9',
  down: 'M6 10l6 6 6-6',
  next: 'M9.5 6l6 6-6 6',
  save: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14',
  search: 'M11 5a6 6 0 100 12 6 6 0 000-12zM15.5 15.5L20 20',
  again: 'M19 12a7 7 0 11-2.2-5.1M19 4v4h-4',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}

export function Star({ filled }: { filled: boolean }) {
  return (
    <svg
      class={filled ? 'star filled' : 'star'}
      viewBox="0 0 24 24"
      width="28"
      height="28"
      aria-hidden="true"
    >
      <path d="M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z" />
    </svg>
  )
}
