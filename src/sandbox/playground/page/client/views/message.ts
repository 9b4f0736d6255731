import { html, nothing, type TemplateResult } from 'lit';
import type { WireMessage } from '../../wire.ts';
import { listOf, textOf } from '../form.ts';
import { inlineMarkdown, markdown } from '../markdown/render.ts';
import { authorOf, sentAt } from '../messages.ts';
import { channelById, nameOfUser } from '../place.ts';
import { showClock, showSent } from '../time.ts';
import { attachmentsView } from './attachments.ts';
import { avatarOf } from './avatar.ts';
import { componentsView } from './components.ts';
import { embedsView } from './embeds.ts';
import { icon } from './icons.ts';
import { messageTools, openMenuAt } from './message-menu.ts';
import { reactionsView } from './reactions.ts';
import type { Scene, View } from './view.ts';

const COMPONENTS_V2 = 1 << 15;

/** One message with all that hangs on it. */
export function messageView(scene: Scene, message: WireMessage, isGrouped: boolean): TemplateResult {
  const { state, now } = scene;
  const author = authorOf(message, state.world);
  const isMine = listOf(message.json.mentions).some(({ id }) => id === state.world?.me);
  const sent = sentAt(message);
  const classes = [isGrouped ? 'grouped' : '', message.isPrivate ? 'private' : '', isMine ? 'pings-me' : ''];
  return html`<article
    class="message ${classes.join(' ')}"
    tabindex="0"
    aria-label="${author.name}, ${showSent(sent, now)}"
    data-message=${message.id}
    @contextmenu=${(event: MouseEvent) => openMenuAt(scene, message, event)}
  >
    <discord-message
      author=${author.name}
      avatar=${avatarOf(author.name, state.world)}
      timestamp=${isGrouped ? showClock(sent) : showSent(sent, now)}
      ?bot=${author.isBot}
      ?edited=${message.isEdited && !message.isThinking}
      ?message-body-only=${isGrouped}
      ?light-theme=${state.theme === 'light'}
    >
      ${headLine(scene, message)} ${bodyView(scene, message)}
      <div slot="attachments" class="attachments">${looseFiles(message)}</div>
      <div slot="embeds">${embedsView(scene, message.json.embeds)}</div>
      <div slot="components" class="components">${componentsView(scene, message)}${failureView(scene, message)}</div>
      <div slot="reactions">${reactionsView(scene, message)}</div>
      <div slot="thread">${threadView(scene, message)}${privateLine(scene, message)}</div>
    </discord-message>
    ${messageTools(scene, message)}
  </article>`;
}

/** What it answers: a message, or a command that somebody used. */
function headLine(scene: Scene, { reply, used }: WireMessage): View {
  const { world } = scene.state;
  if (reply === 'gone') return html`<discord-reply slot="reply" deleted></discord-reply>`;
  if (reply) {
    return html`<discord-reply
      slot="reply"
      author=${reply.author}
      avatar=${avatarOf(reply.author, world)}
      ?bot=${reply.isBot}
      ?attachment=${reply.hasFiles}
      >${inlineMarkdown(scene, reply.text || 'Click to see attachment')}</discord-reply
    >`;
  }
  if (!used) return nothing;
  const name = nameOfUser(world, used.userId);
  return html`<div slot="reply" class="used">
    <img src=${avatarOf(name, world)} alt="" /> <b>${name}</b> used <span class="used-command">${icon('apps')} ${used.command}</span>
  </div>`;
}

function bodyView(scene: Scene, message: WireMessage): View {
  if (message.isThinking) {
    const { name } = authorOf(message, scene.state.world);
    return html`<span class="thinking" role="status"><span class="dots"><i></i><i></i><i></i></span>${name} is thinking…</span>`;
  }
  const content = textOf(message.json.content);
  return content === '' ? nothing : html`${markdown(scene, content)}`;
}

/** Where a message consists of components, only those show files. */
function looseFiles({ json }: WireMessage): View {
  return Number(json.flags) & COMPONENTS_V2 ? nothing : attachmentsView(json.attachments);
}

function failureView({ state }: Scene, { id }: WireMessage): View {
  return state.failed.has(id)
    ? html`<p class="failure" role="alert">${icon('warning')} This interaction failed</p>`
    : nothing;
}

function threadView({ state, places }: Scene, { id, channelId }: WireMessage): View {
  const thread = state.world && channelById(state.world, id);
  // The first message of a post in a forum has the id of the thread that it stands in.
  if (!thread || id === channelId) return nothing;
  const count = state.messages.get(id)?.length ?? 0;
  const countText = `${count} ${count === 1 ? 'message' : 'messages'}`;
  return html`<button class="thread-card" @click=${() => places.enterChannel(id)}>
    ${icon('thread')} <b>${thread.name}</b> <span>${countText} ›</span>
  </button>`;
}

function privateLine({ use }: Scene, { id, isPrivate }: WireMessage): View {
  if (!isPrivate) return nothing;
  return html`<p class="private-line">
    ${icon('eye')} Only you can see this •
    <button class="link-button" @click=${() => use.dismiss(id)}>Dismiss message</button>
  </p>`;
}
