import { html, svg, type TemplateResult } from 'lit';

const PATHS = {
  hash: 'M9 4 7 20M17 4l-2 16M4 9h17M3 15h17',
  thread: 'M5 5h14v9H11l-4 4v-4H5zM9 9h6',
  people: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm8 0a3 3 0 1 0 0-6M2 19c0-3 2.5-5 6-5s6 2 6 5M16 14c3 0 6 2 6 5',
  panel: 'M4 6h10M18 6h2M4 12h4M12 12h8M4 18h12M20 18h0M16 4v4M10 10v4M18 16v4',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 5l16 7-16 7 3-7z',
  reply: 'M10 7 4 12l6 5v-3c5 0 8 1 10 4 0-6-4-9-10-9z',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 14c1 2 2.5 3 4 3s3-1 4-3M9 9v1M15 9v1',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  apps: 'M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM16.500 14v5M14 16.500h5',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  note: 'M9 18a3 2.500 0 1 1-3-2.500A3 2.500 0 0 1 9 18zm0 0V5l10-2v12.500M19 15.500a3 2.500 0 1 1-3-2.500 3 2.500 0 0 1 3 2.500z',
  play: 'M8 5v14l11-7z',
  pause: 'M8 5v14M16 5v14',
  again: 'M5 12a7 7 0 1 1 2 5M5 18v-5h5',
  loud: 'M4 10v4h3l5 4V6L7 10zM16 9c1.500 2 1.500 4 0 6M18.500 6.500c3 3.500 3 7.500 0 11',
  silent: 'M4 10v4h3l5 4V6L7 10zM16 10l5 5M21 10l-5 5',
  download: 'M12 4v10M8 11l4 4 4-4M5 19h14',
  down: 'M6 9l6 6 6-6',
  eye: 'M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  out: 'M13 5h6v6M19 5l-9 9M17 14v5H5V7h5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.500 5.500l1.500 1.500M17 17l1.500 1.500M18.500 5.500 17 7M7 17l-1.500 1.500',
  moon: 'M20 14A8 8 0 1 1 10 4a6.500 6.500 0 0 0 10 10z',
  home: 'M4 11l8-7 8 7M6 10v9h12v-9',
  warning: 'M12 4 2.500 20h19zM12 10v4M12 17v.01',
  check: 'M5 12l5 5 9-10',
  window: 'M4 5h16v14H4zM4 9h16',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set(['play', 'send', 'reply', 'moon']);

/** One line drawing, as large as its text; for eyes only. */
export function icon(name: IconName): TemplateResult {
  const isFilled = FILLED.has(name);
  return html`<svg class="icon ${isFilled ? 'filled' : ''}" viewBox="0 0 24 24" aria-hidden="true">
    ${svg`<path d=${PATHS[name]} />`}
  </svg>`;
}
