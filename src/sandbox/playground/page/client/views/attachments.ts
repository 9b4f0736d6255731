import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Json } from '../../wire.ts';
import { listOf, textOf } from '../form.ts';
import { audioPlayer } from './audio-player.ts';
import { icon } from './icons.ts';
import type { View } from './view.ts';

/** Files under a message: what can be seen comes first, as in the client. */
export function attachmentsView(attachments: unknown): TemplateResult {
  const files = listOf(attachments);
  return html`${repeat(
    [...files.filter(isVisual), ...files.filter((file) => !isVisual(file))],
    ({ id }) => id,
    (attachment) => attachmentView(attachment),
  )}`;
}

export function attachmentView(attachment: Json): View {
  const { content_type: type, url, description } = attachment;
  const name = nameOf(attachment);
  const size = showBytes(Number(attachment.size));
  const kind = textOf(type).split('/')[0];
  const alt = textOf(description) || name;
  if (kind === 'audio') return audioPlayer({ name, size, url: textOf(url) });
  if (kind === 'image') return pictureView(textOf(url), alt);
  if (kind === 'video') return html`<video class="picture" controls preload="metadata" src=${textOf(url)}></video>`;
  return html`<a class="file-card" href=${textOf(url)} download=${name}>
    ${icon('file')}
    <span><b>${name}</b><small>${size}</small></span>
    ${icon('download')}
  </a>`;
}

function isVisual({ content_type: type }: Json): boolean {
  return /^(image|video)\//.test(textOf(type));
}

/** Only pictures of this page are fetched: nothing here asks another machine for anything. */
export function pictureView(url: string, alt: string): View {
  if (url === '') return nothing;
  if (url.startsWith('/')) {
    return html`<a href=${url} target="_blank"><img class="picture" src=${url} alt=${alt} loading="lazy" /></a>`;
  }
  return html`<a class="picture-outside" href=${url} target="_blank" rel="noopener noreferrer">
    ${icon('out')} a picture at ${hostOf(url)}, not fetched here
  </a>`;
}

/** The name as its sender gave it: Discord keeps what a link cannot hold in the title. */
function nameOf({ title, filename }: Json): string {
  const name = textOf(filename);
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.')) : '';
  return textOf(title) === '' ? name : `${textOf(title)}${extension}`;
}

export function showBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '';
  if (bytes < 1_024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(2)} KB` : `${(bytes / 1_048_576).toFixed(2)} MB`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'another place';
}
