import { html, nothing, type TemplateResult } from 'lit';
import type { WireMessage } from '../../wire.ts';
import { messageCommands } from '../commands.ts';
import { textOf } from '../form.ts';
import { currentChannel, currentGuild } from '../place.ts';
import type { OpenMenu } from '../state.ts';
import { icon } from './icons.ts';
import { moveFocus } from './move-focus.ts';
import type { Scene, View } from './view.ts';

const QUICK = ['👍', '🔥', '🎧'] as const;
const EMOJI = ['👍', '❤️', '🔥', '🎧', '🎸', '🎹', '🥁', '🎤', '😂', '😮', '👏', '🎉', '⭐', '💯', '👀', '🙏'] as const;

/** The buttons that come up beside a message. */
export function messageTools(scene: Scene, message: WireMessage): View {
  if (message.isPrivate || message.isThinking) return nothing;
  const { compose, use } = scene;
  const open = (part: OpenMenu['part']) => (event: MouseEvent) => openMenuBeside(scene, message, event, part);
  return html`<div class="tools" role="toolbar" aria-label="Message actions">
    ${QUICK.map(
      (emoji) =>
        html`<button aria-label="React with ${emoji}" @click=${() => use.react(message, emoji)}>${emoji}</button>`,
    )}
    <button aria-label="Add reaction" @click=${open('reactions')}>${icon('smile')}</button>
    <button aria-label="Reply" @click=${() => compose.replyTo(message.id)}>${icon('reply')}</button>
    <button aria-label="More" aria-haspopup="menu" @click=${open('all')}>${icon('more')}</button>
  </div>`;
}

/** The menu of a message, wherever it was opened; one on the page. */
export function openMenuView(scene: Scene): View {
  const { menu, messages, channelId } = scene.state;
  const message = menu && messages.get(channelId ?? '')?.find(({ id }) => id === menu.messageId);
  if (!menu || !message) return nothing;
  const place = `left: ${menu.at.x}px; top: ${menu.at.y}px`;
  if (menu.part === 'reactions') {
    return html`<div class="menu emoji-menu" role="menu" aria-label="Reactions" style=${place} data-popover-root @keydown=${moveFocus}>
      ${EMOJI.map(
        (emoji) =>
          html`<button role="menuitem" aria-label=${emoji} @click=${() => scene.use.react(message, emoji)}>
            ${emoji}
          </button>`,
      )}
    </div>`;
  }
  return html`<div class="menu" role="menu" aria-label="Message" style=${place} data-popover-root @keydown=${moveFocus}>
    ${menu.part === 'apps' ? appItems(scene, message, menu) : allItems(scene, message, menu)}
  </div>`;
}

function allItems({ use, compose }: Scene, message: WireMessage, menu: OpenMenu): TemplateResult {
  const part = (next: OpenMenu['part']) => () => use.openMenu({ ...menu, part: next });
  const reply = () => {
    use.openMenu(undefined);
    compose.replyTo(message.id);
  };
  const copy = (text: string) => () => {
    use.openMenu(undefined);
    void navigator.clipboard?.writeText(text).catch(() => undefined);
  };
  return html`
    <button role="menuitem" @click=${part('reactions')}>Add Reaction ${icon('smile')}</button>
    <button role="menuitem" @click=${reply}>Reply ${icon('reply')}</button>
    <button role="menuitem" aria-haspopup="menu" @click=${part('apps')}>Apps <span aria-hidden="true">›</span></button>
    <hr />
    <button role="menuitem" @click=${copy(textOf(message.json.content))}>Copy Text ${icon('copy')}</button>
    <button role="menuitem" @click=${copy(message.id)}>Copy Message ID ${icon('copy')}</button>
  `;
}

function appItems({ use, state }: Scene, message: WireMessage, menu: OpenMenu): TemplateResult {
  const commands = messageCommands(currentGuild(state), currentChannel(state));
  return html`
    <button role="menuitem" class="menu-back" @click=${() => use.openMenu({ ...menu, part: 'all' })}>‹ Apps</button>
    <hr />
    ${commands.map(
      (name) => html`<button role="menuitem" @click=${() => use.runOn(message, name)}>${name} ${icon('apps')}</button>`,
    )}
    ${commands.length === 0 ? html`<p>No app does anything with messages here.</p>` : nothing}
  `;
}

/** With the mouse where it is; with the key beside the message. */
export function openMenuAt({ use }: Scene, message: WireMessage, event: MouseEvent): void {
  const target = event.target as HTMLElement;
  if (message.isPrivate || message.isThinking || target.closest('a, input, audio')) return;
  event.preventDefault();
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const isByKey = event.clientX === 0 && event.clientY === 0;
  const at = isByKey ? { x: box.left + 60, y: box.top + 30 } : { x: event.clientX, y: event.clientY };
  use.openMenu({ messageId: message.id, at: withinWindow(at), part: 'all' });
}

function openMenuBeside({ use, state }: Scene, message: WireMessage, event: MouseEvent, part: OpenMenu['part']): void {
  const isOpen = state.menu?.messageId === message.id && state.menu.part === part;
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const at = withinWindow({ x: box.right - MENU_WIDTH, y: box.bottom + 4 });
  use.openMenu(isOpen ? undefined : { messageId: message.id, at, part });
}

const MENU_WIDTH = 220;
const MENU_HEIGHT = 250;

function withinWindow({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return {
    x: Math.max(8, Math.min(x, innerWidth - MENU_WIDTH - 8)),
    y: Math.max(8, Math.min(y, innerHeight - MENU_HEIGHT - 8)),
  };
}
