const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Arrow keys, Home and End go through the buttons of a list or menu. */
export function moveFocus(event: KeyboardEvent): void {
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button:not([disabled])')];
  const place = items.indexOf(event.target as HTMLElement);
  const step = STEPS[event.key];
  const next =
    step !== undefined
      ? items[(place + step + items.length) % items.length]
      : event.key === 'Home'
        ? items[0]
        : event.key === 'End'
          ? items.at(-1)
          : undefined;
  if (!next) return;
  event.preventDefault();
  next.focus();
}
