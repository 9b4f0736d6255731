import { html, nothing, type TemplateResult } from 'lit';
import type { Json } from '../../wire.ts';
import { isJson, listOf, textOf } from '../form.ts';
import { markdown } from '../markdown/render.ts';
import { showSent } from '../time.ts';
import { pictureView } from './attachments.ts';
import type { Scene, View } from './view.ts';

export function embedsView(scene: Scene, embeds: unknown): TemplateResult[] {
  return listOf(embeds).map((embed) => embedView(scene, embed));
}

function embedView(scene: Scene, embed: Json): TemplateResult {
  const colour = typeof embed.color === 'number' ? cssColour(embed.color) : nothing;
  return html`<discord-embed
    color=${colour}
    embed-title=${textOf(embed.title) || nothing}
    url=${textOf(embed.url) || nothing}
    author-name=${partOf(embed, 'author', 'name') || nothing}
    author-url=${partOf(embed, 'author', 'url') || nothing}
  >
    ${descriptionView(scene, embed)} ${fieldsView(scene, embed)} ${footerView(scene, embed)}
  </discord-embed>`;
}

function descriptionView(scene: Scene, embed: Json): TemplateResult {
  const image = partOf(embed, 'image', 'url');
  const thumbnail = partOf(embed, 'thumbnail', 'url');
  return html`<discord-embed-description slot="description">
    ${thumbnail === '' ? nothing : html`<span class="embed-thumbnail">${pictureView(thumbnail, '')}</span>`}
    ${markdown(scene, textOf(embed.description))} ${pictureView(image, '')}
  </discord-embed-description>`;
}

function fieldsView(scene: Scene, embed: Json): View {
  const fields = listOf(embed.fields);
  if (fields.length === 0) return nothing;
  return html`<div class="embed-fields" slot="fields">
    ${fields.map(
      ({ name, value, inline }) =>
        html`<div class=${inline === true ? 'inline' : ''}>
          <b>${markdown(scene, textOf(name))}</b>
          <div>${markdown(scene, textOf(value))}</div>
        </div>`,
    )}
  </div>`;
}

function footerView(scene: Scene, embed: Json): View {
  const text = partOf(embed, 'footer', 'text');
  const sent = typeof embed.timestamp === 'string' ? showSent(Date.parse(embed.timestamp), scene.now) : '';
  const parts = [text, sent].filter((part) => part !== '');
  if (parts.length === 0) return nothing;
  return html`<small class="embed-footer" slot="footer">${parts.join(' • ')}</small>`;
}

function partOf(embed: Json, key: string, part: string): string {
  const inner = embed[key];
  return isJson(inner) ? textOf(inner[part]) : '';
}

export function cssColour(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}
