import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { channelById, linkedPlace, nameOfUser } from '../place.ts';
import { showFullTime, showTime } from '../time.ts';
import type { Scene } from '../views/view.ts';
import type { Block, Inline } from './nodes.ts';
import { parseMarkdown } from './parse-blocks.ts';
import { parseInline } from './parse-inline.ts';

/** A text as the client shows it; worked out anew only when something in it may have changed. */
export function markdown(scene: Scene, text: string): unknown {
  const tick = text.includes('<t:') ? Math.floor(scene.now / 1_000) : 0;
  return guard([text, scene.state.world, tick], () =>
    parseMarkdown(text).map((block, index) => blockView(scene, block, index)),
  );
}

/** In one line, as in a reply. */
export function inlineMarkdown(scene: Scene, text: string): unknown {
  return parseInline(text.replaceAll(/\s+/g, ' ')).map((node) => inlineView(scene, node));
}

function blockView(scene: Scene, block: Block, index: number): unknown {
  switch (block.type) {
    case 'paragraph':
      // Blocks of their own end the line already.
      return html`${index > 0 ? html`<span class="line-end"></span>` : nothing}${inlines(scene, block.children)}`;
    case 'heading':
      return html`<div class="heading heading-${block.level}" role="heading" aria-level=${block.level + 2}>
        ${inlines(scene, block.children)}
      </div>`;
    case 'subtext':
      return html`<small class="subtext">${inlines(scene, block.children)}</small>`;
    case 'quote':
      return html`<blockquote>${block.children.map((child, at) => blockView(scene, child, at))}</blockquote>`;
    case 'list':
      return listView(scene, block);
    case 'codeBlock':
      return html`<pre><code>${block.text}</code></pre>`;
  }
}

function listView(scene: Scene, { isOrdered, start, items }: Extract<Block, { type: 'list' }>): TemplateResult {
  const lines = items.map((item) => html`<li>${inlines(scene, item)}</li>`);
  return isOrdered ? html`<ol start=${start}>${lines}</ol>` : html`<ul>${lines}</ul>`;
}

function inlines(scene: Scene, nodes: readonly Inline[]): unknown {
  return nodes.map((node) => inlineView(scene, node));
}

function inlineView(scene: Scene, node: Inline): unknown {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'break':
      return html`<br />`;
    case 'strong':
      return html`<strong>${inlines(scene, node.children)}</strong>`;
    case 'emphasis':
      return html`<em>${inlines(scene, node.children)}</em>`;
    case 'underline':
      return html`<u>${inlines(scene, node.children)}</u>`;
    case 'strike':
      return html`<s>${inlines(scene, node.children)}</s>`;
    case 'spoiler':
      return html`<button class="spoiler" aria-label="Spoiler" @click=${reveal}>
        <span>${inlines(scene, node.children)}</span>
      </button>`;
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'link':
      return linkView(scene, node);
    case 'time':
      return html`<time class="stamp" title=${showFullTime(node.seconds)}
        >${showTime(node.seconds, node.style, scene.now)}</time
      >`;
    case 'emoji':
      return `:${node.name}:`;
    default:
      return mentionView(scene, node);
  }
}

type Mention = Extract<Inline, { type: 'user' | 'role' | 'channel' | 'everyone' | 'command' }>;

function mentionView({ state: { world }, places }: Scene, node: Mention): TemplateResult {
  switch (node.type) {
    case 'user':
      return html`<discord-mention type="user">${nameOfUser(world, node.id)}</discord-mention>`;
    case 'role': {
      const role = world?.guilds.flatMap(({ roles }) => roles).find(({ id }) => id === node.id);
      return html`<discord-mention type="role">${role?.name ?? 'unknown-role'}</discord-mention>`;
    }
    case 'channel': {
      const channel = world && channelById(world, node.id);
      if (!channel) return html`<discord-mention type="channel">unknown</discord-mention>`;
      const open = () => places.enterChannel(channel.id);
      return html`<button class="mention-button" @click=${open}>
        <discord-mention type=${channel.kind === 'thread' ? 'thread' : 'channel'}>${channel.name}</discord-mention>
      </button>`;
    }
    case 'command':
      return html`<discord-mention type="slash">${node.name}</discord-mention>`;
    case 'everyone':
      return html`<span class="mention-everyone">@${node.name}</span>`;
  }
}

function linkView(scene: Scene, { url, children }: Extract<Inline, { type: 'link' }>): TemplateResult {
  const follow = (event: Event) => {
    if (scene.places.follow(url)) event.preventDefault();
  };
  const { world } = scene.state;
  const place = linkedPlace(url);
  const channel = place && world && channelById(world, place.channelId);
  const isBare = children.length === 1 && children[0]?.type === 'text' && children[0].text === url;
  const isPlace = channel && isBare;
  const label = isPlace ? `#${channel.name}${place.messageId ? ' › 💬' : ''}` : inlines(scene, children);
  return html`<a class=${isPlace ? 'place' : nothing} href=${url} target="_blank" rel="noopener noreferrer" @click=${follow}>${label}</a>`;
}

function reveal({ currentTarget }: Event): void {
  (currentTarget as HTMLElement).classList.add('open');
}
