import { html, nothing, type TemplateResult } from 'lit';
import type { Json, WireMessage } from '../../wire.ts';
import { pendingKey } from '../acts/use.ts';
import { isJson, kinds, listOf, textOf } from '../form.ts';
import { markdown } from '../markdown/render.ts';
import { attachmentView, pictureView } from './attachments.ts';
import { cssColour } from './embeds.ts';
import { icon } from './icons.ts';
import { messageMenu } from './select-menu.ts';
import type { Scene, View } from './view.ts';

/** Buttons and menus under a message, or all of it where it consists of components. */
export function componentsView(scene: Scene, message: WireMessage): View[] {
  return listOf(message.json.components).map((component) => componentView(scene, message, component));
}

function componentView(scene: Scene, message: WireMessage, component: Json): View {
  const inner = () => listOf(component.components).map((child) => componentView(scene, message, child));
  switch (component.type) {
    case kinds.row:
      return html`<div class="row">${inner()}</div>`;
    case kinds.button:
      return buttonView(scene, message, component);
    case kinds.stringSelect:
    case kinds.userSelect:
    case kinds.roleSelect:
    case kinds.mentionableSelect:
    case kinds.channelSelect:
      return messageMenu(scene, message, component);
    case kinds.section:
      return html`<div class="section">
        <div>${inner()}</div>
        ${isJson(component.accessory) ? componentView(scene, message, component.accessory) : nothing}
      </div>`;
    case kinds.text:
      return html`<div class="text-display">${markdown(scene, textOf(component.content))}</div>`;
    case kinds.thumbnail:
      return html`<div class="thumbnail">${pictureView(mediaUrl(component.media), textOf(component.description))}</div>`;
    case kinds.gallery:
      return html`<div class="gallery">
        ${listOf(component.items).map(({ media, description }) => pictureView(mediaUrl(media), textOf(description)))}
      </div>`;
    case kinds.file:
      return fileView(message, component);
    case kinds.separator:
      return html`<div
        class="separator ${component.divider === false ? 'plain' : ''} ${component.spacing === 2 ? 'large' : ''}"
        role="separator"
      ></div>`;
    case kinds.container: {
      const colour = typeof component.accent_color === 'number' ? cssColour(component.accent_color) : 'transparent';
      return html`<div class="container" style="--accent: ${colour}">${inner()}</div>`;
    }
    default:
      return html`<small>a component of kind ${component.type}, unknown here</small>`;
  }
}

const STYLES: Readonly<Record<number, string>> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger' };
const LINK_STYLE = 5;

function buttonView({ use, places, state }: Scene, message: WireMessage, button: Json): TemplateResult {
  const emoji = isJson(button.emoji) && button.emoji.id == null ? textOf(button.emoji.name) : '';
  const label = html`${emoji === '' ? nothing : html`<span class="button-emoji">${emoji}</span>`}${textOf(button.label)}`;
  if (button.style === LINK_STYLE) {
    const url = textOf(button.url);
    const follow = (event: Event) => {
      if (places.follow(url)) event.preventDefault();
    };
    return html`<a class="button secondary" href=${url} target="_blank" rel="noopener noreferrer" @click=${follow}
      >${label} ${icon('out')}</a
    >`;
  }
  const customId = textOf(button.custom_id);
  const isPending = state.pending.has(pendingKey(message.id, customId));
  return html`<button
    class="button ${STYLES[Number(button.style)] ?? 'secondary'} ${isPending ? 'pending' : ''}"
    ?disabled=${button.disabled === true}
    aria-busy=${isPending}
    @click=${() => use.click(message, customId)}
  >
    <span class="button-label">${label}</span>
    ${isPending ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>` : nothing}
  </button>`;
}

function fileView(message: WireMessage, component: Json): View {
  const { file } = component;
  const id = isJson(file) ? file.attachment_id : undefined;
  const attachment = listOf(message.json.attachments).find((candidate) => candidate.id === id);
  return attachment ? attachmentView(attachment) : nothing;
}

function mediaUrl(media: unknown): string {
  return isJson(media) ? textOf(media.url) : '';
}
