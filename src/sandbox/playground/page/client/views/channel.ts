import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import { isGrouped } from '../messages.ts';
import { currentChannel, nameOfUser } from '../place.ts';
import type { Note } from '../state.ts';
import { avatarOf } from './avatar.ts';
import { icon } from './icons.ts';
import { messageView } from './message.ts';
import type { Scene, View } from './view.ts';

/** The messages of the channel that is looked at. */
export function channelView(scene: Scene): TemplateResult {
  const { state } = scene;
  const channel = currentChannel(state);
  const messages = (state.messages.get(channel?.id ?? '') ?? []).filter(({ id }) => !state.dismissed.has(id));
  const lines = messages.map((message, index) => ({ message, isGrouped: isGrouped(messages[index - 1], message) }));
  // The looks take the theme only when they are made.
  return html`<div class="messages" role="log" aria-label="Messages in ${channel?.name ?? ''}" tabindex="0" data-scroll>
    ${beginning(scene)}
    ${keyed(
      `${state.theme} ${channel?.id}`,
      html`<discord-messages no-background ?light-theme=${state.theme === 'light'}>
        ${repeat(
          lines,
          ({ message }) => message.id,
          (line) => messageView(scene, line.message, line.isGrouped),
        )}
      </discord-messages>`,
    )}
    ${state.notes.filter(({ channelId }) => channelId === channel?.id).map((note) => noteView(scene, note))}
  </div>`;
}

function beginning({ state }: Scene): View {
  const channel = currentChannel(state);
  if (!channel) return nothing;
  const title = channel.kind === 'dm' ? channel.name : `Welcome to #${channel.name}`;
  const text =
    channel.kind === 'dm'
      ? `What ${channel.name} tells only you stands here.`
      : (channel.topic ?? 'This is where it begins.');
  return html`<header class="beginning">
    <span class="beginning-sign">${icon(channel.kind === 'thread' ? 'thread' : 'hash')}</span>
    <h2>${title}</h2>
    <p>${text}</p>
  </header>`;
}

function noteView({ state, use }: Scene, note: Note): TemplateResult {
  const me = nameOfUser(state.world, state.world?.me ?? '');
  const used = html`<p class="used">
    <img src=${avatarOf(me, state.world)} alt="" /> <b>${me}</b> used
    <span class="used-command">${icon('apps')} ${note.command}</span>
  </p>`;
  return html`<div class="note private" role="status">
    ${note.command === '' ? nothing : used}
    ${
      note.problem === undefined
        ? html`<p class="thinking"><span class="dots"><i></i><i></i><i></i></span> Sending command…</p>`
        : html`<p class="failure" role="alert">${icon('warning')} ${note.problem}</p>
            <p class="private-line">
              ${icon('eye')} Only you can see this •
              <button class="link-button" @click=${() => use.dismissNote(note.id)}>Dismiss message</button>
            </p>`
    }
  </div>`;
}
