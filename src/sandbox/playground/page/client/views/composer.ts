import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { offeredEntries } from '../acts/compose-text.ts';
import { draftOf } from '../acts/drafts.ts';
import { authorOf } from '../messages.ts';
import { currentChannel } from '../place.ts';
import type { TextDraft } from '../state.ts';
import { showBytes } from './attachments.ts';
import { commandLine } from './command-line.ts';
import { fileChooser } from './file-chooser.ts';
import { icon } from './icons.ts';
import type { Scene, View } from './view.ts';

/** Where there is no room for a hint, in pixels. */
const NARROW = 600;

/** The line at the bottom: text, files, and commands after a slash. */
export function composerView(scene: Scene): View {
  const channel = currentChannel(scene.state);
  if (!channel || channel.id === '') return nothing;
  const draft = draftOf(scene.state);
  return html`<footer class="composer">
    ${draft.kind === 'command' ? commandLine(scene, draft) : textLine(scene, draft, channel)}
  </footer>`;
}

function textLine(scene: Scene, draft: TextDraft, channel: { name: string; kind: string }): TemplateResult {
  const { compose } = scene;
  const sign = channel.kind === 'dm' ? '@' : '#';
  const placeholder = `Message ${sign}${channel.name}`;
  return html`${pickerView(scene, draft)} ${replyBar(scene, draft)} ${filesView(scene, draft)}
    <div class="composer-line">
      ${fileChooser(scene, {
        key: 'attach',
        label: icon('plus'),
        name: 'Attach a file',
        className: 'composer-plus',
        types: undefined,
        isMultiple: true,
        onPick: compose.addFiles,
      })}
      <textarea
        class="composer-text"
        rows="1"
        maxlength="2000"
        placeholder=${innerWidth > NARROW ? `${placeholder}, or / for commands` : placeholder}
        aria-label=${placeholder}
        aria-autocomplete="list"
        .value=${live(draft.text)}
        @input=${({ currentTarget }: Event) => compose.write((currentTarget as HTMLTextAreaElement).value)}
        @keydown=${(event: KeyboardEvent) => onKey(scene, draft, event)}
      ></textarea>
      <button class="composer-send icon-button" aria-label="Send" @click=${() => compose.send()}>${icon('send')}</button>
    </div>`;
}

function onKey({ compose, state }: Scene, draft: TextDraft, event: KeyboardEvent): void {
  if (event.isComposing) return;
  const hasList = offeredEntries(state).length > 0;
  const keys: Readonly<Record<string, () => boolean>> = {
    ArrowDown: () => compose.movePick(1),
    ArrowUp: () => compose.movePick(-1),
    Tab: () => hasList && compose.startPicked(),
    Escape() {
      if (draft.replyTo !== undefined) compose.replyTo(undefined);
      else if (hasList) compose.write('');
      return true;
    },
    Enter() {
      if (event.shiftKey) return false;
      if (!hasList || !compose.startPicked()) void compose.send();
      return true;
    },
  };
  if (keys[event.key]?.()) event.preventDefault();
}

function pickerView({ state, compose }: Scene, draft: TextDraft): View {
  const entries = offeredEntries(state);
  if (!draft.text.startsWith('/')) return nothing;
  return html`<div class="picker" role="listbox" aria-label="Commands">
    ${entries.length === 0 ? html`<p>No command goes with that.</p>` : nothing}
    ${entries.map(
      (entry, index) =>
        html`<button role="option" aria-selected=${index === draft.picked} @click=${() => compose.start(entry)}>
          <span class="picker-sign">${icon('apps')}</span>
          <span>
            <b>/${entry.name}</b>
            ${entry.options.map(({ name, required }) => html`<i class=${required ? 'required' : ''}>${name}</i>`)}
            <small>${entry.description}</small>
          </span>
        </button>`,
    )}
  </div>`;
}

function replyBar({ state, compose }: Scene, { replyTo }: TextDraft): View {
  const message = state.messages.get(state.channelId ?? '')?.find(({ id }) => id === replyTo);
  if (!message) return nothing;
  return html`<div class="reply-bar">
    Replying to <b>${authorOf(message, state.world).name}</b>
    <button class="icon-button" aria-label="Do not reply" @click=${() => compose.replyTo(undefined)}>
      ${icon('close')}
    </button>
  </div>`;
}

function filesView({ compose }: Scene, { files }: TextDraft): View {
  if (files.length === 0) return nothing;
  return html`<div class="picked-files">
    ${files.map(
      ({ name, size }, index) =>
        html`<div>
          ${icon('note')} <b>${name}</b> <small>${size === undefined ? 'sample song' : showBytes(size)}</small>
          <button class="icon-button" aria-label="Remove ${name}" @click=${() => compose.removeFile(index)}>
            ${icon('close')}
          </button>
        </div>`,
    )}
  </div>`;
}
