import { html, nothing, type TemplateResult } from 'lit';
import { avatarOf } from './avatar.ts';
import { icon } from './icons.ts';
import { moveFocus } from './move-focus.ts';
import type { Scene } from './view.ts';

const KEY = 'people';

/** Who this window is; the others are one click away, here or in a window of their own. */
export function peopleView({ state, use, places }: Scene): TemplateResult {
  const { world, popover, theme } = state;
  const me = world?.people.find(({ id }) => id === world.me);
  const isOpen = popover === KEY;
  const be = (name: string) => () => places.bePerson(name);
  const list =
    () => html`<div class="popover people-list" role="menu" aria-label="Be somebody else" @keydown=${moveFocus}>
    ${world?.people.map(
      ({ id, name, role }) =>
        html`<div class="person" role="none">
          <button role="menuitemradio" aria-checked=${id === world.me} @click=${be(name)}>
            <img src=${avatarOf(name, world)} alt="" />
            <span><b>${name}</b><small>${role}</small></span>
            ${id === world.me ? icon('check') : nothing}
          </button>
          <a
            class="icon-button"
            role="menuitem"
            href=${places.addressFor(name)}
            target="_blank"
            aria-label="${name} in a window of their own"
            title="In a window of their own"
            >${icon('window')}</a
          >
        </div>`,
    )}
  </div>`;
  const nextTheme = theme === 'dark' ? 'light' : 'dark';
  return html`<div class="me" data-popover-root>
    ${isOpen ? list() : nothing}
    <button
      class="me-button"
      aria-haspopup="menu"
      aria-expanded=${isOpen}
      title="Be somebody else"
      @click=${() => use.openPopover(isOpen ? undefined : KEY)}
    >
      <img src=${avatarOf(me?.name ?? '?', world)} alt="" />
      <span><b>${me?.name ?? '…'}</b><small>${me?.role ?? ''}</small></span>
      ${icon('people')}
    </button>
    <button
      class="icon-button"
      aria-label="Switch to the ${nextTheme} theme"
      title="Switch to the ${nextTheme} theme"
      @click=${() => places.setTheme(nextTheme)}
    >
      ${icon(theme === 'dark' ? 'sun' : 'moon')}
    </button>
  </div>`;
}
